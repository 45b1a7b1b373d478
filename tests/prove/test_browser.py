"""A person with a browser: the demo's pages work in Chromium, at both widths, also without scripts."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Request, Response, expect, sync_playwright

from rowcol.demo.cast import Login
from rowcol.embedded import EmbeddedPostgres
from rowcol.management.commands.shots import FLAGS
from tests.rowcol.test_demo import free_port

pytestmark = pytest.mark.prove

READY_SECONDS, STOP_SECONDS = 60, 30
PHONE, DESK = 390, 1280


@dataclass(frozen=True)
class Demo:
    """A running demo: where its pages are and who may sign in."""

    address: str
    login: Login


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """The whole demo with a database of its own, stopped afterwards."""
    with tempfile.TemporaryDirectory(prefix="rowcol-test-", ignore_cleanup_errors=True) as folder:
        var, port = Path(folder), free_port()
        running = started(var, port)
        try:
            wait_until_ready(running)
            yield Demo(f"http://localhost:{port}/", Login(**json.loads((var / "demo.json").read_text())))
        finally:
            running.terminate()
            running.communicate(timeout=STOP_SECONDS)
            EmbeddedPostgres(var).stop()


def started(var: Path, port: int) -> subprocess.Popen[str]:
    ports = {"PORT": str(port), "SANDBOX_PORT": str(free_port())}
    return subprocess.Popen(
        [sys.executable, "-u", "manage.py", "demo"],
        cwd=settings.ROOT,
        env={**os.environ, "ROWCOL_VAR": str(var), "DATABASE_URL": "", **ports},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until_ready(running: subprocess.Popen[str]) -> None:
    """Read what the demo says up to the block that names its address; one that takes too long is ended."""
    assert running.stdout is not None
    said = []
    too_long = threading.Timer(READY_SECONDS, running.terminate)
    too_long.start()
    try:
        for line in running.stdout:
            said.append(line)
            if "Ctrl-C stops everything" in line:
                return
    finally:
        too_long.cancel()
    pytest.fail("The demo was not ready:\n" + "".join(said))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium of the system, without a window."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        assert path, "Chromium is not on the PATH; make prove installs it"
        with closing(playwright.chromium.launch(executable_path=path, args=list(FLAGS))) as browser:
            yield browser


@dataclass
class Visit:
    """One person's page, and everything that the browser complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> "Visit":
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.note(said.text))
        self.page.on("pageerror", lambda error: self.note(str(error)))
        self.page.on("requestfailed", self.failed)
        self.page.on("response", self.answered)
        return self

    def note(self, what: str) -> None:
        self.complaints.append(what)

    def failed(self, request: Request) -> None:
        self.note(f"{request.url}: {request.failure}")

    def answered(self, response: Response) -> None:
        if response.status >= 400:
            self.note(f"{response.url}: {response.status}")


def visit(chromium: Browser, width: int, scripts: bool = True) -> Visit:
    """A visit with cookies of its own."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    context.set_default_timeout(10_000)
    return Visit(context.new_page()).listen()


def sign_in(page: Page, who: Login) -> None:
    page.get_by_label("E-mail").fill(who.email)
    page.get_by_label("Password").fill(who.password)
    page.get_by_role("button", name="Sign in").click()


def open_digest(page: Page, demo: Demo) -> None:
    """From the front door to the digest of the only client, as a person gets there."""
    page.goto(demo.address)
    sign_in(page, demo.login)
    page.get_by_role("table").get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/b/[\w-]+/$"))


def sideways(page: Page) -> int:
    """Pixels that the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


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


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_page_scrolls_sideways(demo: Demo, chromium: Browser, width: int) -> None:
    seen = visit(chromium, width)
    page = seen.page
    page.goto(demo.address)
    found = {"sign in": sideways(page)}
    sign_in(page, demo.login)
    expect(page.get_by_role("heading", name="Firm board")).to_be_visible()
    found["board"] = sideways(page)
    page.get_by_role("table").get_by_role("link").click()
    expect(page.locator("article.letter")).to_be_visible()
    found["digest"] = sideways(page)
    for more in page.locator("details").all():
        more.locator("summary").click()
    found["digest unfolded"] = sideways(page)
    assert {name: pixels for name, pixels in found.items() if pixels > 0} == {}
    assert seen.complaints == []


def test_the_digest_is_the_same_without_scripts(demo: Demo, chromium: Browser) -> None:
    told = {}
    for scripts in (True, False):
        seen = visit(chromium, PHONE, scripts)
        open_digest(seen.page, demo)
        told[scripts] = seen.page.locator("article .lead, article .c3").all_inner_texts()
        assert seen.complaints == []
    assert "Cash today" in told[False][1]
    assert told[False] == told[True]
