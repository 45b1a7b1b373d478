"""The operators' view of what people decided on the books, and of what is derived from it."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core import audit
from core.admin.reading import ReadOnlyAdmin, actor, as_json
from runway import tasks
from runway.models import (
    AccountMark,
    Assumptions,
    Decision,
    ExpectedDate,
    KeptWeek,
    KnownItem,
    KnownItemChange,
    MissedWeek,
    PayDateScore,
    Reserve,
    Standing,
    TrayNote,
)

OF_NO_GENERATION = -1
STATES = {
    "proposed": Q(ended_at=None, approved_at=None),
    "approved": Q(ended_at=None, approved_at__isnull=False),
    "ended": Q(ended_at__isnull=False),
}


class State(admin.SimpleListFilter):
    title, parameter_name = "state", "state"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [(state, state) for state in STATES]

    def queryset(self, _request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(STATES.get(self.value() or "", Q()))


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """What was decided about open documents. It is decided on the console, where the effect is seen."""

    list_display = (
        *("business", "document", "party", "open", "action", "on", "state"),
        *("proposed_by", "proposed_at", "approved_by", "ended_at"),
    )
    list_select_related = ("business", "proposed_by", "approved_by")
    list_filter = (State, "action", "business")
    search_fields = ("=qbo_id", "seen__number", "seen__party", "note", "business__name")
    search_help_text = "QuickBooks id, number or party of the document, note, or business"
    exclude = ("seen",)
    readonly_fields = ("state", "as_seen")

    @admin.display(description="document")
    def document(self, decision: Decision) -> str:
        return f"{decision.entity} {decision.seen.get('number') or decision.qbo_id}"

    @admin.display(description="party")
    def party(self, decision: Decision) -> str:
        return decision.seen.get("party") or ""

    @admin.display(description="open when decided")
    def open(self, decision: Decision) -> str:
        amount, currency = decision.seen.get("open"), decision.seen.get("currency") or ""
        return f"{amount} {currency}".strip() if amount is not None else "unknown"

    @admin.display(description="state")
    def state(self, decision: Decision) -> str:
        if decision.ended_at:
            return "ended"
        return "approved" if decision.approved_at else "proposed"

    @admin.display(description="the document as it was seen")
    def as_seen(self, decision: Decision) -> SafeString:
        return as_json(decision.seen)


@admin.register(TrayNote)
class TrayNoteAdmin(ReadOnlyAdmin):
    """What people said about issues in the books."""

    list_display = ("business", "kind", "entity", "qbo_id", "verdict", "note", "changed_by", "changed_at")
    list_select_related = ("business", "changed_by")
    list_filter = ("verdict", "kind", "business")
    search_fields = ("=qbo_id", "note", "kind", "business__name")
    ordering = ("-changed_at",)


@admin.register(AccountMark)
class AccountMarkAdmin(ReadOnlyAdmin):
    """What people said an account means for cash."""

    list_display = ("business", "account_id", "kind", "marked_by", "marked_at")
    list_select_related = ("business", "marked_by")
    list_filter = ("kind", "business")
    search_fields = ("=account_id", "business__name")
    ordering = ("-marked_at",)


@admin.register(Assumptions)
class AssumptionsAdmin(ReadOnlyAdmin):
    """What people chose for the numbers to rest on."""

    list_display = (
        *("business", "minimum_line", "week_end", "payroll_cycle", "payroll_next_on", "payroll_amount"),
        *("digest_is_sent", "changed_by", "changed_at"),
    )
    list_select_related = ("business", "changed_by")
    list_filter = ("digest_is_sent", "business")
    search_fields = ("business__name",)
    ordering = ("-changed_at",)


@admin.register(Reserve)
class ReserveAdmin(ReadOnlyAdmin):
    """Cash that people set aside."""

    list_display = (
        *("business", "kind", "name", "amount", "since", "until", "account_id"),
        *("changed_by", "changed_at", "archived_at"),
    )
    list_select_related = ("business", "changed_by")
    list_filter = ("kind", "business")
    search_fields = ("name", "purpose", "business__name")
    ordering = ("-changed_at",)


class ChangeInline(admin.TabularInline):
    """What was changed about a known item, oldest first."""

    model = KnownItemChange
    fields = readonly_fields = ("at", "by", "deed", "fields")
    extra = 0
    can_delete = False

    def has_add_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False


@admin.register(KnownItem)
class KnownItemAdmin(ReadOnlyAdmin):
    """Money that people know of and no system does."""

    list_display = (
        *("business", "name", "direction", "amount", "on", "probability", "owner", "ending"),
        *("changed_at", "archived_at"),
    )
    list_select_related = ("business", "owner")
    list_filter = ("direction", "ending", "business")
    search_fields = ("name", "note", "business__name")
    ordering = ("-changed_at",)
    inlines = (ChangeInline,)


@admin.register(ExpectedDate)
class ExpectedDateAdmin(ReadOnlyAdmin):
    """When people expect the money of open documents."""

    list_display = ("business", "entity", "qbo_id", "on", "why", "set_by", "set_at", "ended_at")
    list_select_related = ("business", "set_by")
    list_filter = ("entity", "business")
    search_fields = ("=qbo_id", "seen__number", "seen__party", "why", "business__name")
    ordering = ("-set_at",)


@admin.register(KeptWeek)
class KeptWeekAdmin(ReadOnlyAdmin):
    """Forecasts as they stood on Mondays; the database lets nobody alter them."""

    list_display = (
        *("business", "monday", "on", "kept_at", "as_of", "status", "reason", "cash", "lowest", "lowest_on"),
        "generation",
    )
    list_select_related = ("business",)
    list_filter = ("status", "business")
    search_fields = ("business__name",)
    ordering = ("-kept_at",)
    exclude = ("sheet", "body")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("sheet", "body")


@admin.register(MissedWeek)
class MissedWeekAdmin(ReadOnlyAdmin):
    """Why Mondays' forecasts could not be kept."""

    list_display = ("business", "monday", "tried_at", "why")
    list_select_related = ("business",)
    list_filter = ("business",)
    search_fields = ("why", "business__name")
    ordering = ("-tried_at",)


