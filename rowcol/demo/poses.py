"""What is done on a page of the demo before its picture is taken: each takes the page as it was opened."""

import re
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

from rowcol.demo.sandbox import FREE

Pose = Callable[[Page], None]
LATER = "tr:not(:has(:checked)) td[data-l='Latest safe date']:has(.dd) input[type=radio]"
NEWCOMER = "newcomer@rowcol.example"


def try_a_set(page: Page) -> None:
    """Three bills on a day that moves the low point, nothing recorded; the effect is on the page."""
    page.evaluate("document.querySelectorAll('.lane details').forEach(lane => { lane.open = true })")
    for _ in range(3):
        with page.expect_response(lambda answer: "/console/effect/" in answer.url):
            page.locator(LATER).first.check()
    page.locator("body").click(position={"x": 1, "y": 1})


def open_a_cell(page: Page) -> None:
    """What is not due yet, some weeks ahead, opened over the sheet; where the window is narrow its own page."""
    page.locator("td:not(.a) a[href^='not_due/']").nth(2).click()
    page.locator("#drill article.cell").wait_for()


def open_a_kept_week(page: Page) -> None:
    page.locator("main tbody th a").first.click()
    page.wait_for_load_state()


def have_a_mail(page: Page) -> None:
    """The digest sent to whoever looks, as it was sent."""
    page.get_by_role("button", name="Send me this now").click()
    page.locator("main tbody th a, main tbody td a").first.click()
    page.wait_for_load_state()


def begin_to_read(page: Page) -> None:
    """Connect the company that nobody has connected; once it is, its page is what it is."""
    known = page.get_by_role("link", name=FREE.name)
    if known.count():
        known.first.click()
        return
    _to_quickbooks(page)
    page.get_by_label(FREE.name).check()
    page.get_by_role("button", name="Connect", exact=True).click()
    page.locator("#first-read").wait_for()


def refuse_consent(page: Page) -> None:
    _to_quickbooks(page)
    page.get_by_role("button", name="No thanks").click()
    page.get_by_role("heading", name="The consent was not given").wait_for()


def open_an_invitation(page: Page) -> None:
    """By somebody new, who is not signed in."""
    page.get_by_label("E-mail").fill(NEWCOMER)
    page.get_by_label("Role").select_option("Viewer")
    page.get_by_label("For").select_option(index=2)
    page.get_by_role("button", name="Send the invitation").click()
    page.get_by_text("A link was sent to").wait_for()
    page.context.clear_cookies()
    page.goto(_newest_link(settings.VAR / "mail"))


def remove_somebody(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Remove")).first.click()
    page.wait_for_load_state()


def on_paper(page: Page) -> None:
    page.emulate_media(media="print")


def _to_quickbooks(page: Page) -> None:
    page.get_by_role("button", name="Continue to QuickBooks").click()


def _newest_link(mail: Path) -> str:
    """Of an invitation, in the newest letter that has one."""
    letters = sorted(mail.glob("*.log"))
    return [link for each in letters for link in re.findall(r"http\S+/invitation/\S+", each.read_text())][-1]
