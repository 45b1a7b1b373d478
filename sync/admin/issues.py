"""The operators' view of what could not be mirrored: by cause, then by object; to be retried or dismissed."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import F, Q, QuerySet, TextField, Value
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.admin.reading import ReadOnlyAdmin, actor, link, page_of
from core.mirror import mirror_named
from sync import operating
from sync.models import CAUSE, Cause, SyncIssue

ONE_BUSINESS = "business__id__exact"


class OfCause(admin.SimpleListFilter):
    """Shown only while it narrows the list: the list of causes leads here with it."""

    title, parameter_name = "cause", "cause"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [(self.value() or "", self.value() or "")] if self.value() else []

    def queryset(self, _request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(cause=self.value()) if self.value() else rows


class ActingOnIssues(ReadOnlyAdmin):
    """Retry and dismiss, for whatever issues the chosen rows stand for."""

    actions = ("retry", "dismiss")

    def issues_of(self, _request: HttpRequest, chosen: QuerySet) -> QuerySet:
        return SyncIssue.objects.filter(pk__in=list(chosen.values_list("pk", flat=True)))

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sync.change_syncissue")

    @admin.action(description="Read the objects again", permissions=["operate"])
    def retry(self, request: HttpRequest, chosen: QuerySet) -> None:
        issues = self.issues_of(request, chosen).filter(resolved_at=None)
        waiting = issues.count()
        rung = operating.retry(issues, actor(request))
        if rung.heard:
            said = f"{rung.heard} will be read again; those that are readable now are resolved."
            self.message_user(request, said)
        if rung.unheard:
            said = f"{rung.unheard} were not asked for: the broker does not answer. Try again when it does."
            self.message_user(request, said, messages.WARNING)
        if nameless := waiting - sum(rung):
            said = f"{nameless} show no QuickBooks id and cannot be asked for."
            self.message_user(request, said, messages.WARNING)

    @admin.action(description="Dismiss", permissions=["operate"])
    def dismiss(self, request: HttpRequest, chosen: QuerySet) -> None:
        closed = operating.dismiss(self.issues_of(request, chosen), actor(request))
        self.message_user(request, f"{closed} dismissed; one that is met again unreadable comes back.")


@admin.register(SyncIssue)
class SyncIssueAdmin(ActingOnIssues):
    """Objects in quarantine, with everything needed to see why."""

    list_display = ("business", "entity", "qbo_id", "times_seen", "last_seen_at", "resolved_at", "reason")
    list_select_related = ("business",)
    list_filter = (OfCause, "entity", ("resolved_at", admin.EmptyFieldListFilter), "business")
    search_fields = ("=qbo_id", "reason")
    fields = (
        *("business", "entity", "qbo_id", "reason", "in_the_mirror"),
        *("first_seen_at", "last_seen_at", "times_seen", "resolved_at", "as_received"),
    )
    readonly_fields = ("in_the_mirror", "as_received")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("payload").annotate(cause=CAUSE)

    @admin.display(description="payload")
    def as_received(self, issue: SyncIssue) -> SafeString:
        return format_html("<pre>{}</pre>", bytes(issue.payload).decode("utf-8", "backslashreplace"))

    @admin.display(description="an earlier version")
    def in_the_mirror(self, issue: SyncIssue) -> SafeString | str:
        model = mirror_named(issue.entity)
        if model is None or not issue.qbo_id:
            return "none can be looked up"
        page = page_of(model, **{"q": issue.qbo_id, ONE_BUSINESS: issue.business_id})
        return link(page, f"Look for {issue.entity} {issue.qbo_id}")


@admin.register(Cause)
class CauseAdmin(ActingOnIssues):
    """Why objects are in quarantine now: a line for all that have the same reason."""

    list_display = ("entity", "how_many", "in_businesses", "first", "last", "why")
    list_display_links = None
    list_select_related = ("business",)
    list_filter = ("entity", "business")
    search_fields = ("reason", "entity")

    def has_view_permission(self, request: HttpRequest, _object: Any = None) -> bool:
        return request.user.has_perm("sync.view_syncissue") or self.has_operate_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_ordering(self, _request: HttpRequest) -> list[Any]:
        return [F("last_at").desc()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        within = Value(request.GET.get(ONE_BUSINESS, ""), output_field=TextField())
        return super().get_queryset(request).annotate(within=within)

    def issues_of(self, request: HttpRequest, chosen: QuerySet) -> QuerySet:
        """All open issues of the chosen causes, of one business only where the list shows only its."""
        any_of = Q(pk=None)
        for entity, cause in chosen.values_list("entity", "cause"):
            any_of |= Q(entity=entity, cause=cause)
        found = SyncIssue.objects.annotate(cause=CAUSE).filter(any_of, resolved_at=None)
        business = request.GET.get(ONE_BUSINESS)
        return found.filter(business_id=int(business)) if business else found

    @admin.display(description="cause")
    def why(self, cause: Any) -> str:
        return cause.cause

    @admin.display(description="objects", ordering="issues")
    def how_many(self, cause: Any) -> SafeString:
        query = {"entity": cause.entity, "cause": cause.cause, "resolved_at__isempty": 1}
        if cause.within:
            query[ONE_BUSINESS] = cause.within
        return link(page_of(SyncIssue, **query), f"{cause.issues:,}")

    @admin.display(description="businesses", ordering="businesses")
    def in_businesses(self, cause: Any) -> str:
        return cause.business.name if cause.businesses == 1 else f"{cause.businesses:,}"

    @admin.display(description="first seen", ordering="first_at")
    def first(self, cause: Any) -> Any:
        return cause.first_at

    @admin.display(description="last seen", ordering="last_at")
    def last(self, cause: Any) -> Any:
        return cause.last_at
