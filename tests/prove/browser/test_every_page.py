"""No page has a barrier, scrolls sideways or makes the browser complain: light and dark, on a desk and on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.prove.browser.barriers import troubles
from tests.prove.browser.places import NOBODY, PLACES, Place
from tests.prove.browser.visits import DESK, sign_in, visit
from tests.prove.running_demo import Demo

pytestmark = pytest.mark.prove

Cookies = dict[str, Any]


@pytest.fixture(scope="module")
def cookies(demo: Demo, chromium: Browser) -> dict[str, Cookies]:
    """Of everyone who looks at pages, signed in once."""
    return {
        who: _signed_in(demo, chromium, who) if who != NOBODY else {} for who in {each.who for each in PLACES}
    }


def _signed_in(demo: Demo, chromium: Browser, who: str) -> Cookies:
    page = visit(chromium, DESK).page
    page.goto(demo.address)
    sign_in(page, demo.as_colleague(who))
    page.get_by_role("heading", name="Firm board").wait_for()
    kept: Any = page.context.storage_state()
    page.context.close()
    return dict(kept)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_a_page_has_no_barrier(
    place: Place, demo: Demo, chromium: Browser, cookies: dict[str, Cookies]
) -> None:
    seen = visit(chromium, DESK, storage_state=cookies[place.who] or None)
    seen.page.goto(demo.address + place.path)
    place.act(seen.page, demo)
    assert seen.status == place.status
    assert troubles(seen, refused=seen.page.url if place.status >= 400 else "") == {}
    seen.page.context.close()
