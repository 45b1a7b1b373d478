"""axe-core finds nothing to complain of: every page, light and dark, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from core.cash import Freshness, Problem
from rowcol.demo.cast import Login
from tests.prove.browser.visits import (
    DESK,
    PHONE,
    Demo,
    Visit,
    open_board,
    open_digest,
    sign_in,
    unfold,
    visit,
)
from tests.runway.books import Books, parse
from tests.runway.test_digest_service import FRESH
from tests.runway.test_pages import NOW, html_of

pytestmark = pytest.mark.prove

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
LOOKS = list(product(("light", "dark"), (DESK, PHONE)))
STALE = Freshness(NOW - timedelta(days=3, hours=16), connected=False, complete=True)
POOR_BOOKS = """
2026-11-23  cash     Operating    1,000.00
2026-11-01  invoice  Amy's Birds    400.00   due 2026-11-12
2026-11-01  bill     Acme Paper   9,400.00   due 2026-12-01
"""


@pytest.fixture(params=LOOKS, ids=lambda look: "{}-{}".format(*look))
def seen(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Visit]:
    """A visit in one look of the pages."""
    scheme, width = request.param
    made = visit(chromium, width, color_scheme=scheme)
    yield made
    made.page.context.close()


def violations(page: Page) -> list[str]:
    """What axe finds, each rule with the first elements that break it; it must have looked at something."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) > 10
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes'][:5]]}" for rule in found["violations"]]


def troubles(seen: Visit, refused: str = "") -> list[str]:
    """Everything wrong with the page shown; a page that is `refused` is itself an error to the browser."""
    wide = [f"{seen.sideways()} pixels too wide"] if seen.sideways() > 0 else []
    said = [complaint for complaint in seen.complaints if not refused or refused not in complaint]
    return [*violations(seen.page), *wide, *said]


def test_signing_in(demo: Demo, seen: Visit) -> None:
    seen.page.goto(demo.address)
    assert troubles(seen) == []
    sign_in(seen.page, Login(demo.login.email, "not the password"))
    expect(seen.page.get_by_role("alert")).to_be_visible()
    assert troubles(seen) == []


def test_board(demo: Demo, seen: Visit) -> None:
    open_board(seen.page, demo)
    assert troubles(seen) == []


def test_digest_folded_and_unfolded(demo: Demo, seen: Visit) -> None:
    open_digest(seen.page, demo)
    expect(seen.page.get_by_role("img", name="Cash by week").filter(visible=True)).to_have_count(1)
    assert troubles(seen) == []
    unfold(seen.page)
    assert troubles(seen) == []


STATES: dict[str, Callable[[], str]] = {
    "a refusal": lambda: html_of(Books(), Freshness(None, connected=False, complete=False)),
    "stale books": lambda: html_of(parse(POOR_BOOKS), STALE),
    "problems": lambda: html_of(parse(POOR_BOOKS), FRESH, 12 * (Problem("undated", "Bill 7 has no date."),)),
}


@pytest.mark.parametrize("state", STATES)
def test_a_digest_in_other_states(demo: Demo, seen: Visit, state: str) -> None:
    html = STATES[state]()
    seen.page.route("**/b/acme/", lambda route: route.fulfill(body=html, content_type="text/html"))
    seen.page.goto(f"{demo.address}b/acme/")
    expect(seen.page.get_by_role("heading", name="Acme")).to_be_visible()
    unfold(seen.page)
    assert troubles(seen) == []


def test_no_such_page(demo: Demo, seen: Visit) -> None:
    address = f"{demo.address}nowhere/"
    seen.page.goto(address)
    expect(seen.page.get_by_role("heading", name="This page does not exist")).to_be_visible()
    assert troubles(seen, refused=address) == []


def test_a_form_whose_protection_ran_out(demo: Demo, seen: Visit) -> None:
    seen.page.goto(demo.address)
    seen.page.context.clear_cookies()
    sign_in(seen.page, demo.login)
    expect(seen.page.get_by_role("heading", name="This was not done")).to_be_visible()
    assert troubles(seen, refused=seen.page.url) == []


def test_a_database_that_is_down(lonely_web: str, seen: Visit) -> None:
    seen.page.goto(lonely_web)
    sign_in(seen.page, Login("olive@acme.example", "a password"))
    expect(seen.page.get_by_role("heading", name="RowCol is not ready")).to_be_visible()
    assert troubles(seen, refused=seen.page.url) == []
