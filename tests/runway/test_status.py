"""How a business stands by its due dates alone: red, amber, green, or unknown. Today is Mon, Nov 23, 2026."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from runway.calculators.curve import Point
from runway.calculators.status import Light, Status, Why, minimum_line, status

TODAY = date(2026, 11, 23)
LINE = Decimal(100)


def days(*amounts: int, first: int = 0) -> list[Point]:
    """Closings day by day: the first amount until day `first`, then one a day."""
    flat = [amounts[0]] * first
    return [Point(TODAY + timedelta(days=n), Decimal(a)) for n, a in enumerate([*flat, *amounts])]


def test_above_the_line_all_the_way_is_green() -> None:
    assert status(days(500, 100, 300), LINE, TODAY) == Status(Light.GREEN, Why.ABOVE_LINE)


@pytest.mark.parametrize(("ahead", "light"), [(0, Light.RED), (28, Light.RED), (29, Light.AMBER)])
def test_below_zero_is_red_within_four_weeks_and_amber_later(ahead: int, light: Light) -> None:
    dry = TODAY + timedelta(days=ahead)
    ahead_of_it = days(500, -1, first=ahead - 1) if ahead else days(-1)
    assert status(ahead_of_it, LINE, TODAY) == Status(light, Why.BELOW_ZERO, dry)


def test_below_the_line_at_any_time_is_amber_from_its_first_day() -> None:
    first = TODAY + timedelta(days=80)
    assert status(days(500, 99, 40, first=79), LINE, TODAY) == Status(Light.AMBER, Why.BELOW_LINE, first)


def test_zero_is_not_below_zero_and_the_line_itself_is_not_below_the_line() -> None:
    assert status(days(0), Decimal(0), TODAY).light is Light.GREEN
    assert status(days(100), LINE, TODAY).light is Light.GREEN


def test_without_a_line_nothing_is_green_and_red_stays_red() -> None:
    assert status(days(500), None, TODAY) == Status(Light.UNKNOWN, Why.NO_LINE)
    assert status(days(-500), None, TODAY).light is Light.RED


def test_without_cash_the_status_is_unknown() -> None:
    assert status((), LINE, TODAY) == Status(Light.UNKNOWN, Why.NO_CASH)


def test_the_line_is_fifteen_days_of_outflow_and_unknown_where_that_is() -> None:
    assert minimum_line(Decimal("12.50")) == Decimal("187.50")
    assert minimum_line(None) is None
