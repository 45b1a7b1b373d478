"""One side of the books closely, against the company's own ledger: open and turned on past days, to the cent."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from ar.models import Customer
from bank.models import Account
from core.cash import Side
from core.models import Business
from core.money import in_home
from runway.calculators.turnover import TURNED, Turnover, turnovers
from runway.calculators.weeks import complete_weeks
from sandbox.store import Store
from sync.merge import join
from sync.orchestrators.digest import DigestSnapshot
from sync.orchestrators.owed import OwedDataOrchestrator, OwedSnapshot
from tests.bookkeeping import Books, linked, money, posted, ref
from tests.sync.orchestrators.test_digest_and_ledger import (
    ACCOUNTS,
    SIGNS,
    TODAY,
    UNTIL,
    agency,
    ledger,
    snapshot,
)

__all__ = ["agency", "ledger", "snapshot"]
pytestmark = pytest.mark.django_db
FJORD = ref("12", "Fjord & Pine")


def weeks_of(owed: OwedSnapshot, side: Side) -> tuple[Turnover, ...]:
    still_open = sum((item.open for item in owed.books.open_items if item.side is side), Decimal(0))
    return turnovers(still_open, owed.posted, complete_weeks(TODAY, 13), owed.first_on)


@pytest.mark.prove
@pytest.mark.parametrize("side", list(Side))
def test_what_was_open_and_turned_on_thirteen_fridays_is_what_the_ledger_posted(
    ledger: Store, snapshot: DigestSnapshot, agency: Business, side: Side
) -> None:
    assert snapshot.open_items
    account = Account.objects.get(account_type=ACCOUNTS[side])

    def posted_by(where: str, *values: str) -> Decimal:
        sql = f"SELECT coalesce(sum(cents), 0) FROM posting WHERE account_id = ? AND {where}"
        ((cents,),) = ledger.rows(sql, account.qbo_id, *values)
        return SIGNS[side] * Decimal(cents) / 100

    kinds = ", ".join(f"'{entity}'" for entity in TURNED)
    weeks = weeks_of(OwedDataOrchestrator(agency, side).load(TODAY, UNTIL), side)
    for week in weeks:
        assert week.open == posted_by("on_day <= ?", week.on.isoformat())
        window = week.since.isoformat(), week.on.isoformat()
        assert week.turned == posted_by(f"entity IN ({kinds}) AND on_day >= ? AND on_day <= ?", *window)
        assert week.days is not None
    assert len({week.open for week in weeks}) > 5


@pytest.mark.prove
@pytest.mark.parametrize("side", list(Side))
def test_what_documents_have_open_is_what_the_accounts_hold(
    snapshot: DigestSnapshot, agency: Business, side: Side
) -> None:
    assert snapshot.open_items
    (control,) = OwedDataOrchestrator(agency, side).load(TODAY, UNTIL).controls
    assert (control.side, control.currency, control.difference) == (side, "USD", 0)
    assert control.owed == sum(item.open for item in snapshot.open_items if item.side is side) > 0


@pytest.mark.prove
@pytest.mark.parametrize("side", list(Side))
def test_settled_documents_come_under_todays_names_newest_first(
    snapshot: DigestSnapshot, agency: Business, side: Side
) -> None:
    assert snapshot.open_items
    settled = OwedDataOrchestrator(agency, side).load(TODAY, UNTIL).settled
    assert len(settled) > 50
    assert all(one.paid_on >= other.paid_on for one, other in pairwise(settled))


def owed(books: Books, side: Side = Side.RECEIVABLE) -> OwedSnapshot:
    return OwedDataOrchestrator(books.business, side).load(TODAY, UNTIL)


def test_each_kind_and_day_is_one_row_and_voided_and_deleted_ones_post_nothing(books: Books) -> None:
    sold = {"TxnDate": "2026-11-02", "CustomerRef": FJORD}
    for total in ("100", "250", "0"):
        books.enter("Invoice", **sold, TotalAmt=money(total), Balance=0)
    books.delete("Invoice", books.enter("Invoice", **sold, TotalAmt=70, Balance=70))
    books.enter("CreditMemo", **sold, TotalAmt=30, RemainingCredit=0)
    books.enter("Payment", TxnDate="2026-11-03", CustomerRef=FJORD, TotalAmt=320, UnappliedAmt=0)
    found = owed(books)
    assert [(p.on.day, p.entity, p.amount, p.documents) for p in found.posted] == [
        (2, "CreditMemo", -30, 1),
        (2, "Invoice", 350, 2),
        (3, "Payment", -320, 1),
    ]
    assert found.first_on == date(2026, 11, 2)


def test_a_line_on_the_receivable_account_is_posted_on_its_own_day(books: Books) -> None:
    books.account("A/R", "Accounts Receivable", "AccountsReceivable", CurrentBalance=90)
    lines = [
        posted("Debit", "90", "A/R", {"Type": "Customer", "EntityRef": FJORD}),
        posted("Credit", "90", "x"),
    ]
    books.enter("JournalEntry", TxnDate="2026-11-05", Line=lines)
    found = owed(books)
    assert [(p.on.day, p.entity, p.amount) for p in found.posted] == [(5, "JournalEntry", 90)]
    assert [(c.owed, c.held) for c in found.controls] == [(90, 90)]
    assert owed(books, Side.PAYABLE).posted == ()


def test_a_foreign_invoice_is_worth_what_it_posted_and_unknown_without_a_rate(books: Books) -> None:
    sold = {"CustomerRef": FJORD, "TotalAmt": money("100.10"), "Balance": 0, "CurrencyRef": ref("EUR")}
    books.enter("Invoice", **sold, TxnDate="2026-11-02", ExchangeRate=Decimal("1.08125"))
    books.enter("Invoice", **sold, TxnDate="2026-11-03", HomeTotalAmt=money("108.50"))
    books.enter("Invoice", **sold, TxnDate="2026-11-04")
    worth = in_home(money("100.10"), "EUR", Decimal("1.08125"), "USD")
    assert [p.amount for p in owed(books).posted] == [worth, Decimal("108.50"), None]


def test_a_customer_that_was_merged_into_another_counts_as_that_one(books: Books) -> None:
    books.enter("Customer", Id="12", DisplayName="Fjord, Pine & Daughters", Active=True)
    books.enter("Customer", Id="13", DisplayName="Pine", Active=True)
    pine = {"CustomerRef": ref("13", "Pine")}
    sold = books.enter("Invoice", **pine, TxnDate="2026-10-02", DueDate="2026-10-30", TotalAmt=10, Balance=0)
    books.enter("Payment", **pine, TxnDate="2026-11-03", TotalAmt=10, Line=[linked("10", "Invoice", sold)])
    assert [(s.party, s.days_late) for s in owed(books).settled] == [("Pine", 4)]
    join(books.business, Customer, "13", "12", books.clock)
    assert [(s.party_id, s.party) for s in owed(books).settled] == [("12", "Fjord, Pine & Daughters")]
