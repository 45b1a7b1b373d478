"""The operators' view of the trail: who did what and when, to be searched and never changed."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core.admin.reading import ReadOnlyAdmin, as_json
from core.models import AuditEntry, Business


class OfBusiness(admin.SimpleListFilter):
    """Entries keep a plain number, so that they outlive the business."""

    title, parameter_name = "business", "business"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [(str(pk), name) for pk, name in Business.objects.values_list("pk", "name")]

    def queryset(self, _request: HttpRequest, rows: QuerySet) -> QuerySet:
        chosen = self.value()
        return rows.filter(business_id=chosen) if chosen and chosen.isdecimal() else rows


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what and when."""

    list_display = ("at", "actor", "action", "subject", "business")
    list_filter = (OfBusiness, "action", "at")
    search_fields = ("actor", "action", "subject", "business_name")
    search_help_text = "Actor, action, subject or business"
    fields = ("at", "actor", "action", "subject", "business", "more", "position", "previous", "hash")
    readonly_fields = ("business", "more", "position", "previous", "hash")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        named = Business.objects.filter(pk=OuterRef("business_id")).values("name")
        return super().get_queryset(request).annotate(business_name=Subquery(named))

    @admin.display(description="business", ordering="business_name")
    def business(self, entry: Any) -> str:
        if entry.business_id is None:
            return ""
        return entry.business_name or f"{entry.business_id}, which is gone"

    @admin.display(description="detail")
    def more(self, entry: AuditEntry) -> SafeString:
        return as_json(entry.detail)
