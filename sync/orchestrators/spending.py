"""Flow: mirrored. What the reads of this month amount to: by day and by kind of call, of all businesses together."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from sync.models import ApiUsage

NOT_METERED = ("write", "token")  # API_FACTS 5.2


@dataclass(frozen=True, slots=True)
class Spending:
    """Reads of the month so far: each day's by date, each class's by name."""

    month: date
    by_day: Mapping[date, int]
    by_class: Mapping[str, int]
    limit: int = 0
    forecast: int = 0
    pace: str = "normal"

    @property
    def used(self) -> int:
        return sum(self.by_day.values())


def spending(now: datetime) -> Spending:
    """The reads of the UTC month. One query."""
    today = now.date()
    month = today.replace(day=1)
    counted = ApiUsage.objects.filter(day__gte=month).exclude(call_class__in=NOT_METERED).order_by()
    by_day: dict[date, int] = {}
    by_class: dict[str, int] = {}
    for day, kind, calls in counted.values_list("day", "call_class").annotate(Sum("calls")):
        by_day[day] = by_day.get(day, 0) + calls
        by_class[kind] = by_class.get(kind, 0) + calls
    days = calendar.monthrange(month.year, month.month)[1]
    return Spending(month, by_day, by_class, forecast=round(sum(by_day.values()) / today.day * days))
