"""Flow: owned. What the businesses' calls to QBO cost, today and this month, by class; and the read budget."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Q, Sum

from core.models import Business
from sync.budget import Budget, BudgetPace, budget, is_late_by_budget, month_of
from sync.models import ApiUsage

__all__ = ["Budget", "BudgetPace", "Calls", "Usage", "budget", "is_late_by_budget", "usage_of"]


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls of one class, those among them that failed, and the reads that Intuit meters for them."""

    calls: int = 0
    errors: int = 0
    reads: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """One business's calls by class (`query`, `cdc`, `read`, `batch`, `report`, `write`, `token`), on UTC days."""

    today: Mapping[str, Calls] = field(default_factory=dict)
    month: Mapping[str, Calls] = field(default_factory=dict)

    @property
    def calls_today(self) -> int:
        return sum(one.calls for one in self.today.values())

    @property
    def calls_this_month(self) -> int:
        return sum(one.calls for one in self.month.values())

    @property
    def reads_this_month(self) -> int:
        return sum(one.reads for one in self.month.values())


def usage_of(businesses: Iterable[Business], now: datetime) -> dict[int, Usage]:
    """By business key, every one of these businesses; one query however many there are."""
    businesses = list(businesses)
    today: defaultdict[int, dict[str, Calls]] = defaultdict(dict)
    month: defaultdict[int, dict[str, Calls]] = defaultdict(dict)
    for business_id, call_class, *sums in _rows(businesses, now):
        month[business_id][call_class] = Calls(*sums[:3])
        if sums[3]:
            today[business_id][call_class] = Calls(*sums[3:])
    return {one.pk: Usage(today[one.pk], month[one.pk]) for one in businesses}


def _rows(
    businesses: list[Business], now: datetime
) -> Iterable[tuple[int, str, int, int, int, int, int, int]]:
    of_today = Q(day=now.astimezone(UTC).date())
    counted = ApiUsage.objects.filter(business__in=businesses, day__gte=month_of(now))
    sums = {f"month_{name}": Sum(name) for name in ("calls", "errors", "reads")}
    sums |= {f"today_{name}": Sum(name, filter=of_today, default=0) for name in ("calls", "errors", "reads")}
    return counted.values_list("business_id", "call_class").annotate(**sums).order_by()
