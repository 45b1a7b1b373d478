"""Flow: mirrored. How fresh the mirrors really were: the share of changes that came in time, against the promise.

The promise is 95 % of changes in the mirror within 15 minutes (DESIGN 5; the audit's "data freshness"). What it lets be
late is the error budget. Shares are 0 to 1; None where nothing changed, since then nothing was late or in time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum

from core.models import Business
from sync.lags import COLUMNS
from sync.models import ChangeLag

PROMISED = 0.95
WORDS = dict(zip(COLUMNS, ("10 s", "60 s", "5 min", "15 min", "1 h", "over 1 h"), strict=True))


@dataclass(frozen=True, slots=True)
class Lags:
    """How many changes took how long, each counted once, in the order of `sync.lags.COLUMNS`."""

    counts: tuple[int, ...] = (0,) * len(COLUMNS)

    @property
    def changes(self) -> int:
        return sum(self.counts)

    @property
    def within_60_s(self) -> float | None:
        return self._within("within_60_s")

    @property
    def within_15_min(self) -> float | None:
        return self._within("within_15_min")

    @property
    def late(self) -> int:
        """Changes that took more than 15 minutes."""
        return sum(self.counts[COLUMNS.index("within_15_min") + 1 :])

    @property
    def allowed(self) -> int:
        """How many the promise lets be late."""
        return int(self.changes * (1 - PROMISED) + 1e-9)

    @property
    def budget_left(self) -> float | None:
        """What is left of the error budget; below 0 the promise is broken."""
        kept = self.within_15_min
        return None if kept is None else 1 - (1 - kept) / (1 - PROMISED)

    @property
    def usual(self) -> str:
        """The shortest span in which 95 % of the changes came; nothing where there were none."""
        if not self.changes:
            return ""
        reached = (column for column in COLUMNS if (self._within(column) or 0) >= PROMISED)
        return WORDS[next(reached)]

    def __add__(self, other: "Lags") -> "Lags":
        return Lags(tuple(map(sum, zip(self.counts, other.counts, strict=True))))

    def _within(self, column: str) -> float | None:
        until = COLUMNS.index(column) + 1
        return sum(self.counts[:until]) / self.changes if self.changes else None


def lags_of(businesses: Iterable[Business], now: datetime, days: int) -> Mapping[int, Lags]:
    """By business key, over so many UTC days, today among them; businesses without changes too. One query."""
    businesses = list(businesses)
    found = _sums("business_id", now, days, business__in=businesses)
    return {business.pk: found.get(business.pk, Lags()) for business in businesses}


def lags_by_entity(business: Business, now: datetime, days: int) -> Mapping[str, Lags]:
    """By entity, those that changed. One query."""
    return _sums("entity", now, days, business=business)


def first_day(now: datetime, days: int) -> date:
    """The first of so many UTC days up to today."""
    return now.date() - timedelta(days=days - 1)


def _sums(by: str, now: datetime, days: int, **which: Any) -> dict[Any, Lags]:
    counted = ChangeLag.objects.filter(day__gte=first_day(now, days), **which).order_by()
    rows = counted.values_list(by).annotate(*map(Sum, COLUMNS))
    return {key: Lags(tuple(counts)) for key, *counts in rows}
