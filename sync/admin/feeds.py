"""The operators' view of feeds: what comes round and when, to be paused, resumed and rung for."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from core import clock
from core.admin.reading import ReadOnlyAdmin, actor
from sync import operating
from sync.budget import budget
from sync.models import Feed
from sync.orchestrators.freshness import facts_of
from sync.orchestrators.health import diagnosis


class WithHealth(ChangeList):
    """A page of feeds with the health of their businesses, in as many queries for one as for fifty."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        rows: list[Any] = list(self.result_list)
        now, facts = clock.now(), facts_of({row.business for row in rows})
        month = budget(now)
        for row in rows:
            row.known_health, row.known_reason = diagnosis(facts[row.business_id], now, month)
        self.result_list = rows


@admin.register(Feed)
class FeedAdmin(ReadOnlyAdmin):
    """What comes round by itself, and when next."""

    list_display = (
        *("business", "kind", "health", "failures", "paused_at", "last_ok_at", "next_at"),
        *("why", "last_error", "cursor"),
        *("looked_at", "changed_at", "heard_at", "missed_at"),
    )
    list_select_related = ("business",)
    list_filter = ("kind", ("paused_at", admin.EmptyFieldListFilter), "business")
    search_fields = ("business__name", "business__slug", "last_error")
    actions = ("pause", "resume", "run_now")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return WithHealth

    @admin.display(description="health of the business")
    def health(self, feed: Any) -> str:
        return str(feed.known_health)

    @admin.display(description="why")
    def why(self, feed: Any) -> str:
        """The reason, where the feed's own error does not say it."""
        return "" if feed.failures else feed.known_reason

    @admin.action(description="Pause", permissions=["operate"])
    def pause(self, request: HttpRequest, chosen: QuerySet) -> None:
        self._each(request, chosen, operating.pause, "paused")

    @admin.action(description="Resume", permissions=["operate"])
    def resume(self, request: HttpRequest, chosen: QuerySet) -> None:
        self._each(request, chosen, operating.resume, "resumed")

    @admin.action(description="Run now", permissions=["operate"])
    def run_now(self, request: HttpRequest, chosen: QuerySet) -> None:
        reasons = [(feed, operating.run_now(feed, actor(request))) for feed in _named(chosen)]
        rung = sum(not reason for _, reason in reasons)
        if rung:
            self.message_user(request, f"{rung} rung for; the list of runs shows how they go.")
        for feed, reason in reasons:
            if reason:
                self.message_user(request, f"Not run: {feed}, since {reason}.", messages.WARNING)

    def _each(
        self, request: HttpRequest, chosen: QuerySet, deed: Callable[[Feed, str], bool], done: str
    ) -> None:
        count = sum(deed(feed, actor(request)) for feed in _named(chosen))
        self.message_user(request, f"{count} {done}.", messages.SUCCESS if count else messages.WARNING)


def _named(chosen: QuerySet) -> QuerySet:
    return chosen.select_related("business")