@admin.register(PayDateScore)
class PayDateScoreAdmin(ReadOnlyAdmin):
    """How well pay dates would have been foretold, by side of the books."""

    list_display = ("business", "side", "on", "scored_at", "why")
    list_select_related = ("business",)
    list_filter = ("side", "business")
    search_fields = ("why", "business__name")
    ordering = ("-scored_at",)
    exclude = ("found",)
    readonly_fields = ("as_found",)

    @admin.display(description="what was found")
    def as_found(self, score: PayDateScore) -> SafeString:
        return as_json(score.found)


@admin.register(Standing)
class StandingAdmin(ReadOnlyAdmin):
    """Lines of the board, computed beforehand; they may be computed afresh at any time."""

    list_display = (
        *("business", "status", "reason", "cash", "buffer_days", "lowest", "lowest_on"),
        *("decisions", "issues", "on", "generation", "computed_at"),
    )
    list_select_related = ("business",)
    list_filter = ("status", "business")
    search_fields = ("business__name", "business__slug", "reason")
    ordering = ("-computed_at",)
    actions = ("recompute",)

    @admin.action(description="Compute afresh", permissions=["operate"])
    @transaction.atomic
    def recompute(self, request: HttpRequest, chosen: QuerySet) -> None:
        """The worker computes what is of another generation than its books; the schedule rings for it too."""
        for kept in chosen.select_related("business"):
            Standing.objects.filter(pk=kept.pk).update(generation=OF_NO_GENERATION)
            audit.record(actor(request), "standing to be computed afresh", business=kept.business)
            transaction.on_commit(partial(tasks.refresh_standing.delay, kept.pk))
        self.message_user(request, f"{len(chosen)} will be computed afresh.")
