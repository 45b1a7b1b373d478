"""What a person does on a page before it is looked at: each takes the page as it was opened, and the demo."""

import re
from itertools import count

from playwright.sync_api import Page, expect

from rowcol.demo.cast import Login
from tests.prove.browser.visits import sign_in
from tests.prove.browser.visits import unfold as unfold_all
from tests.prove.running_demo import Demo

WRONG_PASSWORDS = 5
numbers = count(1)


def nothing(_page: Page, _demo: Demo) -> None:
    """Looking is enough."""


def unfold(page: Page, _demo: Demo) -> None:
    unfold_all(page)


def sign_in_wrongly(page: Page, _demo: Demo) -> None:
    sign_in(page, Login("forgetful@rowcol.example", "not the password"))
    expect(page.get_by_role("alert")).to_be_visible()


def be_locked_out(page: Page, _demo: Demo) -> None:
    for _ in range(WRONG_PASSWORDS):
        sign_in(page, Login("stubborn@rowcol.example", "not the password"))
    expect(page.get_by_role("heading", name="Too many wrong passwords")).to_be_visible()


def sign_in_without_cookies(page: Page, demo: Demo) -> None:
    page.context.clear_cookies()
    sign_in(page, demo.login)
    expect(page.get_by_role("heading", name="This was not done")).to_be_visible()


def ask_for_no_link(page: Page, _demo: Demo) -> None:
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("This field is required")).to_be_visible()


def follow_the_reset_letter(page: Page, demo: Demo) -> None:
    page.get_by_label("Email").fill(demo.as_colleague("controller").email)
    page.get_by_role("button", name="Send the link").click()
    page.goto(link_in(demo, "password/new"))
    expect(page.get_by_role("heading", name="New password")).to_be_visible()


def mistype_the_new_password(page: Page, demo: Demo) -> None:
    page.get_by_label("Old password").fill("not the password")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("was entered incorrectly")).to_be_visible()


def make_a_token(page: Page, _demo: Demo) -> None:
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text("Your new token.")).to_be_visible()


def list_the_keys(page: Page, _demo: Demo) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def accept(page: Page, _demo: Demo) -> None:
    settle(page, "Accept", "Accepted")


def ask_the_client(page: Page, _demo: Demo) -> None:
    settle(page, "Ask the client", "asked")


def leave_out(page: Page, _demo: Demo) -> None:
    settle(page, "Leave out of the numbers", "Left out")


def settle(page: Page, word: str, shown: str) -> None:
    """Say this word on the first issue that takes it, and look at all of which it was said."""
    form = page.locator(
        "details.settle", has=page.get_by_role("button", name=word, include_hidden=True)
    ).first
    form.locator("summary").click()
    form.get_by_label(re.compile("^Note")).fill("Known since the spring")
    form.get_by_role("button", name=word).click()
    expect(page.get_by_role("status").first).to_be_visible()
    page.get_by_role("navigation", name="Filter").get_by_role("link", name=re.compile(shown)).click()
    expect(page.get_by_text("Known since the spring").first).to_be_visible()


def choose_a_set(page: Page, _demo: Demo) -> None:
    """Two bills wait until their latest safe date; the effect is shown, nothing is recorded."""
    safe = page.locator("td[data-l='Latest safe date'] input[type=radio]:not(:checked)")
    with page.expect_response(lambda answer: "/console/effect/" in answer.url):
        safe.nth(0).check()
    with page.expect_response(lambda answer: "/console/effect/" in answer.url):
        safe.nth(0).check()
    expect(page.get_by_text("2 chosen, not recorded")).to_be_visible()


def record_a_set(page: Page, demo: Demo) -> None:
    choose_a_set(page, demo)
    page.get_by_role("button", name=re.compile("^Record as")).click()
    expect(page.get_by_text("2 decisions recorded.")).to_be_visible()


def decide_on_old_amounts(page: Page, demo: Demo) -> None:
    """As if the books had changed under the page."""
    choose_a_set(page, demo)
    page.evaluate(
        "document.querySelectorAll('#choices input:checked').forEach(own => {"
        "own.value = own.value.replace(/[|][0-9.]+[|]/, '|1.00|')})"
    )
    page.get_by_role("button", name=re.compile("^Record as")).click()
    expect(page.get_by_role("alert")).to_be_visible()


def draw_no_line(page: Page, _demo: Demo) -> None:
    page.get_by_label("Minimum line").fill("12,5 euros")
    page.get_by_role("button", name="Save the assumptions").click()
    expect(page.get_by_text("is not an amount")).to_be_visible()


def draw_a_line(page: Page, _demo: Demo) -> None:
    page.get_by_label("Minimum line").fill("25k")
    page.get_by_role("button", name="Save the assumptions").click()
    expect(page.get_by_text("The numbers now rest on this.")).to_be_visible()


