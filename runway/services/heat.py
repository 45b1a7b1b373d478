"""The weeks ahead of one client as its standing keeps them: day and amount of each Friday's closing."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from runway.calculators.curve import Point


def kept(weeks: Iterable[Point]) -> tuple[tuple[str, str], ...]:
    """As JSON can hold them."""
    return tuple((point.on.isoformat(), str(point.cash)) for point in weeks)


def weeks_of(said: Iterable[Sequence[str]]) -> tuple[Point, ...]:
    """As they were kept."""
    return tuple(Point(date.fromisoformat(on), Decimal(amount)) for on, amount in said)
