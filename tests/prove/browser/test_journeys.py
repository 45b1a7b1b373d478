"""A person with a browser: the demo's pages work in Chromium, on the narrowest phone, also without scripts."""

import re

import pytest
from playwright.sync_api import Browser, expect

from rowcol.demo.cast import Login
from rowcol.demo.sandbox import BUSINESS
from tests.prove.browser.visits import DESK, PHONE, open_board, open_digest, sign_in, unfold, visit
from tests.prove.running_demo import Demo

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
    page.get_by_role("table").get_by_role("link", name=BUSINESS).click()
    expect(page.get_by_role("heading", name=re.compile("Cash today"))).to_be_visible()
    assert seen.complaints == []


def test_nothing_scrolls_sideways_on_the_narrowest_phone(demo: Demo, chromium: Browser) -> None:
    seen = visit(chromium, NARROWEST)
    open_board(seen.page, demo)
    found = {"board": seen.sideways()}
    for room in ("", "tray/", "console/"):
        seen.page.goto(f"{demo.address}b/fernhill-studio/{room}")
        unfold(seen.page)
        found[room or "digest"] = seen.sideways()
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
