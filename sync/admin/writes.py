"""The operators' view of what was to be done in QuickBooks: what became of each operation, and why not."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString

from core.admin.reading import ReadOnlyAdmin, StateFilter, as_json
from sync.models import WriteOperation

STATES: dict[str, dict[str, Any]] = {
    "done": {"confirmed_at__isnull": False},
    "waiting": {"confirmed_at": None, "refused_at": None, "changed": []},
    "changed meanwhile": {"confirmed_at": None, "changed__0__isnull": False},
    "refused": {"confirmed_at": None, "refused_at__isnull": False},
}


class State(StateFilter):
    states = STATES


@admin.register(WriteOperation)
class WriteOperationAdmin(ReadOnlyAdmin):
    """Operations by when they were asked for; nothing here sends anything."""

    list_display = (
        "asked_at",
        "business",
        "kind",
        "entity",
        "qbo_id",
        "asked_by",
        "tried_at",
        "confirmed_at",
        "why",
    )
    list_select_related = ("business",)
    list_filter = (State, "kind", "asked_at")
    search_fields = ("name", "entity", "qbo_id", "asked_by", "request_id", "business__name")
    exclude = ("asks", "seen", "changed")
    readonly_fields = ("what", "as_seen", "differences")

    @admin.display(description="what is to be")
    def what(self, operation: WriteOperation) -> SafeString:
        return as_json(operation.asks)

    @admin.display(description="as the decider saw it")
    def as_seen(self, operation: WriteOperation) -> SafeString:
        return as_json(operation.seen)

    @admin.display(description="what was different")
    def differences(self, operation: WriteOperation) -> SafeString:
        return as_json(operation.changed)
