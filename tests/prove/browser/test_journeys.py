"""A person with a browser: the demo's pages work in Chromium, at both widths, also without scripts."""

import re

import pytest
from playwright.sync_api import Browser, expect

from rowcol.demo.cast import Login
from tests.prove.browser.visits import DESK, PHONE, Demo, open_board, open_digest, sign_in, unfold, visit

pytestmark = pytest.mark.prove

NARROWEST = 320


def test_a_wrong_password_is_said_and_the_right_one_opens_board_and_digest(
    demo: Demo, chromium: Browser
) -> None:
    seen = visit(chromium, DESK)
    page = seen.page
    page.goto(demo.address)
    sign_in(page, Login(demo.login.email, "not the password"))
    expect(page.get_by_role("alert")).to_contain_text("Not signed in.")
    expect(page.get_by_label("E-mail")).to_have_value(demo.login.email)
    expect(page.get_by_label("Password")).to_have_value("")
    sign_in(page, demo.login)
    expect(page.get_by_role("heading", name="Firm board")).to_be_visible()
    page.get_by_role("table").get_by_role("link").click()
    expect(page.get_by_role("heading", name=re.compile("Cash today"))).to_be_visible()
    assert seen.complaints == []


@pytest.mark.parametrize("width", [NARROWEST, PHONE, DESK])
def test_no_page_scrolls_sideways(demo: Demo, chromium: Browser, width: int) -> None:
    seen = visit(chromium, width)
    seen.page.goto(demo.address)
    found = {"sign in": seen.sideways()}
    open_board(seen.page, demo)
    found["board"] = seen.sideways()
    seen.page.get_by_role("table").get_by_role("link").click()
    expect(seen.page.locator("article.letter")).to_be_visible()
    found["digest"] = seen.sideways()
    unfold(seen.page)
    found["digest unfolded"] = seen.sideways()
    assert {name: pixels for name, pixels in found.items() if pixels > 0} == {}
    assert seen.complaints == []


def test_the_digest_is_the_same_without_scripts(demo: Demo, chromium: Browser) -> None:
    told = {}
    for scripts in (True, False):
        seen = visit(chromium, PHONE, java_script_enabled=scripts)
        open_digest(seen.page, demo)
        told[scripts] = seen.page.locator("article .lead, article .c3").all_inner_texts()
        assert seen.complaints == []
    assert "Cash today" in told[False][1]
    assert told[False] == told[True]
