"""The tray as people use it: what is odd is shown with its effect; a word on it is kept and can be taken back."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock
from core.models import AuditEntry, Business, Role
from runway.calculators.hygiene.issue import Kind
from runway.models import TrayNote, Verdict
from runway.services.tray import TrayService
from sync.models import SyncIssue
from tests.bookkeeping import Books, money, ref, spent_on
from tests.conftest import signed_in
from tests.runway.tray_office import bea, bill, day, invoice, opened, person, text
from tests.sweeping import sweep

TRAY, SAY = "/b/acme/tray/", "/b/acme/tray/say/"


@pytest.fixture
def books(acme: Business) -> Books:
    return Books(acme)


@pytest.fixture
def office(books: Books) -> Books:
    return opened(books)


@pytest.fixture
def beas(office: Books) -> Client:
    return bea(office.business)


def say(
    browser: Client, about: tuple[str, str], verdict: str, kind: Kind = Kind.NO_DUE_DATE, **more: Any
) -> Any:
    entity, qbo_id = about
    word = {"kind": kind, "entity": entity, "qbo_id": qbo_id, "verdict": verdict}
    return browser.post(SAY, word | more, follow=True)


def seen(business: Business) -> str:
    return TrayNote.objects.get(business=business).changed_at.isoformat()


def test_an_issue_says_what_where_since_when_and_how_much(office: Books, beas: Client) -> None:
    number = bill(office, "1,250.50", DocNumber="KP-7")
    answer = beas.get(TRAY)
    page = text(answer)
    for said in ("No due date 1", "Granite &amp; Sons, bill KP-7", "Open and without a due date"):
        assert said in page
    assert "1,250.50 is open, expected by its chances" in page
    assert "At stake, USD 1,193.32" in page, "what of it is expected in 13 weeks"
    assert f"https://app.qbo.intuit.com/app/bill?txnId={number}" in answer.content.decode()
    assert "Hygiene score 0 of 100" in page


@pytest.mark.prove
def test_what_recurs_and_did_not_come_is_a_missing_bill_that_can_be_accepted(
    office: Books, beas: Client
) -> None:
    """The landlord took 700 on one day of four months, and nothing on that day of the fifth, ten days ago or so."""
    absent = clock.now().date() - timedelta(days=10)
    for back in range(1, 5):
        year, month = divmod(absent.year * 12 + absent.month - 1 - back, 12)
        said = {"TxnDate": date(year, month + 1, min(absent.day, 28)).isoformat(), "TotalAmt": money("700")}
        vendor = ref("71", "Granite & Sons") | {"type": "Vendor"}
        who = {"PaymentType": "Check", "AccountRef": ref("Checking"), "EntityRef": vendor}
        office.enter("Purchase", **said, **who, Line=[spent_on("700", "Rent")])
    page = text(beas.get(TRAY))
    assert "Missing bill 1" in page
    assert "neither bill nor payment since. Of 700.00, " in page
    (row,) = TrayService(office.business).issues(clock.now(), kind=Kind.MISSING)
    about = (row.issue.about.entity, row.issue.about.qbo_id)
    assert "app/expense?txnId=" in row.link
    assert "Accepted as it is" in text(say(beas, about, "accepted", kind=Kind.MISSING))
    assert "Missing bill" not in text(beas.get(TRAY))


def test_days_are_unknown_while_no_outflow_is_known(office: Books, beas: Client) -> None:
    bill(office)
    assert "Buffer days at stake unknown" in text(beas.get(TRAY))


def test_clean_books_have_an_empty_tray_and_a_full_score(office: Books, beas: Client) -> None:
    invoice(office, DueDate=day(-20))
    page = text(beas.get(TRAY))
    assert "No open issue" in page
    assert "Hygiene score 100 of 100" in page


def test_unfit_books_show_no_issue_and_no_score(books: Books) -> None:
    page = text(bea(books.business).get(TRAY))
    assert "No books yet" in page
    assert "Hygiene score" not in page


def test_accepting_moves_an_issue_and_leaves_a_trail(office: Books, beas: Client) -> None:
    number = bill(office)
    assert "Accepted as it is" in text(
        say(beas, ("Bill", number), "accepted", note="Always paid on the first")
    )
    assert "No open issue" in text(beas.get(TRAY))
    accepted = text(beas.get(TRAY, {"show": "accepted"}))
    assert "Bea" in accepted
    assert "Always paid on the first" in accepted
    entry = AuditEntry.objects.get(action="tray: accepted")
    assert (entry.actor, entry.subject, entry.business_id) == (
        "bea@acme.example",
        f"Bill {number}",
        office.business.pk,
    )
    assert entry.detail["note"] == "Always paid on the first"


def test_an_issue_opened_again_is_back_with_its_note(office: Books, beas: Client) -> None:
    number = bill(office)
    say(beas, ("Bill", number), "accepted", note="Fine")
    say(beas, ("Bill", number), "", note="Not so fine", seen=seen(office.business))
    page = text(beas.get(TRAY))
    assert "Open 1" in page
    assert "Not so fine" in page
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="tray")] == [
        "tray: open",
        "tray: accepted",
    ]


def test_a_client_who_is_asked_leaves_the_issue_open(office: Books, beas: Client) -> None:
    say(beas, ("Bill", bill(office)), "asked", note="Mail to Dana")
    page = text(beas.get(TRAY))
    assert "Open 1 Client asked 1" in page
    assert "Mail to Dana" in page


@pytest.mark.prove
def test_who_comes_later_sees_the_formers_word_and_overwrites_nothing(office: Books, beas: Client) -> None:
    number = bill(office)
    carl = signed_in(person(office.business, "Carl", Role.CONTROLLER))
    say(beas, ("Bill", number), "accepted", note="Agreed by phone")
    late = text(say(carl, ("Bill", number), "excluded"))
    assert "Bea said meanwhile: accepted as it is." in late
    assert "Agreed by phone" in late
    assert TrayNote.objects.get().verdict == Verdict.ACCEPTED
    assert not AuditEntry.objects.filter(action="tray: excluded").exists()
    told = text(say(carl, ("Bill", number), "excluded", seen=seen(office.business)))
    assert "Left out of the numbers" in told


def test_a_document_left_out_is_in_no_number_and_is_counted_beside(office: Books, beas: Client) -> None:
    number = bill(office, "400", DueDate=day(-3), TxnDate=day(-1))
    invoice(office, "150", DueDate=day(-3))
    assert "Bills due out \u2212400.00" in text(beas.get("/b/acme/"))
    say(beas, ("Bill", number), "excluded", kind=Kind.FUTURE)
    digest = text(beas.get("/b/acme/"))
    assert "Bills due out 0.00" in digest
    assert "1 document left out by choice : 0.00 in, 400.00 out." in digest
    assert "Left out 1" in text(beas.get(TRAY))
    say(beas, ("Bill", number), "", kind=Kind.FUTURE, seen=seen(office.business))
    assert "Bills due out \u2212400.00" in text(beas.get("/b/acme/"))


def test_what_is_no_open_document_cannot_be_left_out(office: Books, beas: Client) -> None:
    office.account("Petty", sub_type="CashOnHand", CurrentBalance=-5)
    told = text(say(beas, ("Account", "Petty"), "excluded", kind=Kind.NEGATIVE))
    assert "This document is in no number" in told
    assert not TrayNote.objects.exists()


def test_nothing_is_said_about_an_issue_that_the_books_do_not_show(office: Books, beas: Client) -> None:
    number = bill(office, DueDate=day(-3))
    assert "do not show this issue any more" in text(say(beas, ("Bill", number), "accepted"))
    assert not TrayNote.objects.exists()


@pytest.mark.parametrize(
    "odd",
    sweep(
        [{"kind": "gossip"}, {"verdict": "burn"}, {"seen": "yesterday"}, {"qbo_id": "9" * 61}],
        {"kind": "gossip"},
    ),
)
def test_a_form_that_makes_no_sense_changes_nothing(office: Books, beas: Client, odd: dict[str, str]) -> None:
    word = {"kind": Kind.NO_DUE_DATE, "entity": "Bill", "qbo_id": bill(office), "verdict": "accepted"}
    assert "was not understood" in text(beas.post(SAY, word | odd, follow=True))
    assert not TrayNote.objects.exists()


def test_with_scripts_only_the_tray_itself_is_answered(office: Books, beas: Client) -> None:
    word = {"kind": Kind.NO_DUE_DATE, "entity": "Bill", "qbo_id": bill(office), "verdict": "accepted"}
    answer = beas.post(SAY, word, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert '<div id="tray"' in html
    assert "<html" not in html
    assert 'id="tray-count" hx-swap-oob="true">0<' in html
    assert "Accepted as it is" in text(answer)


def test_olive_reads_the_tray_and_is_told_who_may_work_on_it(office: Books, olives_browser: Client) -> None:
    number = bill(office)
    page = olives_browser.get(TRAY)
    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()
    refused = say(olives_browser, ("Bill", number), "accepted")
    assert refused.status_code == 403
    assert not TrayNote.objects.exists()


def test_an_issue_of_unknown_worth_is_not_worth_nothing(office: Books, beas: Client) -> None:
    said = {"reason": "no amount", "payload": b"{}"}
    SyncIssue.objects.create(business=office.business, entity="Bill", qbo_id="9", **said)
    page = text(beas.get(TRAY))
    assert "0.00 and 1 unknown" in page
    assert "Could not be read 1 unknown" in page


def test_to_sam_there_is_no_tray(office: Books, sams_browser: Client) -> None:
    assert sams_browser.get(TRAY).status_code == 404
    assert say(sams_browser, ("Bill", bill(office)), "accepted").status_code == 404


def test_a_kind_with_many_issues_shows_the_first_and_leads_to_all(office: Books, beas: Client) -> None:
    for number in range(30):
        bill(office, f"{number + 1000}", VendorRef={"value": f"v{number}"})
    first = beas.get(TRAY).content.decode()
    assert first.count("Set the due date") == 25
    assert "kind=no%20due%20date" in first
    every = beas.get(TRAY, {"kind": "no due date"}).content.decode()
    assert every.count("Set the due date") == 30


def test_kinds_stand_in_the_order_of_their_largest_issue(office: Books, beas: Client) -> None:
    """Three small bills without terms are more together, and still less than one large one without a due date."""
    bill(office, "500")
    for number in range(3):
        vendor = office.enter("Vendor", DisplayName=f"Vendor {number}", Active=True)
        bill(office, "300", VendorRef={"value": vendor}, DueDate=day(-9), TxnDate=day(30 * number))
    page = text(beas.get(TRAY))
    assert "Kinds stand in the order of their largest issue" in page
    assert page.index("No due date 1") < page.index("Vendor without terms 3")


def test_issues_worth_nothing_fill_no_page(office: Books, beas: Client) -> None:
    for name in ("Pine", "Elm", "Oak", "Ash", "Birch"):
        for form in ("Timber Ltd", "Timber"):
            office.enter("Customer", DisplayName=f"{name} {form}", Active=True)
    bill(office, "10")
    page = beas.get(TRAY).content.decode()
    assert page.count("Merge the two") == 3
    assert page.index("No due date") < page.index("Near-equal names")
    assert re.search(r"All\s+5\b", page)


def test_the_two_documents_of_a_duplicate_stand_side_by_side(office: Books, beas: Client) -> None:
    bill(office, "400", DueDate=day(-3), TxnDate=day(9), DocNumber="KP-2198")
    bill(office, "400", DueDate=day(-4), TxnDate=day(8), DocNumber="KP 2198")
    page = text(beas.get(TRAY))
    assert "Both bills side by side" in page
    assert "Number KP-2198 KP 2198 , differs" in page
    assert "Amount 400.00 400.00" in page
    assert "If Bill KP 2198 is void" in page
    assert "200.00 600.00 +400.00" in page
    assert "Open payables 800.00 400.00" in page


def test_a_kind_that_does_not_exist_shows_all(office: Books, beas: Client) -> None:
    bill(office)
    assert "No due date 1" in text(beas.get(TRAY, {"kind": "zzz"}))
