"""The operators' view of runs, of what they cost, and of how far each entity is."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from core.admin.reading import ReadOnlyAdmin, link, table
from sync.lags import COLUMNS
from sync.models import ApiUsage, ChangeLag, EntityState, SyncRun

LONGEST_ERROR = 120
MOST_NAMED = 3
ODDITIES = {
    "new keys": ~Q(drift=[]),
    "objects in quarantine": Q(quarantined__gt=0),
    "not given": ~Q(unavailable=""),
    "not read yet": Q(backfilled_at=None),
}
COUNTS = ("read", "inserted", "updated", "unchanged", "older", "deleted", "quarantined")


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    """What was tried, what it cost, how it ended."""

    list_display = (
        *("id", "business", "kind", "state", "started_at", "took", "calls"),
        *("changed", "trouble", "worker"),
    )
    list_select_related = ("business",)
    list_filter = ("state", "kind", "business")
    search_fields = ("=id", "error", "stumble", "worker", "business__name")
    fields = (
        *("business", "kind", "state", "error", "stumble", "what_became", "calls"),
        *("queued_at", "started_at", "heartbeat_at", "finished_at", "worker", "request_id"),
        *("earlier", "later"),
    )
    readonly_fields = ("what_became", "earlier", "later")

    @admin.display(description="took")
    def took(self, run: SyncRun) -> str:
        """Seconds; of a run under way nothing."""
        if run.finished_at is None or run.started_at is None:
            return ""
        return f"{(run.finished_at - run.started_at).total_seconds():,.1f} s"

    @admin.display(description="error")
    def trouble(self, run: SyncRun) -> str:
        return Truncator(run.stumble or run.error).chars(LONGEST_ERROR)

    @admin.display(description="changed")
    def changed(self, run: SyncRun) -> str:
        """Rows of the mirror that are not as they were: of the entities with most of them, and how many more."""
        moved = {name: count for name, tally in run.tallies.items() if (count := _moved(tally))}
        most = sorted(moved.items(), key=lambda each: (-each[1], each[0]))
        said = [f"{name} {count:,}" for name, count in most[:MOST_NAMED]]
        left = len(most) - MOST_NAMED
        return ", ".join([*said, f"{left} more kinds"] if left > 0 else said)

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


class WorthALook(admin.SimpleListFilter):
    """What stands out among many entities."""

    title, parameter_name = "what stands out", "odd"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in ODDITIES]

    def queryset(self, _request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(ODDITIES.get(self.value() or "", Q()))


@admin.register(EntityState)
class EntityStateAdmin(ReadOnlyAdmin):
    """How far each entity has been read, and which of its JSON keys are new."""

    list_display = (
        *("business", "entity", "rows", "backfilled_at", "last_change_at"),
        *("quarantined", "new_keys", "not_given"),
    )
    list_select_related = ("business",)
    list_filter = (WorthALook, "business", "entity")
    search_fields = ("entity", "business__name")

    @admin.display(description="new keys", ordering="drift")
    def new_keys(self, state: EntityState) -> str:
        return ", ".join(state.drift)

    @admin.display(description="not given", ordering="unavailable")
    def not_given(self, state: EntityState) -> str:
        return Truncator(state.unavailable).chars(LONGEST_ERROR)


@admin.register(ChangeLag)
class ChangeLagAdmin(ReadOnlyAdmin):
    """How long changes took to reach the mirror, by day; each is counted under the shortest span that it fits in."""

    list_display = ("day", "business", "entity", *COLUMNS)
    list_select_related = ("business",)
    list_filter = ("day", "business", "entity")
    search_fields = ("entity", "business__name")
    ordering = ("-day", "business", "entity")


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
