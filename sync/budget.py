"""The read budget: Intuit meters reads by the month, of all businesses together (API_FACTS 5.2, DESIGN 4).

Below 80 % background work keeps its pace, from there its intervals are stretched, from 95 % it rests until next month;
people's reads last to the end. Every call is counted when it is made (sync/usage.py); the sum is kept once a minute.
"""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Q, Sum

from core import clock
from sync.errors import BudgetSpent
from sync.models import ApiUsage, ReadBudget

SLOW_FROM, STOPPED_FROM = 0.80, 0.95
LEAST_STRETCH, MOST_STRETCH = 2.0, 16.0
COUNT_EVERY = timedelta(minutes=1)
WEEK = timedelta(days=7)

LEFT = f"""
    (%(most)s::bigint IS NULL OR NOT EXISTS (
        SELECT FROM {ReadBudget._meta.db_table} WHERE month = %(month)s AND used >= %(most)s
    ))
"""


class BudgetPace(StrEnum):
    """How fast background work may read."""

    NORMAL = "normal"
    SLOW = "slow"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Budget:
    """One month's reads. `limit` 0 is none; `share` is used / limit; `forecast` is the whole month's, if it goes on so.

    Intervals of background work are multiplied by `stretch`.
    """

    month: date
    limit: int
    used: int
    share: float
    forecast: int
    pace: BudgetPace
    stretch: float


def budget(now: datetime) -> Budget:
    """The budget of the month, as of a minute ago at most; one query, and two more once a minute."""
    kept = _kept(now)
    return weigh(now, settings.QBO_READ_BUDGET_PER_MONTH, kept.used, kept.last_week)


def weigh(now: datetime, limit: int, used: int, last_week: int) -> Budget:
    """What so many reads mean; `last_week` are those of the seven days before today."""
    share = used / limit if limit else 0.0
    pace = _pace(share)
    stretch = 1.0 if pace == BudgetPace.NORMAL else _stretch(now, limit, used, last_week)
    return Budget(month_of(now), limit, used, share, forecast(now, used, last_week), pace, stretch)


def forecast(now: datetime, used: int, last_week: int) -> int:
    """Reads of the whole month if they go on as since its beginning, or as in the last week, whichever is more."""
    by_month = round(used / _days_past(now) * _days(now))
    by_week = round(used + last_week / WEEK.days * _days_left(now))
    return max(used, by_month, by_week)


def is_late_by_budget(found: Budget, last_ok_at: datetime | None, interval: timedelta, now: datetime) -> bool:
    """Whether a pull that comes round every `interval` would have come by now, had the budget not stretched it.

    The status of such a business is `late (budget)` (DESIGN 4).
    """
    return found.pace != BudgetPace.NORMAL and last_ok_at is not None and now - last_ok_at > interval


def most(share: float, now: datetime) -> dict[str, Any]:
    """The values of LEFT for a call that may use this share of the budget; 0 for one that is not metered."""
    limit = settings.QBO_READ_BUDGET_PER_MONTH
    return {"most": round(limit * share) if limit and share else None, "month": month_of(now)}


def enter(share: float, now: datetime) -> None:
    """Go on while less than this share is used; else BudgetSpent, which ends with the month."""
    limit = settings.QBO_READ_BUDGET_PER_MONTH
    if not (limit and share):
        return
    used = _kept(now).used
    if used >= round(limit * share):
        raise BudgetSpent(f"{used:,} of {limit:,} are used", until=_next_month(now))


def keep(now: datetime) -> None:
    """Add the month up if nobody has done so for a minute; of many who come at once one does."""
    _kept(now)


def month_of(now: datetime) -> date:
    """The month's first day. Intuit does not say where its months begin; UTC is as good as any."""
    return now.astimezone(UTC).date().replace(day=1)


def _kept(now: datetime) -> ReadBudget:
    found = ReadBudget.objects.get_or_create(month=month_of(now))[0]
    if found.counted_at is not None and timedelta(0) <= now - found.counted_at < COUNT_EVERY:
        return found
    mine = ReadBudget.objects.filter(pk=found.pk, counted_at=found.counted_at).update(counted_at=clock.now())
    if mine:
        found.used, found.last_week = _added_up(now)
        found.save(update_fields=["used", "last_week"])
    return found


def _added_up(now: datetime) -> tuple[int, int]:
    """Metered reads of the month, and of the seven days before today."""
    today, first = now.astimezone(UTC).date(), month_of(now)
    in_month, in_week = Q(day__gte=first), Q(day__gte=today - WEEK, day__lt=today)
    sums = ApiUsage.objects.filter(in_month | in_week, day__lte=today).aggregate(
        month=Sum("reads", filter=in_month, default=0), week=Sum("reads", filter=in_week, default=0)
    )
    return sums["month"], sums["week"]


def _pace(share: float) -> BudgetPace:
    if share < SLOW_FROM:
        return BudgetPace.NORMAL
    return BudgetPace.SLOW if share < STOPPED_FROM else BudgetPace.STOPPED


def _stretch(now: datetime, limit: int, used: int, last_week: int) -> float:
    """By how much reads must thin out so that what background work may still use lasts to the end of the month."""
    expected = max(used / _days_past(now), last_week / WEEK.days)
    allowed = (STOPPED_FROM * limit - used) / _days_left(now)
    needed = expected / allowed if allowed > 0 else MOST_STRETCH
    return min(max(needed, LEAST_STRETCH), MOST_STRETCH)


def _days(now: datetime) -> int:
    first = month_of(now)
    return calendar.monthrange(first.year, first.month)[1]


def _days_past(now: datetime) -> float:
    """At least one, since the first hours of a month say little about the rest."""
    return max((now - _start(now)) / timedelta(days=1), 1.0)


def _days_left(now: datetime) -> float:
    """At least an hour of them, so that nothing is divided by nothing."""
    return max((_next_month(now) - now) / timedelta(days=1), 1 / 24)


def _start(now: datetime) -> datetime:
    first = month_of(now)
    return datetime(first.year, first.month, 1, tzinfo=UTC)


def _next_month(now: datetime) -> datetime:
    return _start(_start(now) + timedelta(days=31))
