"""Mirrors that are late beyond the promise, and feeds that fail again and again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from core.models import Business
from sync.alerts.cause import AlertCause
from sync.intervals import TOLD
from sync.models import AlertKind, FeedKind
from sync.orchestrators.freshness import Facts
from sync.orchestrators.health import Health, health_of


def stale(business: Business, facts: Facts, now: datetime) -> Iterator[AlertCause]:
    """The books are older than the promise, and not because their own plan says so."""
    as_of = facts.as_of()
    promised = timedelta(seconds=settings.ALERT_STALE_SECONDS)
    if as_of is None or now - as_of <= promised or not _is_late(facts, now - as_of - promised, now):
        return
    at = as_of.astimezone(ZoneInfo(business.timezone))
    words = f"Books as of {at:%b} {at.day}, {at:%H:%M %Z}; promised within {_minutes(promised)}."
    yield AlertCause(AlertKind.STALE, words, business.pk)


def _is_late(facts: Facts, beyond: timedelta, now: datetime) -> bool:
    """Late by its plan; or the plan was moved on instead of being kept, which it does not tell itself.

    A pull that could not be made waits for better times; one that is rung for and never done moves on with each ring.
    """
    health, changes = health_of(facts, now), facts.feeds.get(FeedKind.CHANGES)
    waits = changes is not None and changes.last_error != ""
    return health is Health.LATE or (health is Health.FRESH and (waits or beyond > TOLD))


def failing(business_id: int, facts: Facts) -> Iterator[AlertCause]:
    """Feeds that failed so often in a row that waiting did not help, unless a person let go of the company."""
    if facts.connection is None or facts.connection.ended_at is not None:
        return
    for kind, feed in sorted(facts.feeds.items()):
        if feed.failures >= settings.ALERT_FAILURES and feed.paused_at is None:
            words = f"The {kind} feed fails and is tried again by itself. {feed.last_error}"
            yield AlertCause(AlertKind.FAILING, words, business_id, kind)


def _minutes(span: timedelta) -> str:
    return f"{span.total_seconds() / 60:g} minutes"
