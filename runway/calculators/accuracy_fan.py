"""How far off forecasts were by each week ahead, beside how far off they had said they might be (RUNWAY 9)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.cash import ZERO
from runway.calculators.accuracy import Outcome


@dataclass(frozen=True, slots=True)
class FanWeek:
    """All outcomes of one week ahead, as amounts less forecast: those inside their own 80 % band, those outside.

    `low` and `high` are the ends of the bands on the average, `error` the mean size of all that they were off, `bias`
    their mean (positive: more came than was forecast).
    """

    weeks_ahead: int
    inside: tuple[Decimal, ...]
    outside: tuple[Decimal, ...]
    low: Decimal
    high: Decimal
    error: Decimal
    bias: Decimal

    @property
    def outcomes(self) -> int:
        return len(self.inside) + len(self.outside)


def accuracy_fan(outcomes: Iterable[Outcome]) -> tuple[FanWeek, ...]:
    """One week ahead after the other; outcomes without a band, and weeks without an outcome, are left out."""
    by_week: dict[int, list[tuple[Decimal, Decimal, Decimal]]] = defaultdict(list)
    for one in outcomes:
        if one.p10 is not None and one.p90 is not None:
            off = (one.actual - one.forecast, one.p10 - one.forecast, one.p90 - one.forecast)
            by_week[one.weeks_ahead].append(off)
    return tuple(_week(weeks, by_week[weeks]) for weeks in sorted(by_week))


def _week(weeks: int, found: list[tuple[Decimal, Decimal, Decimal]]) -> FanWeek:
    off = [of for of, _, _ in found]
    return FanWeek(
        weeks_ahead=weeks,
        inside=tuple(sorted(of for of, low, high in found if low <= of <= high)),
        outside=tuple(sorted(of for of, low, high in found if not low <= of <= high)),
        low=_mean([low for _, low, _ in found]),
        high=_mean([high for _, _, high in found]),
        error=_mean([abs(of) for of in off]),
        bias=_mean(off),
    )


def _mean(amounts: list[Decimal]) -> Decimal:
    return sum(amounts, ZERO) / len(amounts)
