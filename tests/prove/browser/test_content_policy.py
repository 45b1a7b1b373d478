"""The browser keeps to the content policy: no page of the admin breaks it, and what is slipped into a page is not run.

That no page of the product breaks it is seen in test_every_page.py, where whatever a browser complains of counts.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.prove.browser.visits import DESK, Visit, open_board, visit
from tests.prove.running_demo import Demo

pytestmark = pytest.mark.prove

SLIPPED_IN = """() => {
  for (const [name, text] of [["script", "window.ran = true"], ["style", "body { color: red }"]]) {
    const element = document.createElement(name);
    element.textContent = text;
    document.head.append(element);
  }
  document.body.insertAdjacentHTML("beforeend", '<img src="/nowhere.png" onerror="window.ran = true">');
  return new Promise(resolve => setTimeout(() => resolve(window.ran === true), 300));
}"""


@pytest.fixture
def seen(demo: Demo, chromium: Browser) -> Iterator[Visit]:
    """Somebody of the staff who has just come in."""
    opened = visit(chromium, DESK)
    open_board(opened.page, demo)
    yield opened
    opened.page.context.close()


def test_what_is_slipped_into_a_page_is_not_run_and_is_noticed(seen: Visit) -> None:
    assert seen.page.evaluate(SLIPPED_IN) is False
    refused = [said for said in seen.complaints if "Content Security Policy" in said]
    assert len(refused) >= 3, seen.complaints


def test_no_page_of_the_admin_breaks_the_policy(seen: Visit, demo: Demo) -> None:
    seen.page.goto(demo.address + "admin/")
    links = seen.page.locator("#content-main a").evaluate_all("all => all.map(one => one.href)")
    for address in sorted({link for link in links if "/admin/" in link}):
        seen.page.goto(address)
    assert len(links) > 10
    assert [said for said in seen.complaints if "policy" in said.lower()] == []
