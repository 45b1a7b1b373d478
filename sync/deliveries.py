"""Taking deliveries apart, some time after they were answered: events by business, each once, whose feeds come due.

A delivery that was stored waits as a row, so whatever is lost on the way, the next bell finds it.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Greatest

from core.mirror import mirror_named
from sync import feeds
from sync.models import Connection, Feed, FeedKind, WebhookDelivery, WebhookEvent
from sync.notices import Contents, Notice, open_delivery

AT_ONCE, FORGOTTEN_AT_ONCE, REPLAYED_AT_ONCE = 500, 5_000, 20


@dataclass
class Sorted:
    """What a batch of deliveries holds: events to keep, and when each business was last told of something."""

    events: dict[str, WebhookEvent] = field(default_factory=dict)
    heard: dict[int, datetime] = field(default_factory=dict)


def take_in(now: datetime) -> int:
    """Take apart what waits, oldest first, and let the feeds of its businesses come due; how many deliveries.

    Several workers may do it at once: each takes others.
    """
    taken = 0
    while batch := _take_batch(now):
        taken += batch
    feeds.due_for_events(now)
    return taken


def oldest_unread() -> datetime | None:
    """When the first delivery was received that nobody has taken apart yet; one that is to be replayed was once."""
    unread = WebhookDelivery.objects.filter(read_at=None, format="").order_by("pk")
    return unread.values_list("received_at", flat=True).first()


def replay(deliveries: QuerySet[WebhookDelivery]) -> int:
    """Have these deliveries taken apart again and their events handled again; how many. The next bell does it.

    Bodies are large and may be many: they are looked at a few at a time.
    """
    replayed = 0
    with transaction.atomic():
        for delivery in deliveries.iterator(REPLAYED_AT_ONCE):
            told = {notice.event_id for notice in _contents(delivery).notices}
            WebhookEvent.objects.filter(event_id__in=told).update(handled_at=None, outcome="")
            replayed += WebhookDelivery.objects.filter(pk=delivery.pk).update(read_at=None)
    return replayed


def forget_old(now: datetime) -> int:
    """Remove deliveries older than WEBHOOK_KEEP_DAYS, and their events with them; how many. What waits stays."""
    old = WebhookDelivery.objects.filter(received_at__lt=now - timedelta(days=settings.WEBHOOK_KEEP_DAYS))
    removed = 0
    while some := list(old.exclude(read_at=None).values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        WebhookDelivery.objects.filter(pk__in=some).delete()
        removed += len(some)
    return removed


@transaction.atomic
def _take_batch(now: datetime) -> int:
    waiting = WebhookDelivery.objects.filter(read_at=None).order_by("pk")
    batch = list(waiting.select_for_update(skip_locked=True)[:AT_ONCE])
    if not batch:
        return 0
    found = {delivery.pk: _opened(delivery, now) for delivery in batch}
    businesses = _businesses_of(notice for notices in found.values() for notice in notices)
    sorted_ = Sorted()
    for delivery in batch:
        _sort(delivery, found[delivery.pk], businesses, sorted_)
    WebhookEvent.objects.bulk_create(sorted_.events.values(), ignore_conflicts=True)
    fields = ["read_at", "format", "named", "ignored", "trouble"]
    WebhookDelivery.objects.bulk_update(batch, fields)
    _note_hearing(sorted_.heard)
    return len(batch)


def _opened(delivery: WebhookDelivery, now: datetime) -> list[Notice]:
    contents = _contents(delivery)
    delivery.read_at, delivery.format, delivery.trouble = now, contents.format, contents.trouble[:2000]
    delivery.named = len(contents.notices) + contents.odd.total()
    delivery.ignored = dict(contents.odd)
    return contents.notices


def _contents(delivery: WebhookDelivery) -> Contents:
    return open_delivery(bytes(delivery.body), delivery.received_at)


def _businesses_of(notices: Iterable[Notice]) -> dict[str, int]:
    """Business keys by company id; a company that a business let go of is nobody's."""
    realms = {notice.realm_id for notice in notices}
    held = Connection.objects.filter(realm_id__in=realms, ended_at=None)
    return dict(held.values_list("realm_id", "business_id"))


def _sort(
    delivery: WebhookDelivery, notices: Collection[Notice], businesses: dict[str, int], into: Sorted
) -> None:
    ignored: Counter[str] = Counter()
    for notice in notices:
        business, model = businesses.get(notice.realm_id), mirror_named(notice.entity)
        if business is None:
            ignored[f"unknown company {notice.realm_id}"] += 1
            continue
        into.heard[business] = max(into.heard.get(business, delivery.received_at), delivery.received_at)
        if model is None:
            ignored[f"unknown entity {notice.entity[:40]}"] += 1
            continue
        into.events.setdefault(notice.event_id, _event(delivery, notice, business, entity=model.qbo.name))
    delivery.ignored = {**delivery.ignored, **ignored}


def _event(delivery: WebhookDelivery, notice: Notice, business_id: int, entity: str) -> WebhookEvent:
    return WebhookEvent(
        event_id=notice.event_id,
        delivery=delivery,
        business_id=business_id,
        entity=entity,
        qbo_id=notice.qbo_id,
        operation=notice.operation,
        happened_at=notice.happened_at,
        lost_id=notice.lost_id,
    )


def _note_hearing(heard: dict[int, datetime]) -> None:
    """By instant, most businesses of a batch sharing a few: deliveries of one second count as heard together."""
    together: dict[datetime, list[int]] = defaultdict(list)
    for business, at in heard.items():
        together[at.replace(microsecond=0)].append(business)
    for at, businesses in together.items():
        changes = Feed.objects.filter(kind=FeedKind.CHANGES, business__in=businesses)
        changes.update(heard_at=Greatest("heard_at", at))
