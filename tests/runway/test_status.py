"""The words of a status, and the line that it is held against. Today is Mon, Nov 23, 2026."""

from datetime import date, timedelta
from decimal import Decimal

from runway.calculators.curve import Point
from runway.calculators.status import first_below, minimum_line

TODAY = date(2026, 11, 23)


def days(*amounts: int) -> list[Point]:
    """Closings day by day from today on."""
    return [Point(TODAY + timedelta(days=n), Decimal(amount)) for n, amount in enumerate(amounts)]


def test_the_first_day_below_is_the_first_of_several() -> None:
    assert first_below(days(500, 99, 300, 40), Decimal(100)) == date(2026, 11, 24)


def test_zero_is_not_below_zero_and_the_line_itself_is_not_below_the_line() -> None:
    assert first_below(days(0, 0), Decimal(0)) is None
    assert first_below(days(100), Decimal(100)) is None


def test_the_line_is_fifteen_days_of_outflow_and_unknown_where_that_is() -> None:
    assert minimum_line(Decimal("12.50")) == Decimal("187.50")
    assert minimum_line(None) is None
