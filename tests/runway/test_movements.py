"""What moves cash, counted once (RUNWAY 2)."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.cash import AccountKind, Balance, Document, Flow
from runway.calculators.movements import book_cash, cash_movements
from tests.runway.books import Books

CENTS = st.decimals(min_value=-10_000, max_value=10_000, places=2)
DAYS = st.dates(date(2026, 5, 1), date(2026, 11, 23))
ACCOUNTS = tuple(
    Balance(name, name, kind, "USD", Decimal(0), Decimal(0), None)
    for name, kind in (
        ("Operating", AccountKind.OPERATING),
        ("Savings", AccountKind.OPERATING),
        ("Visa", AccountKind.CARD),
    )
)


def test_a_transfer_between_own_accounts_moves_nothing(books: Books) -> None:
    """
    2026-11-23  cash      Operating   12,000.00
    2026-11-23  cash      Savings      5,000.00
    2026-11-20  transfer  Savings        500.00   from Operating
    """
    assert books.movements == ()


def test_a_transfer_to_trust_money_leaves_cash(books: Books) -> None:
    """
    2026-11-23  cash      Operating   12,000.00
    2026-11-23  trust     Client funds  5,000.00
    2026-11-20  transfer  Client funds    500.00   from Operating
    """
    assert [movement.amount for movement in books.movements] == [Decimal("-500.00")]


def test_a_card_purchase_is_no_movement_and_paying_the_card_is(books: Books) -> None:
    """
    2026-11-23  cash          Operating   12,000.00
    2026-11-23  card          Visa          -900.00
    2026-11-18  spend         Software       900.00   from Visa
    2026-11-20  card payment  Visa           900.00   from Operating
    """
    assert [(m.kind, m.amount) for m in books.movements] == [("card payment", Decimal("-900.00"))]


def test_a_deposit_replaces_the_payments_that_it_collects(books: Books) -> None:
    """
    2026-11-23  cash         Operating    12,000.00
    2026-11-18  receipt      Amy's Birds     100.00   into Operating
    2026-11-19  receipt      Beth's Bees     200.00   into Operating
    2026-11-20  deposit      Bank day        300.00   collects 2 3
    """
    assert [(m.party, m.amount) for m in books.movements] == [("Bank day", Decimal("300.00"))]


def test_a_payment_that_waits_in_undeposited_funds_is_not_cash_yet(books: Books) -> None:
    """
    2026-11-23  cash         Operating      12,000.00
    2026-11-23  undeposited  Undeposited       100.00
    2026-11-18  receipt      Amy's Birds       100.00   into Undeposited
    """
    assert books.movements == ()


def test_book_cash_is_bank_money_only(books: Books) -> None:
    """
    2026-11-23  cash         Operating      12,000.00
    2026-11-23  cash         Payroll           500.00
    2026-11-23  trust        Client funds    5,000.00
    2026-11-23  credit line  Line           -2,000.00
    2026-11-23  undeposited  Undeposited       100.00
    """
    assert book_cash(books.balances).total == Decimal(12_000) + 500


def test_an_overdraft_lowers_book_cash(books: Books) -> None:
    """
    2026-11-23  cash  Operating  -700.00
    2026-11-23  cash  Payroll     500.00
    """
    assert book_cash(books.balances).total == Decimal("-200.00")


def test_cash_is_unknown_while_one_account_has_no_rate(books: Books) -> None:
    """
    2026-11-23  cash  Operating   12,000.00
    2026-11-23  cash  Paris        1,000.00   no rate
    """
    book = book_cash(books.balances)
    assert book.total is None
    assert book.unknown == ("Paris",)


def test_without_a_bank_account_cash_is_unknown_and_not_zero() -> None:
    assert book_cash(()).total is None


def flow(on: date, amount: Decimal, account: str, number: int) -> Flow:
    return Flow(on, amount, account, "spend", "Acme Paper", Document("Purchase", str(number)))


FLOWS = st.lists(st.tuples(DAYS, CENTS, st.sampled_from(["Operating", "Savings", "Visa"])), max_size=12).map(
    lambda rows: [flow(on, amount, account, number) for number, (on, amount, account) in enumerate(rows)]
)


@given(FLOWS, st.randoms(use_true_random=False))
def test_the_order_of_flows_does_not_matter(flows: list[Flow], random) -> None:
    shuffled = random.sample(flows, len(flows))
    assert cash_movements(shuffled, ACCOUNTS) == cash_movements(flows, ACCOUNTS)


@given(FLOWS, DAYS, st.decimals(min_value=1, max_value=10_000, places=2))
def test_transfers_between_own_accounts_never_change_anything(
    flows: list[Flow], on: date, amount: Decimal
) -> None:
    moved = Document("Transfer", "T1")
    transfer = [
        Flow(on, -amount, "Operating", "Transfer", "", moved),
        Flow(on, amount, "Savings", "Transfer", "", moved),
    ]
    assert cash_movements(flows + transfer, ACCOUNTS) == cash_movements(flows, ACCOUNTS)


@given(FLOWS)
def test_movements_add_up_to_the_flows_on_own_accounts(flows: list[Flow]) -> None:
    own = sum((f.amount for f in flows if f.account_id != "Visa"), Decimal(0))
    assert sum((m.amount for m in cash_movements(flows, ACCOUNTS)), Decimal(0)) == own


def test_movements_come_by_date() -> None:
    later, sooner = (
        flow(date(2026, 11, 20), Decimal(1), "Operating", 1),
        flow(date(2026, 11, 2), Decimal(1), "Operating", 2),
    )
    dates = [movement.on for movement in cash_movements([later, sooner], ACCOUNTS)]
    assert dates == [date(2026, 11, 2), date(2026, 11, 2) + timedelta(days=18)]
