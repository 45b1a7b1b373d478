"""Points of a cash curve, and those of the past: today's cash less what moved since (RUNWAY 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO
from runway.calculators.movements import Movement
from runway.calculators.weeks import FRIDAY, complete_weeks

WEEKS_BACK = 8
WEEKS_AHEAD = 13


@dataclass(frozen=True, slots=True)
class Point:
    """Closing cash of one day."""

    on: date
    cash: Decimal


@dataclass(frozen=True, slots=True)
class InOut:
    """Amounts on both sides: what customers owe, what vendors are owed. Credits make them smaller."""

    money_in: Decimal = ZERO
    money_out: Decimal = ZERO


def past_closings(
    cash: Decimal, movements: Iterable[Movement], today: date, last: int = FRIDAY
) -> tuple[Point, ...]:
    """Closing cash of the last eight complete weeks: today's book cash less every movement after each week's last day.

    Weeks before the first known movement are left out: a gap, not a flat line.
    """
    movements = tuple(movements)
    first = min((m.on for m in movements), default=today)
    return tuple(
        Point(ends_on, cash - sum((m.amount for m in movements if m.on > ends_on), ZERO))
        for ends_on in complete_weeks(today, WEEKS_BACK, last)
        if ends_on >= first
    )


def closing_of(day: date, cash: Decimal, movements: Iterable[Movement]) -> Decimal | None:
    """Cash at the close of a past day, from today's; None where no movement is known from that day or before."""
    movements = tuple(movements)
    if all(m.on > day for m in movements):
        return None
    return cash - sum((m.amount for m in movements if m.on > day), ZERO)
