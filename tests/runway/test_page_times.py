"""How long the working pages take is counted with every view, and said as percentiles."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from core import clock
from core.models import Business
from runway.models import PageTime
from runway.page_times import UP_TO_MS, Took, count, page_times, percentile

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)


def seen() -> dict[str, int]:
    """Views by page."""
    return {took.page: took.views for took in page_times(clock.now(), 1)}


def test_every_working_page_is_counted_once_a_view(acme: Business, olives_browser: Client) -> None:
    for path in ("/", "/b/acme/", "/b/acme/", "/b/acme/tray/", "/b/acme/console/"):
        assert olives_browser.get(path).status_code == 200
    assert seen() == {"board": 1, "digest": 2, "tray": 1, "console": 1}


@pytest.mark.parametrize("path", ["/people/", "/api/v1/businesses/", "/b/nobody/", "/board.csv", "/healthz"])
def test_other_pages_files_the_api_and_errors_are_not(olives_browser: Client, path: str) -> None:
    olives_browser.get(path)
    assert not PageTime.objects.exists()


def test_a_page_that_asks_for_a_sign_in_is_not(client: Client, acme: Business) -> None:
    assert client.get("/b/acme/").status_code == 302
    assert not PageTime.objects.exists()


def test_a_percentile_lies_within_its_span() -> None:
    views = {100: 50, 200: 45, 3000: 5}
    assert percentile(views, 0.50) == 100
    assert percentile(views, 0.95) == 200
    assert percentile({200: 4}, 0.5) == 175
    assert percentile({}, 0.5) is None


def test_views_are_counted_under_the_shortest_span_that_they_fit_in(db: None) -> None:
    for milliseconds in (3, 25, 25.1, 90_000):
        count("board", milliseconds)
    rows = PageTime.objects.order_by("up_to_ms").values_list("up_to_ms", "views")
    assert list(rows) == [(25, 2), (50, 1), (UP_TO_MS[-1], 1)]


def test_days_before_the_span_are_left_out(db: None) -> None:
    for days_ago, up_to in ((0, 100), (6, 100), (7, 3000)):
        day = (NOW - timedelta(days=days_ago)).date()
        PageTime.objects.create(page="digest", day=day, up_to_ms=up_to, views=1)
    assert page_times(NOW, 7)[1] == Took("digest", 2, 88, 99)
