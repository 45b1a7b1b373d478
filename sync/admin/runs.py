"""The operators' view of runs, of what they cost, and of how far each entity is."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from core.admin.reading import ReadOnlyAdmin, link, table
from sync.models import ApiUsage, EntityState, SyncRun

LONGEST_ERROR = 120
COUNTS = ("read", "inserted", "updated", "unchanged", "older", "deleted", "quarantined")


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    """What was tried, what it cost, how it ended."""

    list_display = (
        *("id", "business", "kind", "state", "trouble", "changed"),
        *("started_at", "finished_at", "calls", "worker"),
    )
    list_select_related = ("business",)
    list_filter = ("state", "kind", "business")
    search_fields = ("=id", "error", "worker", "business__name")
    fields = (
        *("business", "kind", "state", "error", "what_became", "calls"),
        *("queued_at", "started_at", "heartbeat_at", "finished_at", "worker", "request_id"),
        *("earlier", "later"),
    )
    readonly_fields = ("what_became", "earlier", "later")

    @admin.display(description="error")
    def trouble(self, run: SyncRun) -> str:
        return Truncator(run.error).chars(LONGEST_ERROR)

    @admin.display(description="changed")
    def changed(self, run: SyncRun) -> str:
        """Rows of the mirror that are not as they were, by entity."""
        moved = {name: _moved(tally) for name, tally in sorted(run.tallies.items())}
        return ", ".join(f"{name} {count:,}" for name, count in moved.items() if count)

    @admin.display(description="what became of the objects")
    def what_became(self, run: SyncRun) -> SafeString | str:
        rows = [
            [name, *(f"{tally.get(count, 0):,}" for count in COUNTS)]
            for name, tally in sorted(run.tallies.items())
        ]
        return table(["entity", *COUNTS], rows) if rows else "nothing was read"

    @admin.display(description="the one before, of its kind")
    def earlier(self, run: SyncRun) -> SafeString | str:
        return _linked(_like(run).filter(pk__lt=run.pk).order_by("-pk").first())

    @admin.display(description="the next of its kind")
    def later(self, run: SyncRun) -> SafeString | str:
        return _linked(_like(run).filter(pk__gt=run.pk).order_by("pk").first())


@admin.register(EntityState)
class EntityStateAdmin(ReadOnlyAdmin):
    """How far each entity has been read, and which of its JSON keys are new."""

    list_display = ("business", "entity", "rows", "backfilled_at", "last_change_at", "quarantined", "drift")
    list_select_related = ("business",)
    list_filter = ("business", "entity")
    search_fields = ("entity", "business__name")


@admin.register(ApiUsage)
class ApiUsageAdmin(ReadOnlyAdmin):
    """Calls spent, by day and class."""

    list_display = ("day", "business", "call_class", "calls", "errors")
    list_select_related = ("business",)
    list_filter = ("call_class", "business")
    search_fields = ("call_class", "business__name")
    ordering = ("-day", "business", "call_class")


def _moved(tally: dict[str, int]) -> int:
    return tally.get("inserted", 0) + tally.get("updated", 0) + tally.get("deleted", 0)


def _like(run: SyncRun) -> Any:
    return SyncRun.objects.filter(business_id=run.business_id, kind=run.kind).select_related("business")


def _linked(run: SyncRun | None) -> SafeString | str:
    return link(reverse("admin:sync_syncrun_change", args=[run.pk]), run) if run else "none"
