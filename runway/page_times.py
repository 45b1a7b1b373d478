"""Measuring how long the working pages take in the web process, and saying it as percentiles.

The audit's goal is a dashboard in less than 3 seconds. Times are kept as counts by span, one statement a page, so that
a percentile is known to within its span.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from django.db import connection
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse

from core import clock
from runway.models import PageTime

PAGES = {f"runway:{name}": name for name in ("board", "digest", "tray", "console")}
UP_TO_MS = (25, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000, 10_000, 60_000)
_COUNT = f"""
    WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO {PageTime._meta.db_table} AS mine (page, day, up_to_ms, views)
    SELECT %s, %s, %s, 1 FROM quick
    ON CONFLICT (day, page, up_to_ms) DO UPDATE SET views = mine.views + 1
"""


@dataclass(frozen=True, slots=True)
class Took:
    """One page's times over some days, in milliseconds; None where nobody looked at it."""

    page: str
    views: int
    p50_ms: int | None
    p95_ms: int | None


class Stopwatch:
    """Middleware: whole pages that were answered well are timed; parts of pages, files and the API are not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        response = self.get_response(request)
        page = PAGES.get(request.resolver_match.view_name) if request.resolver_match else None
        if page and response.status_code == 200 and "HX-Request" not in request.headers:
            count(page, 1000 * (perf_counter() - began))
        return response


def count(page: str, milliseconds: float) -> None:
    """One view; one statement. A count that a crash of the database may lose is worth not waiting for the disk."""
    place = min(bisect_left(UP_TO_MS, milliseconds), len(UP_TO_MS) - 1)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [page, clock.now().date(), UP_TO_MS[place]])


def page_times(now: datetime, days: int) -> list[Took]:
    """Every page that is timed, over so many UTC days, today among them. One query."""
    since = now.date() - timedelta(days=days - 1)
    counted = PageTime.objects.filter(day__gte=since).order_by().values_list("page", "up_to_ms")
    views: dict[str, dict[int, int]] = defaultdict(dict)
    for page, up_to, number in counted.annotate(Sum("views")):
        views[page][up_to] = number
    return [_took(page, views[page]) for page in PAGES.values()]


def percentile(views: Mapping[int, int], share: float) -> int | None:
    """The time in which that share of the views was done, as if those of one span were spread evenly over it."""
    wanted, seen, shorter = share * sum(views.values()), 0, 0
    for up_to in UP_TO_MS:
        here = views.get(up_to, 0)
        if here and seen + here >= wanted:
            return round(shorter + (up_to - shorter) * (wanted - seen) / here)
        seen, shorter = seen + here, up_to
    return None


def _took(page: str, views: Mapping[int, int]) -> Took:
    return Took(page, sum(views.values()), percentile(views, 0.50), percentile(views, 0.95))
