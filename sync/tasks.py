"""Doorbells: each task takes an id, calls one function and is safe to ring twice."""

import logging
from collections.abc import Callable, Collection
from typing import Any

from celery import shared_task

from core import clock
from core.chores import work_off
from core.models import Business
from core.telling import facts
from sync import budget, deliveries, feeds, quality, rhythm, runs, shared_reads, tokens
from sync.alerts import post
from sync.alerts.sweep import sweep
from sync.errors import NotConnected, ReconnectNeeded, SyncError
from sync.models import Feed, FeedKind
from sync.orchestrators import consent_life, mirror, named
from sync.orchestrators.reconcile import nightly

log = logging.getLogger("sync.tasks")
PULLS: dict[FeedKind, Callable[[Business], object]] = {
    FeedKind.BACKFILL: mirror.backfill,
    FeedKind.CHANGES: mirror.pull_changes,
    FeedKind.EVENTS: mirror.pull_events,
    FeedKind.RECONCILE: nightly,
}


@shared_task(name="sync.tick")
def tick() -> None:
    """Ring every feed whose time has come, those whose message or worker was lost among them.

    Kinds that nobody pulls are left alone: they wait for a version that does.
    """
    now = clock.now()
    runs.declare_lost(now)
    budget.keep(now)
    shared_reads.forget(now)
    rhythm.bring_forward(now)
    feeds.plan_nights(now)
    for feed_id in feeds.claim_due(now, PULLS):
        run_feed.delay(feed_id)


@shared_task(name="sync.deliveries")
def take_deliveries() -> None:
    """Take apart what webhooks brought since the last bell, and ring the feeds of the businesses that it tells of."""
    now = clock.now()
    deliveries.take_in(now)
    for feed_id in feeds.claim_due(now, [FeedKind.EVENTS]):
        run_feed.delay(feed_id)


@shared_task(name="sync.forget_deliveries")
def forget_deliveries() -> None:
    """Remove deliveries that have been kept long enough."""
    removed = deliveries.forget_old(clock.now())
    log.info("%s deliveries removed", removed)


@shared_task(name="sync.run_feed")
def run_feed(feed_id: int) -> None:
    """Pull one feed; how it ended is kept with the feed and the run. A ring that comes too late is no work."""
    feed = Feed.objects.select_related("business").get(pk=feed_id)
    if feeds.is_answered(feed):
        return
    try:
        PULLS[FeedKind(feed.kind)](feed.business)
    except runs.AlreadyRunning as joined:
        of = facts(business=feed.business.slug, run=joined.run.pk)
        log.info("the %s feed is under way already", feed.kind, extra=of)
    except (NotConnected, ReconnectNeeded) as why:
        log.warning("the %s feed rests until a person connects it", feed.kind, extra=_of(feed.business, why))
    except SyncError as why:
        log.warning("the %s feed failed", feed.kind, extra=_of(feed.business, why))


@shared_task(name="sync.retry_issues")
def retry_issues(business_id: int, issue_ids: Collection[int]) -> None:
    """Read again what these issues are about; how it ended is kept with the run and the issues."""
    try:
        named.retry(Business.objects.get(pk=business_id), issue_ids)
    except SyncError as why:
        log.warning("issues could not be read again", extra=_of(Business.objects.get(pk=business_id), why))


@shared_task(name="sync.alerts")
def look_after_alerts() -> None:
    """Open and resolve alerts by what is so now, and tell people; whoever is not told now is told next time."""
    now = clock.now()
    tokens.break_lapsed(now)
    sweep(now)
    post.deliver(now)


@shared_task(name="sync.quality")
def look_mirrors_over() -> None:
    """Look over the mirrors that moved since they were; what is true of all together is judged here too."""
    now = clock.now()
    if quality.is_due_together(now):
        quality.look_over_together(now, everything=False)
        quality.forget_old(now)
    work_off("quality", quality.due(now), _look_over)


def _look_over(business: Business) -> None:
    """Unless a run has begun meanwhile: rows and counts move together at its end only."""
    now = clock.now()
    for still_due in quality.due(now, Business.objects.filter(pk=business.pk)):
        quality.look_over(still_due, now)


@shared_task(name="sync.keep_consents_alive")
def keep_consents_alive() -> None:
    """Use the refresh tokens that nobody else uses, long before they would lapse."""
    consent_life.keep_alive(clock.now())


def _of(business: Business, why: SyncError) -> dict[str, Any]:
    """What a record says of a failure."""
    return facts(business=business.slug, **why.facts())
