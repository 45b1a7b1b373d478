"""The operators' view of what mirror and books were found to say differently."""

from typing import Any

from django.contrib import admin

from core.admin.reading import ReadOnlyAdmin, StateFilter
from sync.models import Discrepancy

STATES: dict[str, dict[str, Any]] = {
    "standing": {"settled_at": None},
    "repaired": {"repaired": True},
    "found no more": {"repaired": False, "settled_at__isnull": False},
}


class State(StateFilter):
    states = STATES


@admin.register(Discrepancy)
class DiscrepancyAdmin(ReadOnlyAdmin):
    """Each difference as it was found, by document; what became of it."""

    list_display = (
        *("found_at", "business", "entity", "qbo_id", "kind", "words"),
        *("mirror_says", "qbo_says", "repaired", "settled_at", "run"),
    )
    list_select_related = ("business", "run__business")
    list_filter = (State, "kind", "entity", "business")
    search_fields = ("=qbo_id", "words", "business__name", "business__slug")
