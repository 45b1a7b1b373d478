"""Flow: mirrored. What the reads of this month went to, by day and by kind of call, beside the budget of the month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Sum

from sync.budget import Budget, budget, month_of
from sync.models import ApiUsage


@dataclass(frozen=True, slots=True)
class Spending:
    """The month's budget, and the reads that Intuit meters, of all businesses: by date, and by class of call."""

    budget: Budget
    by_day: Mapping[date, int]
    by_class: Mapping[str, int]


def spending(now: datetime) -> Spending:
    """The reads of the UTC month up to today. Two queries, and two more once a minute."""
    counted = ApiUsage.objects.filter(
        day__gte=month_of(now), day__lte=now.astimezone(UTC).date(), reads__gt=0
    )
    by_day: dict[date, int] = {}
    by_class: dict[str, int] = {}
    for day, kind, reads in counted.order_by().values_list("day", "call_class").annotate(Sum("reads")):
        by_day[day] = by_day.get(day, 0) + reads
        by_class[kind] = by_class.get(kind, 0) + reads
    return Spending(budget(now), by_day, by_class)
