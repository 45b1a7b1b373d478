"""When changes are asked for next: facts of one feed, of all webhooks and of the month's reads, put to the rule.

The rule itself is sync/intervals.py.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Max, Subquery

from core import clock
from core.models import Business
from sync import budget, hearing, intervals
from sync.intervals import TOLD, UNTOLD, Situation, laid_out, share_of, spread, until_next
from sync.models import Feed, FeedKind, ReadBudget

LEAST_RING_SECONDS = 15.0  # of the machine's time


@dataclass(frozen=True, slots=True)
class Pace:
    """What is so for all businesses: whether webhooks may be relied on, and how the budget stretches intervals."""

    told: bool
    stretch: float


def pace(now: datetime) -> Pace:
    """As it is now; one query, and the budget as tick last added it up."""
    month = ReadBudget.objects.filter(month=budget.month_of(now))
    spent = {name: Max(Subquery(month.values(name)[:1])) for name in ("used", "last_week")}
    found = Feed.objects.filter(kind=FeedKind.CHANGES).aggregate(**hearing.facts(now), **spent)
    limit, used, last_week = settings.QBO_READ_BUDGET_PER_MONTH, found["used"] or 0, found["last_week"] or 0
    return Pace(hearing.are_told(found), budget.weigh(now, limit, used, last_week).stretch)


def next_pull(feed: Feed, now: datetime) -> datetime:
    """When changes are asked for again after a good pull.

    Waits of hours are laid out evenly up to the business's night, which pulls changes itself: eight pulls a day, the
    night's among them. Businesses come apart by their nights. Should the night not come, the pull is made without it.
    """
    interval = _interval(feed, now)
    if interval != TOLD:
        return now + spread(interval, share_of(feed.business_id))
    night = next_night(feed.business, now).astimezone(UTC)
    at = now + laid_out(interval, night - now)
    return at if at < night else night + ring_again_after()


def first_pull(feed: Feed, now: datetime) -> datetime:
    """When they are asked for first: at the business's own place in the interval, so that many come apart."""
    return now + _interval(feed, now) * share_of(feed.business_id)


def come_back_soon(feed: Feed, now: datetime) -> None:
    """The books have just moved, as a webhook told: what it may not have told of is asked for before long."""
    at = next_pull(feed, now)
    planned = Feed.objects.filter(pk=feed.pk, failures=0, last_error="")
    planned.filter(next_at__gt=at).update(next_at=at)


def ring_again_after() -> timedelta:
    """How long a bell may wait for a worker. A busy machine is given time: a ring too many makes it busier."""
    return clock.at_least(settings.SYNC_RING_AGAIN_SECONDS, real=LEAST_RING_SECONDS)


def next_night(business: Business, now: datetime) -> datetime:
    """When a business's books are held against the mirror again: in its own coming night."""
    return intervals.next_night(now.astimezone(ZoneInfo(business.timezone)), share_of(business.pk))


def bring_forward(now: datetime) -> int:
    """Where webhooks can no longer be relied on, pulls that were planned trusting them come sooner; how many.

    What failed, or was postponed with a word why, waits as it was told.
    """
    planned = Feed.objects.filter(kind=FeedKind.CHANGES, failures=0, last_error="", next_at__gt=now)
    trusting = planned.filter(next_at__gt=F("last_ok_at") + UNTOLD)
    if not trusting.exists():
        return 0
    found = pace(now)
    longest = UNTOLD * found.stretch
    return (
        0
        if found.told
        else trusting.filter(next_at__gt=F("last_ok_at") + longest).update(next_at=F("last_ok_at") + longest)
    )


def _interval(feed: Feed, now: datetime) -> timedelta:
    found = pace(now)
    return until_next(
        Situation(
            now=now,
            watched=timedelta(seconds=settings.SYNC_WATCHED_SECONDS),
            told=found.told and hearing.is_reliable_for(feed, now),
            looked_at=feed.looked_at,
            changed_at=feed.changed_at,
            stretch=found.stretch,
        )
    )
