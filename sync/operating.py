"""What operators do to feeds, issues, alerts, deliveries and mirrored objects; all of it leaves a trail."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from core import audit, clock
from core.mirror import Mirror
from core.models import Business
from sync import deliveries, feeds, tasks
from sync.bells import ring
from sync.errors import SyncError
from sync.models import (
    CAUSE,
    Alert,
    AlertKind,
    Connection,
    EntityState,
    Feed,
    FeedKind,
    SyncIssue,
    WebhookDelivery,
)
from sync.orchestrators.named import became, read_named, without_nameless

IDS_IN_TRAIL = 50
OF_WHAT_WAS_READ = (FeedKind.CHANGES, FeedKind.RECONCILE)


class Rung(NamedTuple):
    """How many issues a worker was rung for, and how many not, since the broker is down."""

    heard: int
    unheard: int


@transaction.atomic
def pause(feed: Feed, actor: str) -> bool:
    """Let it not come round until it is resumed; whether it did."""
    done = Feed.objects.filter(pk=feed.pk, paused_at=None).update(paused_at=clock.now())
    if done:
        audit.record(actor, "feed paused", business=feed.business, subject=feed.kind)
    return bool(done)


@transaction.atomic
def resume(feed: Feed, actor: str) -> bool:
    """Let it come round again, at once where its time has passed; whether it was paused."""
    done = Feed.objects.filter(pk=feed.pk, paused_at__isnull=False).update(paused_at=None)
    if done:
        audit.record(actor, "feed resumed", business=feed.business, subject=feed.kind)
    return bool(done)


@transaction.atomic
def run_now(feed: Feed, actor: str) -> str:
    """Ring for a pull; nothing, or the reason why it was not rung for. The next tick rings again if that is lost."""
    if reason := _why_not(feed):
        return reason
    feed.next_at = clock.now()
    feed.save(update_fields=["next_at"])
    feeds.claim(feed)
    audit.record(actor, "feed rung for", business=feed.business, subject=feed.kind)
    transaction.on_commit(partial(ring, tasks.run_feed, feed.pk))
    return ""


def retry(issues: QuerySet[SyncIssue], actor: str) -> Rung:
    """Have the objects behind these open issues read again, by the worker: those that show an id can be."""
    rung = unheard = 0
    for business_id, some in _waiting(issues, actor).items():
        if ring(tasks.retry_issues, business_id, [issue.pk for issue in some]):
            rung += len(some)
        else:
            unheard += len(some)
    return Rung(rung, unheard)


@transaction.atomic
def dismiss(issues: QuerySet[SyncIssue], actor: str) -> int:
    """Close open issues though nothing was mended; how many. An object that is met again unreadable opens its issue."""
    waiting: dict[tuple[Business, str], list[Any]] = defaultdict(list)
    locked = issues.filter(resolved_at=None).select_for_update(of=("self",))
    for issue in _described(locked):
        waiting[issue.business, issue.entity].append(issue)
    for (business, entity), some in waiting.items():
        SyncIssue.objects.filter(pk__in=[issue.pk for issue in some]).update(resolved_at=clock.now())
        left = SyncIssue.objects.filter(business=business, entity=entity, resolved_at=None).count()
        EntityState.objects.filter(business=business, entity=entity).update(quarantined=left)
        _note(actor, "issues dismissed", some)
    return sum(map(len, waiting.values()))


@transaction.atomic
def replay(chosen: QuerySet[WebhookDelivery], actor: str) -> int:
    """Have these deliveries taken apart and their events handled again, by the worker; how many."""
    count = deliveries.replay(chosen)
    if count:
        audit.record(actor, "webhooks replayed", count=count)
    return count


def read_again(rows: Iterable[Mirror], actor: str) -> list[str]:
    """Ask QuickBooks for the objects of these rows now, and say in a sentence for each business what became of them.

    A person waits for it, so it is asked in their lane. Raises nothing: what went wrong is said as well.
    """
    wanted: dict[Business, dict[type[Mirror], list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        wanted[row.business][type(row)].append(row.qbo_id)
    return [_read_again(business, named, actor) for business, named in wanted.items()]


def _read_again(business: Business, named: dict[type[Mirror], list[str]], actor: str) -> str:
    what = ", ".join(f"{model.qbo.name} {', '.join(ids[:IDS_IN_TRAIL])}" for model, ids in named.items())
    audit.record(actor, "objects read again", business=business, subject=what[:200])
    try:
        run = read_named(business, named, people=True)
    except SyncError as why:
        return f"{business}: {what} could not be read. {why}"
    told = "; ".join(f"{model.qbo.name} {became(run, model.qbo.name)}" for model in named)
    return " ".join(filter(None, (f"{business}: {told}.", run.error)))


@transaction.atomic
def acknowledge(alerts: QuerySet[Alert], actor: str) -> int:
    """Say that somebody looks after these open alerts; how many nobody had taken yet. Drift counts as known with it."""
    taken = list(
        alerts.filter(resolved_at=None, acknowledged_at=None)
        .select_for_update(of=("self",))
        .select_related("business")
    )
    Alert.objects.filter(pk__in=[alert.pk for alert in taken]).update(
        acknowledged_at=clock.now(), acknowledged_by=actor
    )
    for alert in sorted(
        taken, key=lambda one: one.business_id or 0
    ):  # the order in which chains of the trail are held
        if alert.kind == AlertKind.DRIFT:
            EntityState.objects.filter(entity=alert.subject).exclude(drift=[]).update(drift=[])
        audit.record(
            actor,
            "alert acknowledged",
            business=alert.business,
            subject=f"{alert.kind} {alert.subject}".strip(),
        )
    return len(taken)


def _why_not(feed: Feed) -> str:
    if feed.paused_at:
        return "it is paused; resume it first"
    if not Connection.objects.usable().filter(business=feed.business_id).exists():
        return "its business is not connected"
    if feed.kind in OF_WHAT_WAS_READ and not feeds.begun_changes(feed.business).exists():
        return "its books have not been read yet"
    return ""


@transaction.atomic
def _waiting(issues: QuerySet[SyncIssue], actor: str) -> dict[int, list[Any]]:
    """By business, those that can be read again, with an entry in its trail."""
    waiting: dict[int, list[Any]] = defaultdict(list)
    for issue in _described(without_nameless(issues.filter(resolved_at=None))):
        waiting[issue.business_id].append(issue)
    for some in waiting.values():
        _note(actor, "issues to be read again", some)
    return waiting


def _described(issues: QuerySet[SyncIssue]) -> QuerySet[Any]:
    return issues.select_related("business").defer("payload").annotate(cause=CAUSE)


def _note(actor: str, action: str, issues: list[Any]) -> None:
    """One entry for one business: how many, of which entities, the first of them; nothing that payloads say."""
    entities = sorted({issue.entity for issue in issues})
    named = [f"{issue.entity} {issue.qbo_id}".strip() for issue in issues[:IDS_IN_TRAIL]]
    causes = sorted({issue.cause for issue in issues})[:IDS_IN_TRAIL]
    audit.record(
        actor,
        action,
        business=issues[0].business,
        subject=", ".join(entities)[:200],
        count=len(issues),
        objects=named,
        causes=causes,
    )
