"""How much room each week ahead leaves above the minimum line, in five steps (RUNWAY 9, the firm heat table)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from runway.calculators.curve import WEEKS_AHEAD, Point
from runway.calculators.weeks import weeks_ahead


class Heat(StrEnum):
    """Where a week's closing stands, coldest last; the value is how it is called."""

    ZERO = "below zero"
    LINE = "below the line"
    HALF = "up to half the line above it"
    ONE = "up to one line above it"
    MORE = "more than one line above it"


def heat_of(available: Decimal, line: Decimal) -> Heat:
    """The step of one closing of available cash. On the line is not below it; half and one line belong to the lower."""
    if available < 0:
        return Heat.ZERO
    headroom = available - line
    if headroom < 0:
        return Heat.LINE
    if headroom * 2 <= line:
        return Heat.HALF
    return Heat.ONE if headroom <= line else Heat.MORE


def friday_closings(days: Iterable[Point], today: date) -> tuple[Point, ...]:
    """Of the days ahead the Fridays of 13 weeks, this week's first: one calendar for all clients of a firm."""
    fridays = set(weeks_ahead(today, WEEKS_AHEAD))
    return tuple(point for point in days if point.on in fridays)
