"""A firm admin with a browser connects a new client: consent page, first read followed live, digest; then lets go."""

import itertools
import re
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from rowcol.demo.cast import Login
from tests.prove.browser.test_accessibility import LOOKS, troubles
from tests.prove.browser.visits import DESK, Demo, Visit, sign_in, visit

pytestmark = pytest.mark.prove

ADMIN = "demo@rowcol.example"
FIRST_READ_MS = 60_000
numbers = itertools.count(1)


def found_company(page: Page, demo: Demo) -> str:
    """Another company in the demo's sandbox, whose address the consent page gives away; its name."""
    page.goto(f"{demo.address}connect/")
    page.get_by_role("button", name="Continue to QuickBooks").click()
    shown = urlsplit(page.url)
    name = f"Alder {next(numbers)}"
    body = {"kind": "agency", "name": name, "days": 90, "realm": f"93414500000001{next(numbers):02}"}
    made = requests.post(f"{shown.scheme}://{shown.netloc}/_sandbox/companies", json=body, timeout=60)
    assert made.status_code == 200, made.text
    return name


def as_admin(seen: Visit, demo: Demo) -> Page:
    seen.page.goto(demo.address)
    sign_in(seen.page, Login(ADMIN, demo.login.password))
    expect(seen.page.get_by_role("heading", name="Firm board")).to_be_visible()
    return seen.page


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_new_client_comes_from_consent_to_its_digest(demo: Demo, chromium: Browser, scripts: bool) -> None:
    seen = visit(chromium, DESK, java_script_enabled=scripts)
    page = as_admin(seen, demo)
    name = found_company(page, demo)
    page.goto(f"{demo.address}connect/")
    page.get_by_role("button", name="Continue to QuickBooks").click()
    page.get_by_label(name).check()
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name=f"Connect {name}")).to_be_visible()
    page.get_by_role("link", name="Open the digest").click(timeout=FIRST_READ_MS)
    expect(page).to_have_url(re.compile(r"/b/alder-\d+/$"))
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    ours = [complaint for complaint in seen.complaints if complaint.startswith(demo.address)]
    assert ours == []


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "{}-{}".format(*look))
def test_the_pages_of_a_connection_have_no_barrier(
    demo: Demo, chromium: Browser, look: tuple[str, int]
) -> None:
    scheme, width = look
    seen = visit(chromium, width, color_scheme=scheme)
    page = as_admin(seen, demo)
    page.goto(f"{demo.address}connect/")
    assert troubles(seen) == []
    page.get_by_role("table").get_by_role("link").first.click()
    first = page.url
    expect(page.get_by_role("heading", name="First read")).to_be_visible()
    assert troubles(seen) == []
    for what in ("disconnect/", "erase/"):
        page.goto(first + what)
        assert troubles(seen) == []
    page.get_by_role("textbox").fill("not its name")
    page.get_by_role("button", name=re.compile("Erase the books")).click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was erased")
    assert troubles(seen) == []
    for what in ("reconnect/", "disconnected/"):
        page.goto(f"{demo.address}connect/{what}")
        assert troubles(seen) == []
