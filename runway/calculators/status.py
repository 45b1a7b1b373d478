"""Says how a business stands, first form: from open documents on their due dates alone (RUNWAY 3).

A later issue puts a forecast with its probabilities in place of the due dates; the colours keep their meaning.
How old the books are is not known here: what is too old to say is made amber where the status is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from runway.calculators.curve import Point

RED_WITHIN = timedelta(weeks=4)
LINE_DAYS = 15


class Light(StrEnum):
    """A status by its colour."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """What a status rests on."""

    BELOW_ZERO = "below zero"
    BELOW_LINE = "below the line"
    ABOVE_LINE = "above the line"
    PAYROLL = "payroll not covered"
    STALE = "the books are too old to say"
    UNEXPLAINED = "unexplained"
    NOT_FIT = "the books are not fit to say"
    NO_CASH = "cash is unknown"
    NO_LINE = "the minimum line is unknown"


@dataclass(frozen=True, slots=True)
class Status:
    """A colour, its reason, and the first day on which the reason holds."""

    light: Light
    why: Why
    on: date | None = None


def minimum_line(daily_outflow: Decimal | None) -> Decimal | None:
    """15 buffer days: so many times the average daily gross outflow; None where that is unknown (RUNWAY 3)."""
    return None if daily_outflow is None else LINE_DAYS * daily_outflow


def status(days: Sequence[Point], line: Decimal | None, today: date, *, is_explained: bool = True) -> Status:
    """Red: below zero within four weeks. Amber: below zero or the line later, as far as the days go. Green otherwise.

    No days: cash is unknown, and so is the status. Without a line nothing above zero can be called green, nor while
    a material part of what moved cash is unexplained.
    """
    if not days:
        return Status(Light.UNKNOWN, Why.NO_CASH)
    if dry := first_below(days, Decimal(0)):
        light = Light.RED if dry <= today + RED_WITHIN else Light.AMBER
        return Status(light, Why.BELOW_ZERO, dry)
    if line is None:
        return Status(Light.UNKNOWN, Why.NO_LINE)
    if low := first_below(days, line):
        return Status(Light.AMBER, Why.BELOW_LINE, low)
    return Status(Light.GREEN, Why.ABOVE_LINE) if is_explained else Status(Light.AMBER, Why.UNEXPLAINED)


def first_below(days: Sequence[Point], amount: Decimal) -> date | None:
    """The first day that closes below an amount; None where none does."""
    return next((point.on for point in days if point.cash < amount), None)
