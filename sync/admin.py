"""The operators' view of mirrors and of sync itself; nothing here can be changed.

One admin serves every mirror; columns, filters and search follow from its declaration.
"""

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from core.admin import ReadOnlyAdmin
from core.mirror import (
    DocumentMirror,
    LineMirror,
    ListMirror,
    Mirror,
    children_of,
    mapped_fields,
    mirror_named,
    mirrors,
)
from sync.models import ApiUsage, Connection, EntityState, Feed, SyncIssue, SyncRun

COLUMNS_SHOWN, LONGEST_ERROR = 7, 120
TOO_LONG_OR_TECHNICAL = {"note", "exchange_rate", "full_name"}
NAMES = ("name", "doc_number", "customer_name", "vendor_name", "party_name")


class StillInQuickBooks(admin.SimpleListFilter):
    """Deleted objects are kept and marked; a list shows both unless asked."""

    title = "state in QuickBooks"
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [("live", "still there"), ("deleted", "deleted")]

    def queryset(self, _request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(deleted_at__isnull=self.value() == "live") if self.value() else rows


class MirrorAdmin(ReadOnlyAdmin):
    """One mirror: its mapped columns, its lines and the JSON as QBO sent it."""

    list_select_related = ("business",)
    list_per_page = 50

    def get_list_display(self, _request: HttpRequest) -> list[Any]:
        mapped = [name for name in _mapped(self.model) if name not in TOO_LONG_OR_TECHNICAL]
        return ["qbo_id", "business", *mapped[:COLUMNS_SHOWN], "qbo_updated_at", "deleted_at"]

    def get_ordering(self, _request: HttpRequest) -> list[Any]:
        """Documents come newest first, lists by name."""
        if issubclass(self.model, DocumentMirror):
            return [F("txn_on").desc(nulls_last=True), "-pk"]
        return ["name", "pk"] if issubclass(self.model, ListMirror) else ["pk"]

    def get_sortable_by(self, request: HttpRequest) -> list[Any]:
        """Ids are text: sorted by, 10 would stand before 9."""
        return [name for name in self.get_list_display(request) if name != "qbo_id"]

    def get_list_filter(self, _request: HttpRequest) -> list[Any]:
        return ["business", StillInQuickBooks, *(["active"] if "active" in _mapped(self.model) else [])]

    def get_search_fields(self, _request: HttpRequest) -> list[str]:
        return ["=qbo_id", *(name for name in NAMES if name in _mapped(self.model))]

    def get_fields(self, _request: HttpRequest, _object: Any = None) -> list[Any]:
        own = [
            field.name for field in self.model._meta.concrete_fields if field.name not in ("id", "payload")
        ]
        return [*own, *(["lines"] if children_of(self.model) else []), "as_sent"]

    def get_readonly_fields(self, request: HttpRequest, instance: Any = None) -> list[Any]:
        return self.get_fields(request, instance)

    @admin.display(description="as QuickBooks sent it")
    def as_sent(self, mirror: Mirror) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(mirror.payload, indent=2, ensure_ascii=False))

    @admin.display(description="lines that matter to cash")
    def lines(self, mirror: Mirror) -> SafeString:
        tables = ((_line_table(child, mirror),) for child in children_of(type(mirror)))
        return format_html_join("", "{}", tables)


def _mapped(model: type[Mirror] | type[LineMirror]) -> list[str]:
    return [field.name for field in mapped_fields(model)]


def _line_table(child: type[LineMirror], mirror: Mirror) -> SafeString:
    names = ["position", *_mapped(child)]
    rows = child.objects.of(mirror.business_id).filter(parent_qbo_id=mirror.qbo_id).values_list(*names)
    shown = (["" if value is None else value for value in row] for row in rows)
    return format_html("<table>{}{}</table>", _row("th", names), _joined(_row("td", row) for row in shown))


def _row(tag: str, cells: Any) -> SafeString:
    inner = _joined(format_html("<{0}>{1}</{0}>", tag, cell) for cell in cells)
    return format_html("<tr>{}</tr>", inner)


def _joined(parts: Any) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    """What was tried, what it cost, how it ended."""

    list_display = (
        "id",
        "business",
        "kind",
        "state",
        "trouble",
        "started_at",
        "finished_at",
        "calls",
        "worker",
    )
    list_select_related = ("business",)
    list_filter = ("state", "kind", "business")

    @admin.display(description="error")
    def trouble(self, run: SyncRun) -> str:
        return Truncator(run.error).chars(LONGEST_ERROR)


@admin.register(Feed)
class FeedAdmin(ReadOnlyAdmin):
    """What comes round by itself, and when next."""

    list_display = (
        "business",
        "kind",
        "cursor",
        "last_ok_at",
        "next_at",
        "failures",
        "paused_at",
        "last_error",
    )
    list_select_related = ("business",)
    list_filter = ("kind", "business")


@admin.register(EntityState)
class EntityStateAdmin(ReadOnlyAdmin):
    """How far each entity has been read, and which of its JSON keys are new."""

    list_display = ("business", "entity", "rows", "backfilled_at", "last_change_at", "quarantined", "drift")
    list_select_related = ("business",)
    list_filter = ("business", "entity")


@admin.register(SyncIssue)
class SyncIssueAdmin(ReadOnlyAdmin):
    """Objects in quarantine, with everything needed to see why."""

    list_display = ("business", "entity", "qbo_id", "reason", "times_seen", "last_seen_at", "resolved_at")
    list_select_related = ("business",)
    list_filter = ("entity", ("resolved_at", admin.EmptyFieldListFilter), "business")
    search_fields = ("=qbo_id", "reason")
    fields = (
        *("business", "entity", "qbo_id", "reason", "in_the_mirror"),
        *("first_seen_at", "last_seen_at", "times_seen", "resolved_at", "as_received"),
    )
    readonly_fields = ("in_the_mirror", "as_received")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("payload")

    @admin.display(description="payload")
    def as_received(self, issue: SyncIssue) -> SafeString:
        return format_html("<pre>{}</pre>", bytes(issue.payload).decode("utf-8", "backslashreplace"))

    @admin.display(description="an earlier version")
    def in_the_mirror(self, issue: SyncIssue) -> SafeString | str:
        model = mirror_named(issue.entity)
        if model is None or not issue.qbo_id:
            return "none can be looked up"
        page = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        query = {"q": issue.qbo_id, "business__id__exact": issue.business_id}
        return format_html(
            '<a href="{}">Look for {} {}</a>', f"{page}?{urlencode(query)}", issue.entity, issue.qbo_id
        )


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    """Which company each business is connected to. Tokens are never shown."""

    list_display = (
        "business",
        "realm_id",
        "environment",
        "connected_at",
        "refreshed_at",
        "broken_at",
        "broken_why",
    )
    list_select_related = ("business",)
    exclude = ("access_token", "refresh_token")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("access_token", "refresh_token")


@admin.register(ApiUsage)
class ApiUsageAdmin(ReadOnlyAdmin):
    """Calls spent, by day and class."""

    list_display = ("day", "business", "call_class", "calls", "errors")
    list_select_related = ("business",)
    list_filter = ("call_class", "business")
    ordering = ("-day", "business", "call_class")


admin.site.register(mirrors(), MirrorAdmin)
