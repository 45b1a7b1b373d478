"""The operators' view of mirrors; nothing here can be changed, but every object can be read again.

One admin serves every mirror; columns, filters and search follow from its declaration.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.safestring import SafeString

from core.admin.reading import ReadOnlyAdmin, actor, as_json, joined, table
from core.mirror import (
    DocumentMirror,
    LineMirror,
    ListMirror,
    Mirror,
    children_of,
    mapped_fields,
    mirrors,
)
from sync import operating

COLUMNS_SHOWN = 7
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
    actions = ("read_again",)
    change_form_template = "admin/mirror.html"

    @admin.action(description="Read again from QuickBooks", permissions=["operate"])
    def read_again(self, request: HttpRequest, chosen: QuerySet) -> None:
        rows = chosen.select_related("business").only("qbo_id", "business")
        for said in operating.read_again(rows, actor(request)):
            self.message_user(request, said)

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_read_again"
        own = path("<path:key>/read-again/", self.admin_site.admin_view(self.read_one_again), name=name)
        return [own, *super().get_urls()]

    def read_one_again(self, request: HttpRequest, key: str) -> HttpResponse:
        """The button on a row's page: asks, says what became of it, and shows the row."""
        if not self.has_operate_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            self.read_again(request, self.get_queryset(request).filter(pk=key))
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", key)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        more = {"may_read_again": self.has_operate_permission(request), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, more)

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
        return as_json(mirror.payload)

    @admin.display(description="lines that matter to cash")
    def lines(self, mirror: Mirror) -> SafeString:
        return joined(_line_table(child, mirror) for child in children_of(type(mirror)))


def _mapped(model: type[Mirror] | type[LineMirror]) -> list[str]:
    return [field.name for field in mapped_fields(model)]


def _line_table(child: type[LineMirror], mirror: Mirror) -> SafeString:
    names = ["position", *_mapped(child)]
    rows = child.objects.of(mirror.business_id).filter(parent_qbo_id=mirror.qbo_id).values_list(*names)
    return table(names, [["" if value is None else value for value in row] for row in rows])


admin.site.register(mirrors(), MirrorAdmin)
