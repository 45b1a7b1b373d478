"""Mirrors that are late beyond the promise, and feeds that fail again and again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from core.models import Business
from sync.alerts.cause import AlertCause
from sync.models import AlertKind
from sync.orchestrators.freshness import Facts
from sync.orchestrators.health import Health, health_of

LONGEST_PLAN = timedelta(hours=3)  # between two pulls of a quiet business whose webhooks arrive (DESIGN 5)


def stale(business: Business, facts: Facts, now: datetime) -> Iterator[AlertCause]:
    """The books are late by their own plan and older than the promise, or older than any plan lets them become.

    The plan alone does not tell: a pull that is rung for again and again, and never done, is never late by it.
    """
    as_of = facts.as_of()
    promised = timedelta(seconds=settings.ALERT_STALE_SECONDS)
    if as_of is None or now - as_of <= promised:
        return
    health = health_of(facts, now)
    too_old = health is Health.FRESH and now - as_of > LONGEST_PLAN + promised
    if health is not Health.LATE and not too_old:
        return
    at = as_of.astimezone(ZoneInfo(business.timezone))
    words = f"Books as of {at:%b} {at.day}, {at:%H:%M %Z}; promised within {_minutes(promised)}."
    yield AlertCause(AlertKind.STALE, words, business.pk)


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
