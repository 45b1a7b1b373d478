"""Book balances of the accounts that matter for cash."""

from datetime import date
from decimal import Decimal
from typing import Any

from bank.models import Account
from bank.services import BalanceService
from core import clock
from core.cash import AccountKind, Balance
from sync.merge import join
from tests.bookkeeping import Books, money, ref


def balances(books: Books, also: tuple[str, ...] = ()) -> dict[str, Balance]:
    return {balance.account_id: balance for balance in BalanceService(books.business).balances(also)}


def test_income_and_expense_accounts_have_no_place_among_the_balances(books: Books) -> None:
    books.account("Checking", CurrentBalance=money("1,250.50"))
    books.account("Rent", "Expense", "RentOrLeaseOfBuildings")
    assert list(balances(books)) == ["Checking"]
    assert balances(books)["Checking"].home == Decimal("1250.50")


def test_cards_and_credit_lines_are_told_apart_from_cash(books: Books) -> None:
    books.account("Visa", "Credit Card", "CreditCard", CurrentBalance=money("80"))
    books.account("Elm line", "Other Current Liability", "LineOfCredit")
    kinds = {name: balance.kind for name, balance in balances(books).items()}
    assert kinds == {"Visa": AccountKind.CARD, "Elm line": AccountKind.CREDIT_LINE}


def test_what_is_owed_is_negative_on_cards_and_on_credit_lines(books: Books) -> None:
    """QuickBooks states a card's debt as a positive balance, a credit line's as a negative one."""
    books.account("Visa", "Credit Card", "CreditCard", CurrentBalance=money("80"))
    books.account("Elm line", "Other Current Liability", "LineOfCredit", CurrentBalance=money("-500"))
    owed = {name: (balance.amount, balance.home) for name, balance in balances(books).items()}
    assert owed == {"Visa": (Decimal(-80), Decimal(-80)), "Elm line": (Decimal(-500), Decimal(-500))}


def test_a_closed_account_shows_only_while_it_holds_something_or_is_asked_for(books: Books) -> None:
    books.account("Emptied (deleted)", Active=False)
    books.account("Forgotten (deleted)", Active=False, CurrentBalance=money("3.20"))
    assert list(balances(books)) == ["Forgotten (deleted)"]
    assert set(balances(books, also=("Emptied (deleted)",))) == {"Emptied (deleted)", "Forgotten (deleted)"}


def test_money_on_closed_accounts_still_counts_as_moved(books: Books) -> None:
    books.account("Old bank (deleted)", Active=False)
    books.account("Rent", "Expense", "RentOrLeaseOfBuildings")
    assert BalanceService(books.business).account_ids() == {"Old bank (deleted)"}


def test_a_foreign_balance_is_valued_at_the_newest_dated_rate(books: Books) -> None:
    books.rate("EUR", "2026-10-30", "1.25")
    books.rate("EUR", "2026-10-01", "1.50")
    books.account("Euro account", CurrencyRef=ref("EUR"), CurrentBalance=money("1,000.00"))
    euro = balances(books)["Euro account"]
    assert (euro.amount, euro.home) == (Decimal(1000), Decimal(1250))
    assert (euro.rate, euro.rate_on) == (Decimal("1.25"), date(2026, 10, 30))


def test_a_foreign_balance_without_a_rate_is_unknown_not_zero(books: Books) -> None:
    books.account("Euro account", CurrencyRef=ref("EUR"), CurrentBalance=money("1,000.00"))
    assert balances(books)["Euro account"].home is None


def test_a_balance_that_quickbooks_does_not_state_is_unknown(books: Books) -> None:
    books.enter("Account", Id="Till", Name="Till", AccountType="Bank", Active=True)
    assert balances(books)["Till"].amount is None
    assert balances(books)["Till"].home is None


def test_an_overdraft_is_a_negative_balance(books: Books) -> None:
    books.account("Checking", CurrentBalance=money("-310.00"))
    assert balances(books)["Checking"].home == Decimal(-310)


def test_accounts_of_another_business_are_never_seen(books: Books, sam: Any) -> None:
    stranger = Books(sam.memberships.get().business)
    stranger.account("Theirs", CurrentBalance=money("99"))
    assert balances(books) == {}
    assert list(balances(stranger)) == ["Theirs"]


def test_balances_take_two_queries_however_many_accounts(
    books: Books, django_assert_num_queries: Any
) -> None:
    for number in range(6):
        books.account(f"Account {number}")
    with django_assert_num_queries(2):
        assert len(BalanceService(books.business).balances()) == 6


def test_a_merged_account_is_left_to_its_survivor(books: Books) -> None:
    """Till was merged into checking, which has its 40 now; the lost row may still say 40."""
    books.account("Checking", CurrentBalance=money("140"))
    books.account("Till", CurrentBalance=money("40"))
    join(books.business, Account, "Till", "Checking", clock.now())
    assert list(balances(books)) == ["Checking"]
