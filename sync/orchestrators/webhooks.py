"""Flow: mirrored. What QuickBooks announces by webhook, for the sync pages: how much, how lately, what waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Max, Q, Sum

from core.models import Business
from sync.models import Feed, FeedKind, WebhookDelivery, WebhookEvent, WebhookRefusal

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """Of one business: events of 24 hours, those that wait, and when the last delivery that named it came."""

    events: int = 0
    waiting: int = 0
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Of all businesses together: deliveries of 24 hours, those not taken apart yet, the last one.

    `refused` are requests of the UTC day without a right signature.
    """

    deliveries: int
    waiting: int
    last_at: datetime | None
    refused: int


def told_of(businesses: Iterable[Business], now: datetime) -> Mapping[int, Told]:
    """By business key. Three queries, however many there are."""
    keys = [business.pk for business in businesses]
    feeds = Feed.objects.filter(business__in=keys, kind=FeedKind.CHANGES)
    heard = dict(feeds.values_list("business_id", "heard_at"))
    events = _by_business(keys, Q(delivery__received_at__gt=now - DAY, delivery__received_at__lte=now))
    waiting = _by_business(keys, Q(handled_at=None))
    return {key: Told(events.get(key, 0), waiting.get(key, 0), heard.get(key)) for key in keys}


def door(now: datetime) -> Door:
    """What came to the door. Two queries."""
    lately = Q(received_at__gt=now - DAY, received_at__lte=now)
    waiting = WebhookDelivery.objects.filter(lately | Q(read_at=None))
    found = waiting.aggregate(
        deliveries=Count("pk", filter=lately),
        waiting=Count("pk", filter=Q(read_at=None)),
        last=Max("received_at"),
    )
    today = WebhookRefusal.objects.filter(day=now.astimezone(UTC).date())
    refused = today.aggregate(times=Sum("times", default=0))["times"]
    return Door(found["deliveries"], found["waiting"], found["last"], refused)


def _by_business(keys: list[int], which: Q) -> dict[int, int]:
    events = WebhookEvent.objects.filter(which, business__in=keys).order_by()
    return dict(events.values_list("business_id").annotate(Count("pk")))
