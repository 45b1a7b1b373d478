"""Money that open documents bring and take in the next two weeks. Today is Monday, Nov 23, 2026."""

from datetime import date
from decimal import Decimal

from runway.calculators.coming import Lines, coming
from tests.runway.books import Books


def names(lines: Lines) -> list[str]:
    return [line.party for line in lines.lines]


def test_two_weeks_begin_today_and_end_on_the_fourteenth_day(books: Books) -> None:
    """
    2026-11-01  invoice  Yesterday    1.00   due 2026-11-22
    2026-11-01  invoice  Today        2.00   due 2026-11-23
    2026-11-01  invoice  Last day     4.00   due 2026-12-06
    2026-11-01  invoice  Day after    8.00   due 2026-12-07
    """
    ahead = coming(books.items, books.today)
    assert ahead.until == date(2026, 12, 6)
    assert names(ahead.due_in) == ["Today", "Last day"]
    assert ahead.due_in.total == Decimal(6)
    assert names(ahead.late_in) == ["Yesterday"]


def test_lines_come_by_date_and_then_largest_first(books: Books) -> None:
    """
    2026-11-01  bill  Small early   10.00   due 2026-11-24
    2026-11-01  bill  Large late   900.00   due 2026-12-01
    2026-11-01  bill  Large early  500.00   due 2026-11-24
    """
    assert names(coming(books.items, books.today).due_out) == ["Large early", "Small early", "Large late"]


def test_what_is_past_due_stands_apart_oldest_first(books: Books) -> None:
    """
    2026-09-01  bill  Acme Paper   30.00   due 2026-11-20
    2026-09-01  bill  Landlord     20.00   due 2026-09-30
    """
    late = coming(books.items, books.today).late_out
    assert [(line.party, line.days_late) for line in late.lines] == [("Landlord", 54), ("Acme Paper", 3)]
    assert coming(books.items, books.today).due_out.lines == ()


def test_a_dated_credit_makes_the_sum_smaller(books: Books) -> None:
    """
    2026-11-01  bill           Acme Paper   30.00   due 2026-11-24
    2026-11-01  vendor credit  Acme Paper   10.00   due 2026-11-25
    """
    assert coming(books.items, books.today).due_out.total == Decimal(20)


def test_an_undated_document_has_no_place_in_the_two_weeks(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds   30.00
    """
    ahead = coming(books.items, books.today)
    assert ahead.due_in.lines == ahead.late_in.lines == ()
