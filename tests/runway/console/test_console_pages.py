"""The console as people use it: forms without a script, the real merge behind them."""

import re
from html import unescape

from django.test import Client

from core.models import AuditEntry, Business, Role, User
from runway.models import Decision
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.runway.console.office import billed, hired, in_days, invoiced
from tests.runway.test_pages import text_of


def page(browser: Client) -> str:
    answer = browser.get("/b/acme/console/")
    assert answer.status_code == 200
    return answer.content.decode()


def choice(html: str, label: str, document: str) -> dict[str, str]:
    """The field that chooses what a person reads beside it: "Latest safe date" of GG-5512."""
    pattern = rf'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]*>[^<]*<span class="vh">: {label}, [^<]*{document}<'
    found = re.search(pattern, html)
    assert found, f"{label} of {document} is not offered"
    return {found[1]: unescape(found[2])}


def own_day(html: str, entity: str) -> str:
    found = re.search(rf'<input type="date" name="(day:{entity}:[^"]+)"', html)
    assert found
    return unescape(found[1])


def record(browser: Client, fields: dict[str, str]) -> str:
    answer = browser.post("/b/acme/console/record/", fields, follow=True)
    assert answer.redirect_chain == [("/b/acme/console/", 302)]
    return text_of(answer.content.decode())


def test_a_set_is_tried_out_then_recorded_then_approved(office: Books, maya: User) -> None:
    billed(office, "3,000", 2)
    browser = signed_in(maya)
    html = page(browser)
    assert "No day has been chosen yet" in text_of(html)
    own = {own_day(html, "Bill"): in_days(40).isoformat()}
    tried = text_of(browser.post("/b/acme/console/effect/", own).content.decode())
    assert "1 chosen, not recorded" in tried
    assert not Decision.objects.exists()
    said = record(browser, own | {"note": "agreed on the phone"})
    assert "1 decision recorded. Nothing was written to QuickBooks." in said
    made = Decision.objects.get()
    assert (made.action, made.on, made.note, made.proposed_by) == (
        "delay",
        in_days(40),
        "agreed on the phone",
        maya,
    )
    assert made.seen["open"] == "3000.000000"
    assert "1 waiting for approval" in said
    approved = browser.post("/b/acme/console/approve/", {"decision": made.pk}, follow=True)
    assert "1 decision approved." in text_of(approved.content.decode())
    made.refresh_from_db()
    assert made.approved_by == maya
    trail = AuditEntry.objects.filter(action__startswith="decision").order_by("id")
    assert [(entry.action, entry.actor) for entry in trail] == [
        ("decision proposed", maya.email),
        ("decision approved", maya.email),
    ]
