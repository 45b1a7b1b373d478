"""What a person with a browser does, and everything that the browser complained of meanwhile."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect

from rowcol.demo.cast import Login
from rowcol.demo.sandbox import BUSINESS
from tests.prove.running_demo import Demo

PHONE, DESK = 390, 1280


@dataclass
class Visit:
    """One person's page with cookies of its own; each complaint names the address that it is about.

    `status` is how the page shown was answered.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    status: int = 0

    def listen(self) -> "Visit":
        self.page.on("console", self.said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self.failed)
        self.page.on("response", self.answered)
        return self

    def said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def failed(self, request: Request) -> None:
        """A page that is left before its icon came has given that up itself."""
        if request.failure != "net::ERR_ABORTED" or not request.url.endswith("/favicon.svg"):
            self.complaints.append(f"{request.url}: {request.failure}")

    def answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.status = response.status
        if response.status >= 400:
            self.complaints.append(f"{response.url}: {response.status}")

    def sideways(self) -> int:
        """Pixels that the page is wider than its window."""
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wider))


def visit(chromium: Browser, width: int, **context: Any) -> Visit:
    """A visit in a window of this width; `context` are Playwright's own settings of a browser context."""
    opened = chromium.new_context(viewport={"width": width, "height": 900}, **context)
    opened.set_default_timeout(10_000)
    return Visit(opened.new_page()).listen()


def sign_in(page: Page, who: Login) -> None:
    page.get_by_label("E-mail").fill(who.email)
    page.get_by_label("Password").fill(who.password)
    page.get_by_role("button", name="Sign in").click()


def open_board(page: Page, demo: Demo) -> None:
    """Through the front door."""
    page.goto(demo.address)
    sign_in(page, demo.login)
    expect(page.get_by_role("heading", name="Firm board")).to_be_visible()


def open_digest(page: Page, demo: Demo) -> None:
    """From the front door to the digest of the first company, as a person gets there."""
    open_board(page, demo)
    page.get_by_role("table").get_by_role("link", name=BUSINESS).click()
    expect(page).to_have_url(re.compile(r"/b/[\w-]+/$"))


def unfold(page: Page) -> None:
    """Open everything that waits in a disclosure."""
    for more in page.locator("details > summary").all():
        more.click()
