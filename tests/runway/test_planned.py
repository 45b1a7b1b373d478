"""Money to come that no open document tells of. Books in docstrings; today is Mon, Nov 23, 2026."""

from datetime import date, timedelta
from decimal import Decimal

from runway.calculators.chances import Chances
from runway.calculators.entries import Entry, Rule
from runway.calculators.expected import expected
from runway.calculators.planned import (
    Planned,
    dated_ahead,
    expected_entries,
    in_transit,
    planned_entries,
    unexplained_entries,
)
from runway.calculators.recurring import recurring
from runway.calculators.rows import Row
from runway.calculators.unexplained import Rest
from tests.runway.books import Books

TODAY = date(2026, 11, 23)
GRANT = Planned("7", "Grant", date(2026, 12, 4), Decimal(50_000), Row.OTHER_IN, probability=Decimal("0.6"))


def recurring_entries(books: Books, *filed: Planned) -> tuple[Entry, ...]:
    series = recurring(books.movements, books.today)
    found = expected(series, books.items, books.movements, books.today, books.today + timedelta(days=91))
    return expected_entries(found, books.today, filed)


def test_a_known_item_comes_on_its_day_by_its_probability() -> None:
    (entry,) = planned_entries([GRANT], TODAY)
    assert (entry.rule, entry.amount, entry.expected) == (Rule.KNOWN, Decimal(50_000), Decimal(30_000))
    assert entry.chances == Chances.on(GRANT.on, TODAY, "Grant")


def test_a_known_item_whose_day_has_gone_by_waits_and_is_not_today() -> None:
    item = Planned("7", "Grant", date(2026, 11, 20), Decimal(1), Row.OTHER_IN)
    (entry,) = planned_entries([item], TODAY)
    assert entry.chances.by_day[0] == 0
    assert sum(entry.chances.by_day) > 0.9


def test_recurring_money_comes_as_early_or_late_as_it_used_to(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-01  spend  Landlord   2,000.00
    2026-09-01  spend  Landlord   2,000.00
    2026-10-03  spend  Landlord   2,000.00
    2026-11-01  spend  Landlord   2,000.00
    """
    first = recurring_entries(books)[0]
    assert (first.rule, first.row, first.amount) == (Rule.RECURRING, Row.RENT, Decimal(-2000))
    assert {day: chance for day, chance in enumerate(first.chances.by_day) if chance} == {8: 0.75, 10: 0.25}
    assert first.assumption == "monthly, seen 4 times, last 2026-11-01"


def test_a_missing_bill_stays_reserved_from_tomorrow_on(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-15  spend  Softworks  2,000.00
    2026-09-15  spend  Softworks  2,000.00
    2026-10-15  spend  Softworks  2,000.00
    """
    first = recurring_entries(books)[0]
    assert (first.rule, first.row, first.amount) == (Rule.MISSING, Row.NOT_BILLED, Decimal(-2000))
    assert first.chances.by_day[0] == 0
    assert sum(first.chances.by_day) > 0.99


def test_a_liability_at_its_filing_date_stands_for_the_recurring_tax(books: Books) -> None:
    """
    2026-11-23  cash   Operating            9,000.00
    2026-09-15  spend  Sales tax authority  1,000.00
    2026-10-15  spend  Sales tax authority  1,000.00
    2026-11-15  spend  Sales tax authority  1,000.00
    """
    filing = Planned("tax", "Sales tax payable", date(2026, 12, 20), Decimal(-1200), Row.TAXES, Rule.FILING)
    assert [e.due_on for e in recurring_entries(books)] == [
        date(2026, 12, 15),
        date(2027, 1, 15),
        date(2027, 2, 15),
    ]
    assert [e.due_on for e in recurring_entries(books, filing)] == [date(2027, 1, 15), date(2027, 2, 15)]


def test_undeposited_funds_are_in_the_bank_within_three_banking_days(books: Books) -> None:
    """
    2026-11-26  today
    2026-11-26  cash         Operating          9,000.00
    2026-11-26  undeposited  Undeposited Funds    300.00
    """
    (entry,) = in_transit(books.balances, books.today)
    assert (entry.row, entry.amount) == (Row.IN_TRANSIT, Decimal(300))
    assert [day for day, chance in enumerate(entry.chances.by_day) if chance] == [1, 4, 5]


def test_what_the_ledger_dates_ahead_moves_on_that_day(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-11-23  spend  Landlord   2,000.00
    2026-12-01  spend  Landlord   2,000.00
    """
    (entry,) = dated_ahead(books.movements, books.today)
    assert (entry.rule, entry.amount) == (Rule.DATED_AHEAD, Decimal(-2000))
    assert entry.chances.by_day[8] == 1


def test_the_unexplained_goes_on_at_its_average_in_a_row_of_its_own() -> None:
    rest = Rest(date(2026, 8, 14), date(2026, 11, 23), Decimal(0), Decimal(0), Decimal(-1010), Decimal(0))
    entries = unexplained_entries(rest)
    assert {entry.row for entry in entries} == {Row.UNEXPLAINED}
    assert [entry.amount for entry in entries] == [Decimal("-70.00")] * 13
    assert unexplained_entries(None) == ()
