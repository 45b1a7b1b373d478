"""The operators' view of connections. Tokens are never shown, nor read from the database."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin.reading import ReadOnlyAdmin, StateFilter
from sync.models import Connection

TOKENS = ("access_token", "refresh_token")
STATES: dict[str, dict[str, Any]] = {
    "live": {"broken_at": None, "ended_at": None},
    "broken": {"broken_at__isnull": False, "ended_at": None},
    "ended": {"ended_at__isnull": False},
}


class State(StateFilter):
    states = STATES


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    """Which company each business is connected to, and why no longer."""

    list_display = (
        *("business", "state", "broken_why", "realm_id", "environment"),
        *("connected_at", "refreshed_at", "broken_at", "ended_at", "refresh_ends_at"),
    )
    list_select_related = ("business",)
    list_filter = (State, "environment")
    search_fields = ("realm_id", "business__name", "business__slug", "broken_why")
    exclude = TOKENS
    readonly_fields = ("state",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer(*TOKENS)

    @admin.display(description="state")
    def state(self, connection: Connection) -> str:
        if connection.ended_at:
            return "ended"
        if connection.broken_at:
            return "broken"
        return "live" if connection.environment == settings.QBO_ENVIRONMENT else "of another environment"
