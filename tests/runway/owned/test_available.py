"""Available cash: book cash less what is set aside, in the outlook and by itself."""

from datetime import date
from decimal import Decimal

import pytest

from runway.calculators.available import Short, available_cash
from runway.calculators.base_case import BaseCase, base_case
from runway.calculators.documents_ahead import document_entries
from runway.calculators.outlook import Outlook, outlook
from runway.calculators.owned import Owned, Reserve, ReserveKind
from runway.calculators.position import earmarks
from tests.runway.books import Books

TODAY = date(2026, 11, 23)


def reserve(amount: str, since: str = "2026-11-01", until: str = "", account: str = "") -> Reserve:
    ends = date.fromisoformat(until) if until else None
    begins = date.fromisoformat(since)
    return Reserve(ReserveKind.EARMARK, "Van", Decimal(amount), begins, ends, account)


def seen(books: Books, *reserves: Reserve) -> Outlook:
    facts = (books.balances, books.flows, books.moved, books.items, "USD", books.today)
    return outlook(*facts, Owned(reserves=reserves))


def expected(books: Books, *reserves: Reserve) -> BaseCase:
    """The expected case of open documents alone."""
    entries = document_entries(books.items, books.today)
    kept = earmarks(Owned(reserves=reserves), books.balances)
    return base_case(sum((b.home for b in books.balances if b.home), Decimal(0)), entries, books.today, kept)


@pytest.mark.parametrize(
    ("held", "free"),
    [
        (reserve("300"), 700),
        (reserve("300", since="2026-11-23", until="2026-11-23"), 700),
        (reserve("300", since="2026-11-24"), 1000),
        (reserve("300", until="2026-11-22"), 1000),
    ],
    ids=["without end", "today alone", "from tomorrow", "until yesterday"],
)
def test_a_reserve_holds_from_its_first_day_to_its_last(held: Reserve, free: int) -> None:
    assert available_cash(Decimal(1000), (), [held], TODAY).amount == free


def test_unknown_cash_leaves_available_unknown() -> None:
    assert available_cash(None, (), [reserve("300")], TODAY).amount is None


def test_money_on_an_account_that_is_not_cash_is_not_taken_off_again(books: Books) -> None:
    """
    2026-11-23  cash   Operating     1,000.00
    2026-11-23  tax    Tax savings     800.00
    """
    taxes = reserve("800", account="Tax savings")
    found = seen(books, taxes, reserve("100", account="Operating")).available
    assert (found.amount, found.apart) == (900, (taxes,))


def test_more_set_aside_than_an_account_holds_is_said_and_none_is_taken_from_another(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    2026-11-23  cash  Savings      200.00
    """
    found = seen(books, reserve("150", account="Savings"), reserve("100", account="Savings")).available
    assert (found.amount, found.set_aside) == (950, 250)
    assert found.short == (Short("Savings", Decimal(250), Decimal(200)),)
    assert found.short[0].missing == 50


def test_more_set_aside_than_there_is_makes_available_negative_and_says_so(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    found = seen(books, reserve("1400")).available
    assert (found.amount, found.short) == (-400, (Short("", Decimal(1400), Decimal(1000)),))


def test_low_point_and_runway_are_of_available_cash_and_buffer_days_of_all_cash(books: Books) -> None:
    """
    2026-11-23  cash     Operating    9,100.00
    2026-05-29  receipt  Amy's Birds      1.00
    2026-10-30  spend    Landlord     9,100.00
    2026-11-01  bill     Acme Paper   2,000.00   due 2026-12-11
    """
    whole, less = seen(books), seen(books, reserve("7000"))
    all_free, free = expected(books), expected(books, reserve("7000"))
    assert (all_free.lowest.cash, free.lowest.cash) == (7100, 100)
    assert all_free.closings == free.closings
    assert whole.buffer.days == less.buffer.days == 91
    assert whole.burn.cash == 9100
    assert less.burn.cash == 2100


def test_a_reserve_that_ends_frees_its_money_on_the_day_after(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    base = expected(books, reserve("400", until="2026-11-30"))
    by_day = {point.on: point.cash for point in base.available}
    assert (by_day[date(2026, 11, 30)], by_day[date(2026, 12, 1)]) == (600, 1000)
    assert base.lowest.on == TODAY
