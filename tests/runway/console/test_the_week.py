"""What a digest says of decisions: those that wait, those of last week and what came of them, the way to each row."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from core import clock
from core.access import May
from core.models import Business, User
from runway.calculators.weeks import complete_weeks
from runway.models import Action, Decision, Standing
from runway.services import standing
from runway.services.console import DecisionConsoleService
from runway.services.digest import DigestService
from runway.services.digest_page import Digest
from tests.bookkeeping import Books, linked, money
from tests.conftest import signed_in
from tests.runway.console.office import CUSTOMER, VENDOR, billed, in_days, invoiced

pytestmark = pytest.mark.django_db


def digest_of(business: Business) -> Digest:
    page = DigestService(business).page(clock.now())
    assert page.digest is not None
    return page.digest


def last_friday() -> date:
    return complete_weeks(in_days(0), 1)[-1]


def decided(
    user: User, business: Business, document: tuple[str, str], action: Action, **more: Any
) -> Decision:
    entity, qbo_id = document
    seen = {"party": "Granite Glaze", "number": "GG-5512", "open": "300.00", "due_on": None}
    return Decision.objects.create(
        business=business,
        entity=entity,
        qbo_id=qbo_id,
        action=action,
        proposed_by=user,
        seen=seen | more.pop("seen", {}),
        **more,
    )


def test_a_proposal_comes_first_and_then_the_bills_that_must_be_paid(office: Books, maya: User) -> None:
    """What is late is expected by its chances: of 500 after 13 weeks all but 22.86, which paying it now adds."""
    waits = billed(office, "300", 20)
    billed(office, "500", -4, DocNumber="LATE")
    billed(office, "70", 90, DocNumber="FAR")
    decided(maya, office.business, ("Bill", waits), Action.DELAY, on=in_days(40))
    needed = digest_of(office.business).needed
    assert [(one.act, one.document.number, one.amount, one.change) for one in needed.first] == [
        ("Approve", "GG-5512", 300, 0),
        ("Pay", "LATE", 500, Decimal("-22.86")),
    ]
    assert needed.first[0].why == f"Delay to {in_days(40):%b} {in_days(40).day}, proposed by Maya"
    assert needed.first[1].why == "4 days late"


def test_what_was_approved_is_no_longer_needed(office: Books, maya: User, dana: User) -> None:
    bill = billed(office, "500", -4)
    decided(
        maya,
        office.business,
        ("Bill", bill),
        Action.PAY,
        on=in_days(1),
        approved_by=dana,
        approved_at=clock.now(),
    )
    assert digest_of(office.business).needed.count == 0


def test_a_promise_of_last_week_is_held_against_what_the_mirror_shows(office: Books, maya: User) -> None:
    day = last_friday()
    paid = invoiced(office, "0", -30, TotalAmt=money("300"), DocNumber="PAID")
    office.enter(
        "Payment",
        TxnDate=day.isoformat(),
        TotalAmt=money("300"),
        CustomerRef=CUSTOMER,
        Line=[linked("300", "Invoice", paid)],
    )
    part = invoiced(office, "200", -30, TotalAmt=money("300"), DocNumber="PART")
    none = billed(office, "300", -30)
    for entity, one in (("Invoice", paid), ("Invoice", part), ("Bill", none)):
        decided(
            maya,
            office.business,
            (entity, one),
            Action.PROMISED if entity == "Invoice" else Action.DELAY,
            on=day,
        )
    decided(maya, office.business, ("Bill", "4711"), Action.PAY, on=day)
    decided(maya, office.business, ("Bill", "4712"), Action.PAY, on=day + timedelta(days=1))
    last = digest_of(office.business).last_week
    found = {row.document.qbo_id: (row.happened, row.word, row.is_kept) for row in last.rows}
    assert found == {
        paid: (300, f"settled {day:%b} {day.day}", True),
        part: (100, "200.00 still open", False),
        none: (0, "still open", False),
        "4711": (None, "no longer in the books", False),
    }
    assert (last.until, last.promised, last.happened) == (day, 1200, None)


def test_a_week_without_decisions_says_so(office: Books, maya: User) -> None:
    text = signed_in(maya).get("/b/acme/").content.decode()
    assert f"Nothing was decided for the week to {last_friday():%a, %b} {last_friday().day}." in text


def test_the_digest_leads_to_the_row_of_the_console(office: Books, maya: User) -> None:
    bill = billed(office, "500", -4)
    browser = signed_in(maya)
    assert f'href="/b/acme/console/?all#row-Bill-{bill}"' in browser.get("/b/acme/").content.decode()
    assert f'id="row-Bill-{bill}"' in browser.get("/b/acme/console/?all").content.decode()


def test_all_pages_of_a_client_say_the_boards_status(office: Books, maya: User) -> None:
    browser = signed_in(maya)
    assert "Unknown: not computed yet" in bar(browser, "/b/acme/")
    standing.refresh(office.business, clock.now())
    assert Standing.objects.get().reason.startswith("Minimum line unknown")
    for address in ("/b/acme/", "/b/acme/tray/", "/b/acme/console/"):
        assert "Unknown: minimum line unknown" in bar(browser, address)


def bar(browser: Client, address: str) -> str:
    html = browser.get(address).content.decode()
    return html.split('class="pill ')[1].split("</span>")[0]


def test_digest_and_board_have_one_low_point_with_bills_past_due_in_it(office: Books, maya: User) -> None:
    billed(office, "500", -4)
    billed(office, "12,000", 20, VendorRef=VENDOR, DocNumber="NEXT")
    standing.refresh(office.business, clock.now())
    kept, low = Standing.objects.get(), digest_of(office.business).low
    assert (kept.lowest, kept.lowest_on, kept.past_due_out) == (low.amount, low.on, low.past_due.money_out)
    assert low.past_due.money_out == 500
    assert 8000 - 500 < low.amount < 8000
    assert (kept.breach_on, kept.breach_odds) == (None, None)


def lows(office: Books, user: User) -> tuple[Decimal | None, ...]:
    """What board, digest and console say of the low point of the base case."""
    standing.refresh(office.business, clock.now())
    console = DecisionConsoleService(office.business, user, frozenset(May)).page(clock.now()).console
    assert console is not None
    said = Decimal(console.effect.rows[0].base.replace(",", ""))
    return Standing.objects.get().lowest, digest_of(office.business).low.amount, said


def test_an_approved_payment_and_a_promise_are_in_all_three_low_points_and_a_proposal_in_none(
    office: Books, maya: User, dana: User
) -> None:
    """12,000 are due in 20 days, and 900 were due 30 days ago."""
    bill = billed(office, "12,000", 20, DocNumber="NEXT")
    late = invoiced(office, "900", -30)
    said = {"seen": {"number": "NEXT", "party": "Granite Glaze", "open": "12000", "due_on": None}}
    first = lows(office, maya)
    assert len(set(first)) == 1
    delay = decided(maya, office.business, ("Bill", bill), Action.DELAY, on=in_days(120), **said)
    assert lows(office, maya) == first
    Decision.objects.filter(pk=delay.pk).update(approved_by=dana, approved_at=clock.now())
    assert lows(office, maya) == (20000, 20000, 20000)
    decided(maya, office.business, ("Invoice", late), Action.PROMISED, on=in_days(0))
    assert lows(office, maya) == (20900, 20900, 20900)
    console = DecisionConsoleService(office.business, maya, frozenset(May)).page(clock.now()).console
    assert console is not None
    assert [(line.in_base, line.change) for line in console.effect.standing] == [(True, 12000), (True, 900)]


@pytest.mark.prove
def test_a_dispute_takes_an_invoice_out_of_all_three_low_points(office: Books, maya: User) -> None:
    """900 were due 30 days ago, of which one in thirty may come tomorrow; 19,000 are due then."""
    billed(office, "19,000", 1)
    invoice = invoiced(office, "900", -30)
    assert lows(office, maya) == (1030, 1030, 1030)
    decided(maya, office.business, ("Invoice", invoice), Action.DISPUTE)
    assert lows(office, maya) == (1000, 1000, 1000)


@pytest.mark.prove
def test_the_three_issues_that_weigh_most_lead_to_the_tray(office: Books, maya: User) -> None:
    invoiced(office, "900", -200)
    assert digest_of(office.business).fixes is None
    standing.refresh(office.business, clock.now())
    fixes = digest_of(office.business).fixes
    assert fixes is not None
    assert [fix.amount for fix in fixes] == sorted((fix.amount for fix in fixes), reverse=True)
    assert "open over 180 days" in {fix.kind for fix in fixes}
    assert 'href="/b/acme/tray/?kind=open+over+180+days"' in signed_in(maya).get("/b/acme/").content.decode()
