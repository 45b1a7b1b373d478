"""The operators' view of clients: how each mirror is, how it stands with QuickBooks, and where to look further."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core import clock
from core.admin.reading import TrailedAdmin, link, page_of
from core.models import AuditEntry, Business
from sync.budget import budget
from sync.models import Feed, SyncIssue, SyncRun
from sync.orchestrators.connections import ConnectionState, connections_of
from sync.orchestrators.freshness import facts_of
from sync.orchestrators.health import health_of

STOPPED = (ConnectionState.BROKEN, ConnectionState.ENDED)
FURTHER = {"feeds": Feed, "runs": SyncRun, "issues": SyncIssue}


class WithHealth(ChangeList):
    """A page of businesses with what is known of their mirrors, in as many queries for one as for fifty."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows = list(self.result_list)
        look_at(rows)
        self.result_list = rows


@admin.register(Business)
class BusinessAdmin(TrailedAdmin):
    """Clients. A business goes with its whole mirror, so it is not deleted from a page."""

    list_display = (
        *("name", "firm", "health", "as_of", "connection", "feeds", "runs", "issues"),
        *("slug", "timezone", "home_currency", "created_at"),
    )
    list_select_related = ("firm",)
    list_filter = ("firm",)
    search_fields = ("name", "slug", "firm__name")
    fields = (
        *("firm", "name", "slug", "timezone", "home_currency", "write_back", "created_at"),
        *("health", "as_of", "connection", "feeds", "runs", "issues", "trail"),
    )
    autocomplete_fields = ("firm",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return WithHealth

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Links lead only where this person may go."""
        return [name for name in self.list_display if name not in FURTHER or _may_see(request, FURTHER[name])]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        shown = self.fields if obj else self.fields[:6]
        further: dict[str, Any] = {**FURTHER, "trail": AuditEntry}
        return [name for name in shown if name not in further or _may_see(request, further[name])]

    def get_readonly_fields(self, _request: HttpRequest, obj: Any = None) -> list[Any]:
        return list(self.fields[6:])

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_object(*args, **kwargs)
        if found is not None:
            look_at([found])
        return found

    def has_delete_permission(self, _request: HttpRequest, _object: Any = None) -> bool:
        return False

    @admin.display(description="health")
    def health(self, business: Any) -> str:
        return business.known_health

    @admin.display(description="as of")
    def as_of(self, business: Any) -> Any:
        return business.known_facts.as_of()

    @admin.display(description="connection")
    def connection(self, business: Any) -> str:
        found = business.known_connection
        return f"{found.state}: {found.why}" if found.state in STOPPED and found.why else str(found.state)

    @admin.display(description="feeds")
    def feeds(self, business: Any) -> SafeString:
        failing = sum(feed.failures > 0 for feed in business.known_facts.feeds.values())
        return link(_of(Feed, business), f"{failing} failing" if failing else "feeds")

    @admin.display(description="runs")
    def runs(self, business: Any) -> SafeString:
        return link(_of(SyncRun, business), "runs")

    @admin.display(description="open issues")
    def issues(self, business: Any) -> SafeString:
        page = page_of(SyncIssue, business__id__exact=business.pk, resolved_at__isempty=1)
        return link(page, business.known_facts.quarantined.total())

    @admin.display(description="trail")
    def trail(self, business: Any) -> SafeString:
        return link(page_of(AuditEntry, business=business.pk), "who did what")


def look_at(businesses: list[Any]) -> None:
    """Give each business what its feeds and its connection say of it."""
    now, facts, connections = clock.now(), facts_of(businesses), connections_of(businesses)
    month = budget(now)
    for business in businesses:
        business.known_facts, business.known_connection = facts[business.pk], connections[business.pk]
        business.known_health = str(health_of(facts[business.pk], now, month))


def _of(model: Any, business: Business) -> str:
    return page_of(model, business__id__exact=business.pk)


def _may_see(request: HttpRequest, model: Any) -> bool:
    return admin.site.get_model_admin(model).has_view_permission(request)
