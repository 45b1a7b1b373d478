"""Feeds: what is due, how a pull that ended changes when the next one comes, and health computed from facts."""

import random
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from core import clock
from core.models import Business
from sync import entities, rhythm, runs, sql
from sync.errors import Postponed
from sync.intervals import share_of, until_retry
from sync.models import Connection, Feed, FeedKind, RunKind, RunState, SyncRun, WebhookEvent

SPREAD = timedelta(seconds=5)
AT_A_TICK = 200


def feed_of(business: Business, kind: FeedKind) -> Feed:
    """The feed, made where there is none."""
    return Feed.objects.get_or_create(business=business, kind=kind)[0]


@contextmanager
def pulling(business: Business, kind: FeedKind, why: RunKind, feed: Feed | None = None) -> Iterator[SyncRun]:
    """One pull of a feed as a run of its own; the feed learns how it ended. `AlreadyRunning` where one is open.

    The caller may have taken the feed already. A run that was declared lost no longer speaks for its feed, since the
    work has been given away.
    """
    run, new = runs.begin(business, why)
    if not new:
        raise runs.AlreadyRunning(run)
    feed = feed or taken(Feed.objects.filter(pk=feed_of(business, kind).pk))
    assert feed is not None
    feed.business = business
    try:
        with runs.working(run):
            yield run
    except Exception as error:
        if run.state == RunState.FAILED:
            _ended_badly(feed, run.error, error)
        raise
    if run.state != RunState.LOST:
        succeeded(feed, next_at=_after_success(feed))


def begun_changes(business: Business) -> QuerySet[Feed]:
    """The feed of changes, if a first backfill has given it its cursor."""
    return Feed.objects.filter(business=business, kind=FeedKind.CHANGES, cursor__isnull=False)


def taken(feeds: QuerySet[Feed]) -> Feed | None:
    """The one feed that is found; a pull of it begins now, and is rung for again should nothing come of it."""
    return sql.update(feeds, rung_at=None, next_at=clock.now() + runs.lost_after())


def _ended_badly(feed: Feed, why: str, error: Exception) -> None:
    """What is not the business's fault is waited out and counts as no failure."""
    if isinstance(error, Postponed):
        wait(feed, why, error.until)
    else:
        failed(feed, why)


def start_at(feed: Feed, at: datetime) -> None:
    """The feed's first cursor: changes are asked for from the backfill's first answer on, by QBO's clock."""
    if feed.cursor is None:
        feed.cursor, feed.next_at = at, rhythm.first_pull(feed, clock.now())
        feed.save(update_fields=["cursor", "next_at"])


def move(feed: Feed, at: datetime) -> None:
    """Everything up to this instant has been seen, and what else the pull noted; call it in the rows' transaction."""
    feed.cursor = at
    feed.save(update_fields=["cursor", "pulls_since_balances", "changed_at", "missed_at"])


def nothing_new(feed: Feed, at: datetime) -> None:
    """The same where no row moved: it is kept with the word that the pull ended well, and costs nothing if lost."""
    feed.cursor = at


def ask_afresh(business: Business) -> None:
    """No list of changes reaches back to the cursor: it is dropped, and a backfill is due that sets a new one."""
    Feed.objects.filter(business=business, kind=FeedKind.CHANGES).update(cursor=None)
    _due_now(business, FeedKind.BACKFILL)


def connected(business: Business) -> None:
    """A person has consented: what was never read to its end is due now, and what changed since it was."""
    if not entities.all_read(business):
        _due_now(business, FeedKind.BACKFILL)
    of_events = Feed.objects.filter(business=business, kind=FeedKind.EVENTS)
    (begun_changes(business) | of_events).update(next_at=clock.now(), rung_at=None)


def succeeded(feed: Feed, *, next_at: datetime | None) -> None:
    """A pull ended well; the next one comes at `next_at`, or never where that is None."""
    feed.last_ok_at, feed.next_at, feed.failures, feed.last_error = clock.now(), next_at, 0, ""
    reached = ["cursor", "pulls_since_balances"] if feed.cursor else []
    _ended(feed, "last_ok_at", "failures", "last_error", *reached)


