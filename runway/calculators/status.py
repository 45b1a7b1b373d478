"""The words in which it is said how a business stands (RUNWAY 3); `odds_status.py` says which hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from runway.calculators.curve import Point

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
    UNEXPLAINED = "unexplained"
    NOT_FIT = "the books are not fit to say"
    NO_CASH = "cash is unknown"
    NO_HISTORY = "movements are known for fewer than four weeks"
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


def first_below(days: Sequence[Point], amount: Decimal) -> date | None:
    """The first day that closes below an amount; None where none does."""
    return next((point.on for point in days if point.cash < amount), None)
