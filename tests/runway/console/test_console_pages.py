"""The console as people use it: forms without a script, the real merge behind them."""

import re
from html import unescape

import pytest
from django.test import Client

from core.models import AuditEntry, Business, Role, User
from runway import words
from runway.models import Decision
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.runway.console.office import billed, hired, in_days, invoiced
from tests.runway.test_pages import text_of


def page(browser: Client) -> str:
    answer = browser.get("/b/acme/console/")
    assert answer.status_code == 200
    return answer.content.decode()


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


def test_a_script_gets_the_effect_alone(office: Books, maya: User) -> None:
    billed(office, "3,000", 2)
    browser = signed_in(maya)
    fields = {own_day(page(browser), "Bill"): in_days(40).isoformat()}
    part = browser.post("/b/acme/console/effect/", fields, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<section class="panel effect" id="effect"')
    assert re.search(r"The low point is \$17,000 on .+ with the set, and \$17,000 on", text_of(part))


def test_each_option_says_what_it_alone_does_to_the_low_point(office: Books, maya: User) -> None:
    """20,000 in the bank; 12,000 due in 20 days, and a customer pays 15,000 in 30."""
    billed(office, "12,000", 20)
    invoiced(office, "15,000", 30)
    text = text_of(page(signed_in(maya)))
    assert "Low point 8,000.00 8,000.00" in text
    assert "Open bills paid in 13 weeks 12,000.00 12,000.00" in text
    assert "Open invoices received in 13 weeks 15,000.00 15,000.00" in text


def test_what_is_past_due_is_in_the_base_by_its_chances(office: Books, maya: User) -> None:
    """Nothing was learned: each day one in thirty of what is left, from tomorrow on; 4.57 of 100 after 13 weeks."""
    billed(office, "100", -50, DocNumber="OLD")
    browser = signed_in(maya)
    text = text_of(page(browser))
    assert "Open bills paid in 13 weeks 95.43 95.43" in text
    assert "Low point 19,904.57 19,904.57" in text
    assert "The base case is the expected case of the forecast" in text
    assert "nothing learned: a month on average from tomorrow on" in text
    tried = browser.post(
        "/b/acme/console/effect/", {own_day(page(browser), "Bill"): in_days(1).isoformat()}
    ).content.decode()
    assert "Open bills paid in 13 weeks 95.43 100.00 +4.57" in text_of(tried)


@pytest.mark.prove
def test_an_invoice_says_by_when_it_may_come_what_a_chase_is_worth_and_when_its_customer_was_spoken_to(
    office: Books, maya: User
) -> None:
    """600 are past due; rent takes 900 in ten days, by which 28.8 % of such money has come."""
    invoiced(office, "600", -20, DocNumber="A-1")
    billed(office, "900", 10)
    invoiced(office, "1,000", 11, DocNumber="A-2")
    browser = signed_in(maya)
    text = text_of(page(browser))
    assert "29 in 100 by the low point" in text
    assert "+427.48" in text, "what of the 600 would not have come by then"
    assert "last contact" not in text
    chase = re.search(r'name="(do:Invoice:[^"]+)" value="(chase[^"]*)"', page(browser))
    assert chase
    record(browser, {chase[1]: unescape(chase[2])})
    assert f"last contact {words.short_day(in_days(0))}" in text_of(page(browser))


def test_the_second_of_two_sees_what_the_first_decided_and_overwrites_nothing(
    office: Books, maya: User, dana: User
) -> None:
    billed(office, "3,000", 2)
    hers, his = signed_in(maya), signed_in(dana)
    field = own_day(page(hers), "Bill")
    assert field == own_day(page(his), "Bill")
    record(hers, {field: in_days(40).isoformat()})
    late = his.post("/b/acme/console/record/", {field: in_days(9).isoformat()})
    assert late.status_code == 409
    text = text_of(late.content.decode())
    assert "Bill GG-5512: Maya decided" in text
    assert "Nothing of your set was recorded." in text
    assert Decision.objects.get().proposed_by == maya
    again = own_day(late.content.decode(), "Bill")
    record(his, {again: in_days(9).isoformat()})
    assert Decision.objects.get(ended_at=None).replaces.proposed_by == maya


@pytest.mark.prove
def test_of_two_sets_that_share_a_bill_the_second_is_recorded_not_even_in_part(
    office: Books, maya: User, dana: User
) -> None:
    billed(office, "3,000", 2)
    invoiced(office, "900", -9)
    browser = signed_in(maya)
    html = page(browser)
    both = {own_day(html, "Bill"): in_days(40).isoformat(), own_day(html, "Invoice"): in_days(3).isoformat()}
    record(signed_in(dana), {own_day(html, "Bill"): in_days(5).isoformat()})
    assert browser.post("/b/acme/console/record/", both).status_code == 409
    assert [made.proposed_by for made in Decision.objects.all()] == [dana]


def test_above_the_threshold_somebody_else_approves(office: Books, maya: User, dana: User) -> None:
    billed(office, "5,000.01", 2)
    browser = signed_in(maya)
    record(browser, {own_day(page(browser), "Bill"): in_days(40).isoformat()})
    made = Decision.objects.get()
    refused = browser.post("/b/acme/console/approve/", {"decision": made.pk}, follow=True)
    assert "somebody other than the proposer approves" in text_of(refused.content.decode())
    signed_in(dana).post("/b/acme/console/approve/", {"decision": made.pk})
    made.refresh_from_db()
    assert made.approved_by == dana


def test_the_owner_approves_or_declines_and_proposes_nothing(office: Books, maya: User, olive: User) -> None:
    billed(office, "3,000", 2)
    field = own_day(page(signed_in(maya)), "Bill")
    owner = signed_in(olive)
    assert "Record as" not in page(owner)
    assert owner.post("/b/acme/console/record/", {field: in_days(40).isoformat()}).status_code == 403
    record(signed_in(maya), {field: in_days(40).isoformat()})
    made = Decision.objects.get()
    said = owner.post("/b/acme/console/decline/", {"decision": made.pk}, follow=True)
    assert "1 decision declined." in text_of(said.content.decode())
    made.refresh_from_db()
    assert made.ended_by == olive


def test_a_viewer_and_a_bookkeeper_look_and_choose_nothing(office: Books, acme: Business) -> None:
    billed(office, "3,000", 2)
    for role in (Role.VIEWER, Role.BOOKKEEPER):
        browser = signed_in(hired(acme, role.value, role))
        html = page(browser)
        assert "GG-5512" in html
        assert 'type="radio"' not in html
        assert "Approve as" not in html
        for act in ("effect", "record", "approve", "withdraw", "decline"):
            assert browser.post(f"/b/acme/console/{act}/").status_code == 403


def test_a_document_that_changed_since_the_page_was_made_is_shown_again_first(
    office: Books, maya: User
) -> None:
    bill = billed(office, "3,000", 2)
    browser = signed_in(maya)
    fields = {own_day(page(browser), "Bill"): in_days(40).isoformat()}
    billed(office, "9,000", 2, Id=bill, SyncToken="1")
    answer = browser.post("/b/acme/console/record/", fields)
    assert answer.status_code == 409
    assert "was open with 3,000.00 when this page was made, and is open with 9,000.00 now" in text_of(
        answer.content.decode()
    )
    assert not Decision.objects.exists()


@pytest.mark.prove
def test_a_bill_deleted_in_quickbooks_leaves_its_decision_marked(office: Books, maya: User) -> None:
    bill = billed(office, "3,000", 2)
    browser = signed_in(maya)
    record(browser, {own_day(page(browser), "Bill"): in_days(40).isoformat()})
    office.delete("Bill", bill)
    text = text_of(page(browser))
    assert "no longer in the books: deleted in QuickBooks; open amount was 3,000.00" in text
    made = Decision.objects.get()
    refused = browser.post("/b/acme/console/approve/", {"decision": made.pk}, follow=True)
    assert "Not approved: Bill GG-5512: no longer in the books" in text_of(refused.content.decode())
    assert "1 decision withdrawn." in text_of(
        browser.post("/b/acme/console/withdraw/", {"decision": made.pk}, follow=True).content.decode()
    )


@pytest.mark.prove
def test_a_bill_changed_in_quickbooks_keeps_its_decision_and_says_what_it_was(
    office: Books, maya: User
) -> None:
    bill = billed(office, "3,000", 2)
    browser = signed_in(maya)
    record(browser, {own_day(page(browser), "Bill"): in_days(40).isoformat()})
    billed(office, "3,400", 5, Id=bill, SyncToken="1")
    text = text_of(page(browser))
    assert "changed since: open amount was 3,000.00" in text
    assert "changed since: due date was" in text
    made = Decision.objects.get()
    browser.post("/b/acme/console/approve/", {"decision": made.pk})
    made.refresh_from_db()
    assert made.approved_at is None


@pytest.mark.prove
def test_a_bill_paid_in_quickbooks_is_done(office: Books, maya: User) -> None:
    bill = billed(office, "3,000", 2)
    browser = signed_in(maya)
    record(browser, {own_day(page(browser), "Bill"): in_days(40).isoformat()})
    billed(office, "3,000", 2, Id=bill, SyncToken="1", Balance=0)
    assert "settled in QuickBooks; open amount was 3,000.00" in text_of(page(browser))


@pytest.mark.prove
def test_what_cannot_be_read_or_has_passed_is_refused_in_words(office: Books, maya: User) -> None:
    billed(office, "3,000", 2)
    browser = signed_in(maya)
    field = own_day(page(browser), "Bill")
    for given, status, said in (
        ("soon", 400, "is not a day or an act known here"),
        ("2020-01-01", 409, "that day has passed"),
        ("2199-01-01", 409, "more than a year away"),
    ):
        answer = browser.post("/b/acme/console/record/", {field: given})
        assert answer.status_code == status
        assert said in text_of(answer.content.decode())
    assert browser.post("/b/acme/console/record/", {}).status_code == 409
    unknown = {"day:Bill:999|10.00|": in_days(5).isoformat()}
    assert (
        "is no longer open in the books" in browser.post("/b/acme/console/record/", unknown).content.decode()
    )
    assert not Decision.objects.exists()


@pytest.mark.prove
def test_a_promise_a_dispute_and_a_chase_move_an_invoice_to_their_lanes(office: Books, maya: User) -> None:
    invoiced(office, "900", -9, DocNumber="A-1")
    browser = signed_in(maya)
    html = page(browser)
    assert re.search(r'id="chase">Chase</h3>\s+<span>1 invoice, 900.00', html)
    chased = re.search(r'name="(do:Invoice:[^"]+)" value="(dispute[^"]*)"', html)
    assert chased
    record(browser, {chased[1]: unescape(chased[2])})
    assert re.search(r'id="disputed">Disputed</h3>\s+<span>1 invoice, 900.00', page(browser))
    record(browser, {own_day(page(browser), "Invoice"): in_days(4).isoformat()})
    assert re.search(r'id="promised">Promised</h3>\s+<span>1 invoice, 900.00', page(browser))


def test_to_a_stranger_there_is_no_console(office: Books, sams_browser: Client) -> None:
    assert sams_browser.get("/b/acme/console/").status_code == 404
    assert sams_browser.post("/b/acme/console/record/").status_code == 404


def test_books_that_were_never_read_show_no_lane(olives_browser: Client) -> None:
    text = text_of(olives_browser.get("/b/acme/console/").content.decode())
    assert "No books yet" in text
    assert "Must pay" not in text


@pytest.mark.prove
def test_the_day_that_was_decided_stands_as_chosen_and_the_trail_says_who_and_when(
    office: Books, maya: User
) -> None:
    billed(office, "3,000", 2)
    browser = signed_in(maya)
    own = own_day(page(browser), "Bill")
    text = record(browser, {own: in_days(40).isoformat()})
    assert f"{words.short_day(in_days(40))} Chosen" in text
    assert "Leave as recorded" in text
    assert re.search(r"Trail .* Maya Proposed: Delay to .*bill GG-5512", text)
    due = re.search(r'name="(do:Bill:[^"]+)" value="([^"]+)"', page(browser))
    assert due
    record(browser, {due[1]: unescape(due[2])})
    cell = re.search(r'<td class="opt decided".*?</td>', page(browser), re.DOTALL)
    assert cell
    assert "Chosen" in cell[0]
    assert "checked" not in cell[0]


def test_an_overdue_bill_has_no_base_day_until_a_decision_gives_it_one(office: Books, maya: User) -> None:
    billed(office, "3,000", -9)
    assert '<span class="tag">Base</span>' not in page(signed_in(maya))
    billed(office, "2,000", 9, DocNumber="NEXT")
    assert page(signed_in(maya)).count('<span class="tag">Base</span>') == 1


def test_the_effect_stays_in_sight_in_one_line(office: Books, maya: User) -> None:
    billed(office, "12,000", 20)
    invoiced(office, "15,000", 30)
    browser = signed_in(maya)
    assert re.search(r"Low +point +8,000.00 +on", text_of(page(browser)))
    fields = {own_day(page(browser), "Bill"): in_days(40).isoformat()}
    part = browser.post("/b/acme/console/effect/", fields, headers={"HX-Request": "true"}).content.decode()
    line = part[part.index('id="effect-line" hx-swap-oob="true"') :]
    assert re.search(r"Change +\+12,000.00", text_of(line))
    assert "1 chosen : see and record" in text_of(line)
    assert 'id="effect-line" hidden' in page(browser)
