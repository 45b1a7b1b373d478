"""Events that wait: which they are, object by object, from when on the mirror is newer, and what became of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from core import clock
from core.mirror import Mirror, mirror_named
from core.models import Business
from sync.models import Operation, WebhookEvent

SECOND = timedelta(seconds=1)
AT_A_TIME = 2_000
Events = Mapping[str, list[WebhookEvent]]
"""Events by the id of the object that they name, each list oldest first."""


def waiting(business: Business, tried: Collection[int] = ()) -> list[WebhookEvent]:
    """The oldest events of a business that nobody has handled, with their deliveries; those `tried` are left out."""
    found = WebhookEvent.objects.filter(business=business, handled_at=None).exclude(pk__in=tried)
    with_delivery = found.select_related("delivery").defer("delivery__body")
    return list(with_delivery.order_by("happened_at", "pk")[:AT_A_TIME])


def by_model(events: Iterable[WebhookEvent]) -> Iterator[tuple[type[Mirror], Events]]:
    """Events by entity, in the order of their names, and by object."""
    found: dict[str, dict[str, list[WebhookEvent]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        found[event.entity][event.qbo_id].append(event)
    for entity, named in sorted(found.items()):
        model = mirror_named(entity)
        if model is not None:
            yield model, named


def not_mirrored(events: Iterable[WebhookEvent]) -> list[WebhookEvent]:
    """Those of entities that had a mirror when they came, and have none any more."""
    return [event for event in events if mirror_named(event.entity) is None]


def of(named: Events) -> list[WebhookEvent]:
    """All events of these objects."""
    return [event for told in named.values() for event in told]


def handled(events: Iterable[WebhookEvent], outcome: str) -> None:
    """They need no more attention; call it in the transaction of the rows that they led to."""
    keys = [event.pk for event in events]
    if keys:
        WebhookEvent.objects.filter(pk__in=keys).update(handled_at=clock.now(), outcome=outcome)


def is_deletion(event: WebhookEvent) -> bool:
    """Whether it can be believed without a question: no deletion is told before it has happened."""
    return event.operation == Operation.DELETED and event.happened_at <= event.delivery.received_at


def is_over_at(event: WebhookEvent) -> datetime:
    """From when on an answer of QBO's surely shows what happened: the old format's instants are cut to the second."""
    at = event.happened_at
    return at if at.microsecond else at + SECOND


def may_be_too_early(event: WebhookEvent, answered_at: datetime) -> bool:
    """Whether the answer came within the second that the event names: the event may be of a change after it."""
    return event.happened_at <= answered_at < is_over_at(event)


def latest(named: Events) -> datetime | None:
    """When the last of these events was over."""
    return max(map(is_over_at, of(named)), default=None)
