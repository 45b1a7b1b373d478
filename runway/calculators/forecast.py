"""The forecast of one business on one day: expected case, band, odds, breach dates and low point (RUNWAY 3 and 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from core.cash import ZERO
from runway.calculators.base_case import BaseCase, Earmark, base_case, kept_by_day
from runway.calculators.cents import to_amount, to_cents
from runway.calculators.chances import AHEAD
from runway.calculators.curve import Point
from runway.calculators.draws import USUAL, Together, drawn_closings
from runway.calculators.entries import Entry
from runway.calculators.rows import Row
from runway.calculators.status import first_below

FOUR_WEEKS = 28
LEVELS = (0.10, 0.50, 0.90)


@dataclass(frozen=True, slots=True)
class Band:
    """Closing cash of one day: in one draw of ten below `p10`, in half below `p50`, in nine of ten below `p90`."""

    on: date
    p10: Decimal
    p50: Decimal
    p90: Decimal


@dataclass(frozen=True, slots=True)
class Odds:
    """How likely available cash is below an amount: on each day ahead, and on any day up to it."""

    amount: Decimal
    on_day: tuple[float, ...]
    by_day: tuple[float, ...]

    def within(self, days: int) -> float:
        """The probability of a close below the amount from today to so many days ahead."""
        return self.by_day[min(days, AHEAD)]


@dataclass(frozen=True, slots=True)
class Breach:
    """The first day on which expected available cash is below an amount, and how likely it is below it by then."""

    on: date
    probability: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the 13 weeks hold. A breach of None: not within 13 weeks. `line`, its odds and breach None: unknown.

    `payroll_uncovered`: how likely some payroll of the next four weeks leaves less than nothing; the day that is most
    likely to is `payroll_at_risk_on`.
    """

    base: BaseCase
    bands: tuple[Band, ...]
    line: Decimal | None
    zero_odds: Odds
    line_odds: Odds | None
    zero_breach: Breach | None
    line_breach: Breach | None
    payroll_uncovered: float
    payroll_at_risk_on: date | None

    @property
    def lowest(self) -> Point:
        """The low point: least available cash of the expected case, and its first day."""
        return self.base.lowest


def forecast(
    cash: Decimal,
    entries: Iterable[Entry],
    today: date,
    business_id: int,
    line: Decimal | None = None,
    earmarks: Iterable[Earmark] = (),
    together: Together = USUAL,
) -> Forecast:
    """The forecast of a local date. `cash`: book cash less what is dated ahead, which is among the entries.

    Sampling is seeded by business and local date: the same books give the same number, in whatever order.
    """
    earmarks = tuple(earmarks)
    base = base_case(cash, entries, today, earmarks)
    closings = drawn_closings(base, business_id, together)
    kept = [to_cents(amount) for amount in kept_by_day(earmarks, [point.on for point in base.closings])]
    available = closings - np.array(kept)
    zero, under = odds(available, ZERO), None if line is None else odds(available, line)
    paydays = _paydays(base)
    return Forecast(
        base=base,
        bands=_bands(base, closings),
        line=line,
        zero_odds=zero,
        line_odds=under,
        zero_breach=_breach(base, zero),
        line_breach=None if under is None else _breach(base, under),
        payroll_uncovered=float((available[:, paydays] < 0).any(axis=1).mean()) if paydays else 0.0,
        payroll_at_risk_on=_at_risk(base, zero, paydays),
    )


def odds(available: NDArray[np.float64], amount: Decimal) -> Odds:
    """The share of draws (draws, days; cents) below an amount, by day and up to each day."""
    below = available < to_cents(amount)
    ever = np.logical_or.accumulate(below, axis=1)
    return Odds(amount, tuple(below.mean(axis=0).tolist()), tuple(ever.mean(axis=0).tolist()))


def _bands(base: BaseCase, closings: NDArray[np.float64]) -> tuple[Band, ...]:
    """Quantiles that are closings themselves, none computed between two."""
    levels = np.quantile(closings, LEVELS, axis=0, method="inverted_cdf").T
    return tuple(
        Band(point.on, *(to_amount(cents) for cents in day))
        for point, day in zip(base.closings, levels, strict=True)
    )


def _breach(base: BaseCase, of: Odds) -> Breach | None:
    on = first_below(base.available, of.amount)
    return None if on is None else Breach(on, of.by_day[(on - base.today).days])


def _paydays(base: BaseCase) -> list[int]:
    """Days ahead, of the next four weeks, on which staff can be paid."""
    staff = [place for place, entry in enumerate(base.entries) if entry.row is Row.PAYROLL]
    paid = (base.parts[staff][:, : FOUR_WEEKS + 1] != 0).any(axis=0)
    return [int(day) for day in np.flatnonzero(paid)]


def _at_risk(base: BaseCase, zero: Odds, paydays: list[int]) -> date | None:
    risky = max(paydays, key=lambda day: (zero.on_day[day], -day), default=None)
    return None if risky is None or not zero.on_day[risky] else base.closings[risky].on
