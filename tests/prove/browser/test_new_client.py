"""A firm admin takes a new client through every room once: consent, first read, digest, tray, console, board."""

import itertools
import re
import time
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from tests.prove.browser.visits import DESK, Visit, open_board, visit
from tests.prove.running_demo import Demo

pytestmark = pytest.mark.prove

FIRST_READ_MS, BOARD_SECONDS = 60_000, 60
numbers = itertools.count(1)


def found_company(demo: Demo) -> str:
    """Another company in the demo's sandbox, with money of a customer that no invoice asked for; its name."""
    number = next(numbers)
    realm, name = f"93414500000001{number:02}", f"Alder {number}"
    tell(demo, "companies", kind="agency", name=name, days=90, realm=realm)
    customer = enter(demo, realm, "Customer", DisplayName="Wren and Daughters")
    enter(demo, realm, "Payment", CustomerRef={"value": customer["Id"]}, TotalAmt=480)
    return name


def enter(demo: Demo, realm: str, entity: str, **body: Any) -> dict[str, Any]:
    """What somebody enters in QuickBooks, as it was kept."""
    made = tell(demo, f"companies/{realm}/changes", operation="create", entity=entity, body=body)
    return made[entity]


def tell(demo: Demo, path: str, **body: Any) -> dict[str, Any]:
    """Tell the sandbox; what it answers."""
    answer = requests.post(f"{demo.books}/_sandbox/{path}", json=body, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def connect(page: Page, demo: Demo, name: str) -> None:
    """From the consent to the end of the first read, and on to the digest."""
    page.goto(f"{demo.address}connect/")
    page.get_by_role("button", name="Continue to QuickBooks").click()
    page.get_by_label(name).check()
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name=f"Connect {name}")).to_be_visible()
    page.get_by_role("link", name="Open the digest").click(timeout=FIRST_READ_MS)
    expect(page).to_have_url(re.compile(r"/b/alder-\d+/$"))
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Cash today"))).to_be_visible()


def accept_an_issue(page: Page) -> None:
    """The first of the tray; one issue fewer is open."""
    page.get_by_role("link", name=re.compile("^Tray")).click()
    chips = page.get_by_role("navigation", name="Filter")
    before = number_in(chips.get_by_role("link", name=re.compile("^Open")).inner_text())
    form = page.locator("details.settle").first
    form.locator("summary").click()
    form.get_by_role("button", name="Accept").click()
    expect(page.get_by_role("status").first).to_contain_text("Accepted as it is.")
    expect(chips.get_by_role("link", name=re.compile("^Open"))).to_have_text(f"Open {before - 1}")
    expect(chips.get_by_role("link", name=re.compile("^Accepted"))).to_have_text("Accepted 1")


def delay_a_bill(page: Page, scripts: bool) -> None:
    """Choose a day that moves the low point, see what it does to the low point, record it: it waits for approval."""
    page.get_by_role("link", name=re.compile("^Console")).click()
    effect = page.get_by_role("region", name="Effect of the set")
    expect(effect.get_by_text("Nothing new is chosen")).to_be_visible()
    before = effect.get_by_role("table", name=re.compile("^Base case")).inner_text()
    page.locator("td.opt:has(.dd) input[type=radio]:not(:checked)").first.check()
    if not scripts:
        page.get_by_role("button", name="Show the effect").click()
    expect(effect.get_by_text("1 chosen, not recorded")).to_be_visible()
    assert effect.get_by_role("table", name=re.compile("^Base case")).inner_text() != before
    page.get_by_role("button", name="Record as Robin Larch").click()
    expect(page.get_by_role("status").first).to_contain_text("1 decision recorded.")
    expect(page.get_by_role("link", name="Console 1 waiting for approval")).to_be_visible()


def wait_for_the_board(page: Page, name: str) -> None:
    """The worker brings the board up to date by itself: one decision waits, and an issue fewer is open."""
    page.get_by_role("link", name="Board").click()
    decisions = page.get_by_role("row", name=re.compile(name)).locator("td[data-l=Decisions]")
    give_up_at = time.monotonic() + BOARD_SECONDS
    while decisions.inner_text() != "1":
        assert time.monotonic() < give_up_at, f"The board says: {decisions.inner_text()}"
        page.wait_for_timeout(500)
        page.reload()


def number_in(text: str) -> int:
    found = re.search(r"\d+", text)
    assert found, text
    return int(found[0])


def ours(seen: Visit, demo: Demo) -> list[str]:
    """What the browser complained of on pages of the product."""
    return [complaint for complaint in seen.complaints if complaint.startswith(demo.address)]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_new_client_goes_through_every_room_once(demo: Demo, chromium: Browser, scripts: bool) -> None:
    seen = visit(chromium, DESK, java_script_enabled=scripts)
    page, name = seen.page, found_company(demo)
    open_board(page, demo)
    connect(page, demo, name)
    accept_an_issue(page)
    delay_a_bill(page, scripts)
    wait_for_the_board(page, name)
    assert ours(seen, demo) == []
