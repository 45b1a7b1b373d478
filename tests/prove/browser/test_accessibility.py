"""Pages in states that the demo does not come to have no barrier either: refused, stale, broken, without a database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, expect

from core.cash import Freshness, Problem
from rowcol.demo.cast import Login
from tests.prove.browser.barriers import troubles
from tests.prove.browser.visits import DESK, sign_in, unfold, visit
from tests.prove.running_demo import Demo
from tests.runway.books import Books, parse
from tests.runway.test_digest_service import FRESH
from tests.runway.test_pages import NOW, html_of

pytestmark = pytest.mark.prove

STALE = Freshness(NOW - timedelta(days=3, hours=16), connected=False, complete=True)
POOR_BOOKS = """
2026-11-23  cash     Operating    1,000.00
2026-11-01  invoice  Amy's Birds    400.00   due 2026-11-12
2026-11-01  bill     Acme Paper   9,400.00   due 2026-12-01
"""
STATES: dict[str, Callable[[], str]] = {
    "a refusal": lambda: html_of(Books(), Freshness(None, connected=False, complete=False)),
    "stale books": lambda: html_of(parse(POOR_BOOKS), STALE),
    "problems": lambda: html_of(parse(POOR_BOOKS), FRESH, 12 * (Problem("undated", "Bill 7 has no date."),)),
    "something broke": lambda: render_to_string("500.html"),
}


@pytest.mark.parametrize("state", STATES)
def test_a_state_has_no_barrier(demo: Demo, chromium: Browser, state: str) -> None:
    html = STATES[state]()
    seen = visit(chromium, DESK)
    seen.page.route("**/b/acme/", lambda route: route.fulfill(body=html, content_type="text/html"))
    seen.page.goto(f"{demo.address}b/acme/")
    expect(seen.page.get_by_role("heading", level=1)).to_be_visible()
    unfold(seen.page)
    assert troubles(seen) == {}


def test_a_database_that_is_down(lonely_web: str, chromium: Browser) -> None:
    seen = visit(chromium, DESK)
    seen.page.goto(lonely_web)
    sign_in(seen.page, Login("olive@acme.example", "a password"))
    expect(seen.page.get_by_role("heading", name="RowCol is not ready")).to_be_visible()
    assert troubles(seen, refused=seen.page.url) == {}
