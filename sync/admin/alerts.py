"""The operators' view of alerts: what is open, who looks after it, what is over; and of signs of life."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin.reading import ReadOnlyAdmin, StateFilter, actor
from sync import operating
from sync.models import Alert, Pulse

STATES: dict[str, dict[str, Any]] = {
    "open": {"resolved_at": None, "acknowledged_at": None},
    "acknowledged": {"resolved_at": None, "acknowledged_at__isnull": False},
    "resolved": {"resolved_at__isnull": False},
}


class State(StateFilter):
    states = STATES


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    """What somebody should know of. Alerts open and end by themselves; people say that they look after them."""

    list_display = (
        *("kind", "business", "subject", "state", "opened_at", "resolved_at", "mailed_at"),
        *("acknowledged_by", "words"),
    )
    list_select_related = ("business",)
    list_filter = (State, "kind", "business")
    search_fields = ("words", "subject", "business__name", "business__slug")
    readonly_fields = ("state",)
    actions = ("acknowledge",)

    @admin.display(description="state")
    def state(self, alert: Alert) -> str:
        if alert.resolved_at:
            return "resolved"
        return "acknowledged" if alert.acknowledged_at else "open"

    @admin.action(description="Acknowledge: somebody looks after it", permissions=["operate"])
    def acknowledge(self, request: HttpRequest, chosen: QuerySet) -> None:
        count = operating.acknowledge(chosen, actor(request))
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"{count} acknowledged; each ends by itself when its cause does.", level)


@admin.register(Pulse)
class PulseAdmin(ReadOnlyAdmin):
    """When worker, beat and the worker's tasks last showed life."""

    list_display = ("name", "at")
    search_fields = ("name",)
    list_display_links = None