def fall_below_a_high_line(page: Page, _demo: Demo) -> None:
    """Draw a line above all cash, and look at the forecast."""
    page.get_by_label("Minimum line").fill("9,000,000")
    page.get_by_role("button", name="Save the assumptions").click()
    expect(page.get_by_text("The numbers now rest on this.")).to_be_visible()
    page.goto(page.url.replace("settings", "forecast"))
    expect(page.get_by_text("below the line").first).to_be_attached()


def set_nothing_aside(page: Page, _demo: Demo) -> None:
    page.get_by_role("button", name="Set aside").click()
    expect(page.get_by_text("Give the amount that is set aside.")).to_be_visible()


def set_aside(page: Page, _demo: Demo) -> None:
    """On the settings of this client; then its digest is looked at."""
    digest = page.url
    page.goto(f"{digest}settings/set-aside/")
    page.get_by_role("textbox", name="Name").fill(f"New van {next(numbers)}")
    page.get_by_role("textbox", name="Amount").fill("6,000")
    page.get_by_role("button", name="Set aside").click()
    expect(page.get_by_text("is set aside: 6,000.00.")).to_be_visible()
    page.goto(digest)


def look_at_a_reserve(page: Page, demo: Demo) -> None:
    set_aside(page, demo)
    page.get_by_role("link", name=re.compile("^New van")).first.click()
    page.get_by_role("link", name=re.compile("^New van")).first.click()
    expect(page.get_by_role("button", name="Archive and free the money")).to_be_visible()


def enter_quickly(page: Page, _demo: Demo) -> None:
    """One line, what it leaves open, and kept."""
    page.get_by_role("textbox", name="Quick entry").fill("Grant 50k next Friday")
    page.get_by_role("button", name="Enter an item").click()
    page.get_by_label("Which way").select_option("Money in")
    page.get_by_role("button", name="Enter it").click()
    expect(page.get_by_text("Grant is entered.")).to_be_visible()


def change_an_item(page: Page, demo: Demo) -> None:
    enter_quickly(page, demo)
    page.get_by_role("link", name="Grant").first.click()
    expect(page.get_by_text("Change log, newest first")).to_be_visible()


def expect_a_day(page: Page, _demo: Demo) -> None:
    page.get_by_role("link", name=re.compile("^(expect a day|expected)")).first.click()
    expect(page.get_by_role("button", name="Set the date")).to_be_visible()


def open_a_cell(page: Page, _demo: Demo) -> None:
    """Of what customers are expected to pay: with documents, and a day that can be set."""
    page.get_by_role("row", name=re.compile("^Total receipts")).get_by_role("link").nth(5).click()
    expect(page.get_by_role("heading", name=re.compile("^Total receipts, week to"))).to_be_visible()
    unfold_all(page)


def mistype_the_clients_name(page: Page, _demo: Demo) -> None:
    page.get_by_role("textbox").fill("not its name")
    page.get_by_role("button", name=re.compile("Erase the books")).click()
    expect(page.get_by_role("alert")).to_contain_text("nothing was erased")


def deny_consent(page: Page, _demo: Demo) -> None:
    page.get_by_role("button", name="Continue to QuickBooks").click()
    page.get_by_role("button", name="No thanks").click()
    expect(page.get_by_role("heading", name="The consent was not given")).to_be_visible()


def connect_twice(page: Page, _demo: Demo) -> None:
    page.get_by_role("button", name="Continue to QuickBooks").click()
    page.get_by_label("Fernhill Studio").check()
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_role("heading", name="This QuickBooks company is connected already")).to_be_visible()


def invite_nobody(page: Page, _demo: Demo) -> None:
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("An e-mail address is needed")).to_be_visible()


def invite(page: Page, _demo: Demo) -> None:
    page.get_by_label("E-mail").fill(f"newcomer{next(numbers)}@rowcol.example")
    page.get_by_label("Role").select_option("Viewer")
    page.get_by_label("For").select_option("Fernhill Studio")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("A link was sent to")).to_be_visible()


def follow_the_invitation(page: Page, demo: Demo) -> None:
    """By somebody new, who is not signed in."""
    invite(page, demo)
    page.context.clear_cookies()
    page.goto(link_in(demo, "invitation"))
    expect(page.get_by_role("button", name="Accept and sign in")).to_be_visible()


def follow_anothers_invitation(page: Page, demo: Demo) -> None:
    invite(page, demo)
    page.goto(link_in(demo, "invitation"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def remove_somebody(page: Page, _demo: Demo) -> None:
    page.get_by_role("link", name=re.compile("^Remove")).first.click()
    expect(page).to_have_url(re.compile("/remove/$"))


def link_in(demo: Demo, what: str) -> str:
    """The link of that kind in the newest letter that has one."""
    links = [link for letter in demo.letters() for link in re.findall(rf"http\S+/{what}/\S+", letter)]
    return str(links[-1])
