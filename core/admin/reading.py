"""What all the operators' pages share: tables that are only read, changes that leave a trail, formatted JSON."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core import audit
from core.models import Business


class ReadOnlyAdmin(admin.ModelAdmin):
    """For tables that only the system writes: everything can be seen, nothing changed.

    Actions with `permissions=["operate"]` are for staff who may change the model: they act, and leave a trail.
    """

    show_full_result_count = False

    def has_add_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False

    def has_operate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")


class StateFilter(admin.SimpleListFilter):
    """Rows by a conclusion drawn from several columns: `states` says by which conditions each is known."""

    title, parameter_name = "state", "state"
    states: Mapping[str, Mapping[str, Any]] = {}

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [(state, state) for state in self.states]

    def queryset(self, _request: HttpRequest, rows: QuerySet) -> QuerySet:
        return rows.filter(**self.states.get(self.value() or "", {}))


class TrailedAdmin(admin.ModelAdmin):
    """For tables that operators may change: each change is in the audit trail, beside Django's own log."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._note(request, obj, "added")
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._note(request, obj, "changed", fields=_changed(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> Any:
        for each in queryset:
            self._note(request, each, "removed")
        return super().log_deletions(request, queryset)

    def _note(self, request: HttpRequest, obj: Model, deed: str, **detail: Any) -> None:
        business = obj if isinstance(obj, Business) else getattr(obj, "business", None)
        action = f"{self.opts.verbose_name} {deed} in the admin"
        audit.record(actor(request), action, business=business, subject=str(obj)[:200], **detail)


def actor(request: HttpRequest) -> str:
    """Who acts, as the trail names them."""
    return request.user.get_username()


def page_of(model: type[Model], **query: Any) -> str:
    """The address of a model's list, narrowed."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(query)}" if query else address


def link(address: str, words: Any) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, words)


def as_json(value: Any) -> SafeString:
    """JSON as people read it, as text and never as markup."""
    return format_html("<pre>{}</pre>", json.dumps(value, indent=2, ensure_ascii=False))


def table(head: Sequence[Any], rows: Sequence[Sequence[Any]]) -> SafeString:
    return format_html("<table>{}{}</table>", _row("th", head), joined(_row("td", row) for row in rows))


def joined(parts: Any) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _row(tag: str, cells: Any) -> SafeString:
    inner = joined(format_html("<{0}>{1}</{0}>", tag, cell) for cell in cells)
    return format_html("<tr>{}</tr>", inner)


def _changed(message: Any) -> list[str]:
    """The names of the fields that a form changed, never their values."""
    said = message if isinstance(message, list) else []
    return [str(name) for part in said for name in part.get("changed", {}).get("fields", [])]
