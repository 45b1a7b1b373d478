"""The operators' view of webhooks: what was delivered, what it told of, what became of it, and how much was forged."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.admin.reading import ReadOnlyAdmin, actor, link, page_of
from core.mirror import mirror_named
from sync import operating
from sync.models import WebhookDelivery, WebhookEvent, WebhookRefusal

WAITING, UNREADABLE, UNDER_WAY, IGNORED, DONE = "waiting", "unreadable", "under way", "ignored", "done"
UNHANDLED = Q(events__isnull=False, events__handled_at=None)
STATES = {
    WAITING: "waiting to be taken apart",
    UNREADABLE: "could not be read",
    UNDER_WAY: "some events wait",
    IGNORED: "of no concern here",
    DONE: "all events handled",
}


class State(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return list(STATES.items())

    def queryset(self, _request: HttpRequest, rows: QuerySet) -> QuerySet:
        wanted = self.value()
        if wanted == WAITING:
            return rows.filter(read_at=None)
        if wanted == UNREADABLE:
            return rows.exclude(read_at=None).exclude(trouble="")
        if wanted == UNDER_WAY:
            return rows.exclude(read_at=None).filter(unhandled__gt=0)
        if wanted == IGNORED:
            return rows.exclude(read_at=None).filter(trouble="", told=0)
        return rows.filter(told__gt=0, unhandled=0) if wanted == DONE else rows


@admin.register(WebhookDelivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """What QuickBooks delivered, as it came; to be taken apart and handled again."""

    list_display = ("id", "received_at", "state", "format", "named", "new", "left_alone", "read_at")
    list_filter = (State, "format", "received_at")
    search_fields = ("=id", "=events__event_id", "=events__qbo_id", "events__business__name")
    fields = (
        *("received_at", "state", "format", "read_at", "trouble"),
        *("named", "new", "left_alone", "as_received"),
    )
    readonly_fields = ("state", "new", "left_alone", "as_received")
    actions = ("replay",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        counts = {"told": Count("events"), "unhandled": Count("events", filter=UNHANDLED)}
        return super().get_queryset(request).defer("body").annotate(**counts)

    @admin.display(description="state")
    def state(self, delivery: Any) -> str:
        if delivery.read_at is None:
            return STATES[WAITING]
        if delivery.trouble:
            return STATES[UNREADABLE]
        if not delivery.told:
            return STATES[IGNORED]
        return STATES[UNDER_WAY if delivery.unhandled else DONE]

    @admin.display(description="events first told here")
    def new(self, delivery: Any) -> SafeString:
        return link(page_of(WebhookEvent, delivery=delivery.pk), delivery.told)

    @admin.display(description="left alone")
    def left_alone(self, delivery: WebhookDelivery) -> str:
        return ", ".join(f"{count} {what}" for what, count in sorted(delivery.ignored.items()))

    @admin.display(description="body")
    def as_received(self, delivery: WebhookDelivery) -> SafeString:
        return format_html("<pre>{}</pre>", bytes(delivery.body).decode("utf-8", "backslashreplace"))

    @admin.action(description="Replay: take apart and handle again", permissions=["operate"])
    def replay(self, request: HttpRequest, chosen: QuerySet) -> None:
        rung = operating.replay(WebhookDelivery.objects.filter(pk__in=_keys(chosen)), actor(request))
        self.message_user(request, f"{rung} will be taken apart again; this list shows how it goes.")


@admin.register(WebhookEvent)
class EventAdmin(ReadOnlyAdmin):
    """What happened to which object, as it was told, and what was done about it."""

    list_display = (
        "happened_at",
        "business",
        "entity",
        "object",
        "operation",
        "outcome",
        "handled_at",
        "told_in",
    )
    list_select_related = ("business", "delivery")
    list_filter = (("handled_at", admin.EmptyFieldListFilter), "outcome", "operation", "entity", "business")
    search_fields = ("=qbo_id", "=event_id", "business__name")
    fields = (
        *("business", "entity", "object", "operation", "happened_at", "lost_id"),
        *("handled_at", "outcome", "event_id", "told_in"),
    )
    readonly_fields = ("object", "told_in")

    @admin.display(description="object")
    def object(self, event: WebhookEvent) -> SafeString | str:
        model = mirror_named(event.entity)
        if model is None:
            return event.qbo_id
        return link(page_of(model, q=event.qbo_id, business__id__exact=event.business_id), event.qbo_id)

    @admin.display(description="told in")
    def told_in(self, event: WebhookEvent) -> SafeString:
        return link(page_of(WebhookDelivery, q=event.delivery_id), event.delivery)


@admin.register(WebhookRefusal)
class RefusalAdmin(ReadOnlyAdmin):
    """Requests at the webhooks' door without a right signature: forged, or signed with a verifier not known here."""

    list_display = ("day", "times", "last_at")
    search_fields = ("day",)


def _keys(chosen: QuerySet) -> list[int]:
    return list(chosen.values_list("pk", flat=True))
