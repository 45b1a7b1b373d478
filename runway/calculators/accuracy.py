"""How near past forecasts came, by how far ahead they looked (RUNWAY 4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO
from runway.calculators.weeks import WEEK

HORIZONS = ((1, 1), (2, 4), (5, 13))
"""First and last week ahead, the week of the forecast itself being 1."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One amount of one week as it was forecast on a day, with its 80 % band where it had one, and as it came."""

    made_on: date
    ends_on: date
    forecast: Decimal
    actual: Decimal
    p10: Decimal | None = None
    p90: Decimal | None = None

    @property
    def weeks_ahead(self) -> int:
        return max((self.ends_on - self.made_on).days, 0) // WEEK.days + 1

    @property
    def is_covered(self) -> bool | None:
        """Whether the band held it; None without a band."""
        if self.p10 is None or self.p90 is None:
            return None
        return self.p10 <= self.actual <= self.p90


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Outcomes of some weeks ahead, as shares: `error` is the sum of |forecast - actual| / the sum of |actual|, `bias`
    the same with its sign (positive: forecasts were too high), `covered` of those that had a band. None where there is
    nothing to divide by.
    """

    first_week: int
    last_week: int
    outcomes: int
    error: Decimal | None
    bias: Decimal | None
    covered: Decimal | None


def accuracy(outcomes: Iterable[Outcome]) -> tuple[Accuracy, ...]:
    """The accuracy one week ahead, two to four, and five to thirteen."""
    outcomes = tuple(outcomes)
    return tuple(
        _of([o for o in outcomes if first <= o.weeks_ahead <= last], first, last) for first, last in HORIZONS
    )


def _of(outcomes: Sequence[Outcome], first: int, last: int) -> Accuracy:
    size = sum((abs(o.actual) for o in outcomes), ZERO)
    off = sum((abs(o.forecast - o.actual) for o in outcomes), ZERO)
    net = sum((o.forecast - o.actual for o in outcomes), ZERO)
    banded = [o.is_covered for o in outcomes if o.is_covered is not None]
    return Accuracy(
        first_week=first,
        last_week=last,
        outcomes=len(outcomes),
        error=off / size if size else None,
        bias=net / size if size else None,
        covered=Decimal(sum(banded)) / len(banded) if banded else None,
    )
