"""Cash of past weeks, from movements. Today is Monday, Nov 23, 2026."""

from datetime import date, timedelta
from decimal import Decimal

from runway.calculators.curve import Point, past_closings
from tests.runway.books import Books

CASH = Decimal(1000)


def closings(books: Books) -> tuple[Point, ...]:
    return past_closings(CASH, books.movements, books.today)


def test_past_closings_are_todays_cash_less_what_moved_since(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-10-01  receipt  Amy's Birds      1.00
    2026-11-13  spend    Landlord       300.00
    2026-11-16  receipt  Amy's Birds    200.00
    2026-11-23  receipt  Beth's Bees     50.00
    """
    by_week = {point.on: point.cash for point in closings(books)}
    assert by_week[date(2026, 11, 20)] == 1000 - 50
    assert by_week[date(2026, 11, 13)] == 1000 - 50 - 200
    assert by_week[date(2026, 11, 6)] == 1000 - 50 - 200 + 300


def test_a_movement_dated_ahead_is_in_todays_balance_and_not_in_the_past(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-10-01  receipt  Amy's Birds      1.00
    2026-12-01  spend    Landlord       300.00
    """
    assert closings(books)[-1].cash == 1000 + 300


def test_weeks_before_the_first_movement_are_a_gap(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-10  receipt  Amy's Birds      1.00
    """
    assert [point.on for point in closings(books)] == [date(2026, 11, 13), date(2026, 11, 20)]


def test_eight_weeks_back_all_end_on_a_friday(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-06-01  receipt  Amy's Birds      1.00
    """
    fridays = [point.on for point in closings(books)]
    assert fridays == [date(2026, 10, 2) + timedelta(weeks=week) for week in range(8)]