def failed(feed: Feed, why: str) -> None:
    """A pull failed: the next try waits twice as long as the last, an hour at most."""
    feed.failures += 1
    wait = until_retry(feed.failures, share_of(feed.business_id))
    feed.next_at, feed.last_error = clock.now() + wait, why[:2000]
    _ended(feed, "failures", "last_error")


def wait(feed: Feed, why: str, until: datetime | None) -> None:
    """A pull that could not be made now comes again at `until`, spread a little; that is no failure of the business."""
    at = max(until or clock.now(), clock.now()) + SPREAD * random.random()
    feed.next_at, feed.last_error = max(at, feed.next_at or at), why[:2000]
    _ended(feed, "last_error")


def _ended(feed: Feed, *learnt: str) -> None:
    """Keep how a pull ended; what was rung for meanwhile is answered with it."""
    feed.rung_at = None
    feed.save(update_fields=["rung_at", "next_at", *learnt])


def due_for_events(now: datetime) -> None:
    """Let the feed of each business that an event waits for come due, unless it is under way or has just failed."""
    waiting = WebhookEvent.objects.filter(handled_at=None).order_by()
    businesses = list(waiting.values_list("business", flat=True).distinct())
    if businesses:
        made = [Feed(business_id=business, kind=FeedKind.EVENTS, next_at=now) for business in businesses]
        Feed.objects.bulk_create(made, ignore_conflicts=True)
        resting = Feed.objects.filter(business__in=businesses, kind=FeedKind.EVENTS, next_at=None)
        resting.update(next_at=now)


def plan_nights(now: datetime) -> None:
    """Let each business whose changes are pulled be reconciled from its coming night on. One query where all are."""
    planned = Feed.objects.filter(business=OuterRef("business"), kind=FeedKind.RECONCILE)
    begun = Feed.objects.filter(~Exists(planned), kind=FeedKind.CHANGES, cursor__isnull=False)
    made = [
        Feed(business=feed.business, kind=FeedKind.RECONCILE, next_at=rhythm.next_night(feed.business, now))
        for feed in begun.select_related("business")
    ]
    Feed.objects.bulk_create(made, ignore_conflicts=True)


def due(now: datetime) -> QuerySet[Feed]:
    """Feeds whose time has come, that no one paused, and whose company may be asked."""
    with_consent = Connection.objects.usable().filter(business=OuterRef("business"))
    return Feed.objects.filter(Exists(with_consent), next_at__lte=now, paused_at=None).order_by("next_at")


def unrung(now: datetime) -> QuerySet[Feed]:
    """What is due and waits for nobody: no bell was rung, or so long ago that bell or worker must have been lost."""
    lost = Q(rung_at__lte=now - rhythm.ring_again_after())
    return due(now).filter(Q(rung_at=None) | lost)


def claim(feed: Feed) -> bool:
    """Take one due feed, so that no other tick rings for it too."""
    now = clock.now()
    return unrung(now).filter(pk=feed.pk).update(rung_at=now) == 1


@transaction.atomic
def claim_due(now: datetime, kinds: Collection[str]) -> list[int]:
    """Take what is due of these kinds, oldest first, no more than a tick rings for; their keys. Three statements."""
    locked = unrung(now).filter(kind__in=kinds).select_for_update(skip_locked=True, of=("self",))
    claimed = list(locked.values_list("pk", flat=True)[:AT_A_TICK])
    if claimed:
        Feed.objects.filter(pk__in=claimed).update(rung_at=now)
    return claimed


def is_answered(feed: Feed) -> bool:
    """Whether a ring for this feed comes too late: somebody has begun to pull it since."""
    return feed.rung_at is None


def _after_success(feed: Feed) -> datetime | None:
    """Changes come round, each night its comparison; events when one waits; a backfill while something is unread."""
    if feed.kind == FeedKind.CHANGES:
        return rhythm.next_pull(feed, clock.now())
    if feed.kind == FeedKind.RECONCILE:
        return rhythm.next_night(feed.business, clock.now())
    if feed.kind == FeedKind.EVENTS or entities.all_read(feed.business):
        return None
    return clock.now()


def _due_now(business: Business, kind: FeedKind) -> None:
    Feed.objects.filter(pk=feed_of(business, kind).pk).update(next_at=clock.now(), rung_at=None)
