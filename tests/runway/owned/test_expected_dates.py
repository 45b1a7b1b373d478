"""Expected dates: a person's day for one open document, which never changes the ledger's due date."""

import pytest
from django.http import HttpResponse
from django.test import Client

from core import clock
from core.models import AuditEntry, User
from runway.calculators.owned import DateSource
from runway.calculators.owned import ExpectedDate as Expected
from runway.models import Action, ExpectedDate
from runway.services import decisions
from runway.services.decisions import Proposal
from runway.services.expected_dates import expected_dates
from runway.services.known import KnownService
from runway.services.owned import owned_of
from tests.bookkeeping import Books, money
from tests.runway.console.office import billed, in_days, invoiced
from tests.runway.test_pages import text_of


def page_of(qbo_id: str, entity: str = "Invoice") -> str:
    return f"/b/acme/dates/{entity}/{qbo_id}/"


def expect(browser: Client, qbo_id: str, days: int = 20, seen: int = 0, **typed: object) -> HttpResponse:
    said = {"on": in_days(days).isoformat(), "why": "Rosa said so", "seen": seen} | typed
    return browser.post(page_of(qbo_id), said, follow=True)


def text(answer: HttpResponse) -> str:
    return text_of(answer.content.decode())


def test_a_date_is_set_with_its_reason_and_the_due_date_in_the_books_stays(
    office: Books, cora: Client
) -> None:
    number = invoiced(office, "6,400", 5)
    form = text(cora.get(page_of(number)))
    assert "6,400.00 USD open, due" in form
    said = text(expect(cora, number))
    assert "The due date in QuickBooks is unchanged." in said
    assert "Fjord &amp; Pine" in said or "Fjord & Pine" in said
    assert "Rosa said so Cora" in said
    assert expected_dates(office.business) == {("Invoice", number): Expected(in_days(20), DateSource.USER)}
    item = KnownService(office.business).open_item(("Invoice", number), clock.now())
    assert item is not None
    assert item.due_on == in_days(5)
    trace = AuditEntry.objects.get(action="expected date set")
    assert (trace.subject, trace.detail["why"], trace.detail["due_on"]) == (
        "Invoice 2291",
        "Rosa said so",
        in_days(5).isoformat(),
    )


@pytest.mark.prove
def test_the_row_of_the_console_shows_it_and_leads_to_it(office: Books, cora: Client) -> None:
    number = billed(office, "900", 5)
    assert "expect a day" in text(cora.get("/b/acme/console/"))
    cora.post(page_of(number, "Bill"), {"on": in_days(8).isoformat(), "why": "Agreed", "seen": 0})
    html = cora.get("/b/acme/console/").content.decode()
    assert f'href="{page_of(number, "Bill")}">expected ' in html


@pytest.mark.prove
def test_a_set_date_goes_before_a_promise_and_a_promise_stands_where_none_is_set(
    office: Books, cora: Client
) -> None:
    kept, other = invoiced(office, "100", 5), invoiced(office, "200", 5)
    service, dana = KnownService(office.business), User.objects.get(name="Cora")
    for number in (kept, other):
        item = service.open_item(("Invoice", number), clock.now())
        assert item is not None
        decisions.propose(office.business, dana, [Proposal(item, Action.PROMISED, in_days(7))])
    expect(cora, kept)
    assert owned_of(office.business, in_days(0)).dates == {
        ("Invoice", kept): Expected(in_days(20), DateSource.USER),
        ("Invoice", other): Expected(in_days(7), DateSource.PROMISE),
    }


@pytest.mark.prove
def test_an_approved_payment_is_a_persons_date_and_the_later_word_counts(
    office: Books, cora: Client, ada: Client
) -> None:
    number = billed(office, "900", 5)
    cora.post(page_of(number, "Bill"), {"on": in_days(8).isoformat(), "why": "Agreed", "seen": 0})
    item = KnownService(office.business).open_item(("Bill", number), clock.now())
    assert item is not None
    people = [User.objects.get(name=name) for name in ("Cora", "Ada")]
    proposal = [Proposal(item, Action.DELAY, in_days(30))]
    (made,) = decisions.propose(office.business, people[0], proposal)
    said = expected_dates(office.business)
    assert said == {("Bill", number): Expected(in_days(8), DateSource.USER)}, "it waits for approval"
    decisions.approve(office.business, people[1], [made.pk], {})
    said = expected_dates(office.business)
    assert said == {("Bill", number): Expected(in_days(30), DateSource.DECISION)}
    seen = ExpectedDate.objects.get().pk
    again = {"on": in_days(9).isoformat(), "why": "Sooner after all", "seen": seen}
    cora.post(page_of(number, "Bill"), again)
    said = expected_dates(office.business)
    assert said == {("Bill", number): Expected(in_days(9), DateSource.USER)}


def test_a_disputed_invoice_is_expected_on_no_day(office: Books, cora: Client) -> None:
    number = invoiced(office, "900", 5)
    item = KnownService(office.business).open_item(("Invoice", number), clock.now())
    assert item is not None
    proposal = [Proposal(item, Action.DISPUTE, None)]
    decisions.propose(office.business, User.objects.get(name="Cora"), proposal)
    said = expected_dates(office.business)
    assert said == {("Invoice", number): Expected(None, DateSource.DISPUTE)}


def test_another_date_takes_its_place_and_both_stay_in_the_history(office: Books, cora: Client) -> None:
    number = invoiced(office, "100", 5)
    expect(cora, number)
    first = ExpectedDate.objects.get()
    expect(cora, number, days=30, seen=first.pk, why="Put off again")
    assert expected_dates(office.business)["Invoice", number].on == in_days(30)
    said = text(cora.get(page_of(number)))
    assert "Put off again Cora" in said
    assert "Rosa said so Cora" in said
    first.refresh_from_db()
    assert first.ended_by == User.objects.get(name="Cora")


@pytest.mark.prove
def test_of_two_at_once_the_second_is_told_and_loses_nothing(
    office: Books, cora: Client, ada: Client
) -> None:
    number = invoiced(office, "100", 5)
    expect(ada, number, days=11)
    answer = expect(cora, number, days=33, why="By letter")
    html, current = answer.content.decode(), ExpectedDate.objects.get()
    assert answer.status_code == 409
    assert f"Ada set {in_days(11).isoformat()} after your page was made, so nothing was saved." in text(
        answer
    )
    for kept in (
        f'value="{in_days(33).isoformat()}"',
        'value="By letter"',
        f'name="seen" value="{current.pk}"',
    ):
        assert kept in html
    assert expected_dates(office.business)["Invoice", number].on == in_days(11)
    assert "Expected on" in text(expect(cora, number, days=33, seen=current.pk))


@pytest.mark.prove
def test_a_date_that_was_taken_back_meanwhile_is_not_replaced(office: Books, cora: Client) -> None:
    number = invoiced(office, "100", 5)
    expect(cora, number)
    seen = ExpectedDate.objects.get().pk
    assert "The date is taken back." in text(
        cora.post(f"{page_of(number)}back/", {"seen": seen}, follow=True)
    )
    assert expected_dates(office.business) == {}
    assert "Somebody took the date back after your page was made" in text(expect(cora, number, seen=seen))
    again = cora.post(f"{page_of(number)}back/", {"seen": seen}, follow=True)
    assert "so nothing was saved" in text(again)


@pytest.mark.prove
def test_the_date_of_a_document_that_was_paid_can_still_be_taken_back(office: Books, cora: Client) -> None:
    number = invoiced(office, "100", 5)
    expect(cora, number)
    invoiced(office, "100", 5, Id=number, SyncToken="1", Balance=money("0"))
    said = text(cora.get(page_of(number)))
    assert "This document is not open in the books any more." in said
    assert "Set the date" not in said
    assert expect(cora, number, days=40, seen=ExpectedDate.objects.get().pk).status_code == 200
    assert ExpectedDate.objects.get().on == in_days(20)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"on": "2020-01-01"}, "on", "This day is over."),
        ({"on": "2099-01-01"}, "on", "more than two years away"),
        ({"on": "later"}, "on", "This is no day of the calendar."),
        ({"on": ""}, "on", "Say on which day the money is expected."),
        ({"why": " "}, "why", "Say why: others will rely on this day."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    office: Books, cora: Client, typed: dict[str, str], field: str, said: str
) -> None:
    answer = expect(cora, invoiced(office, "100", 5), **typed)
    errors = answer.content.decode().split(f'id="expected_{field}_error"')[1].split("</ul>")[0]
    assert answer.status_code == 400
    assert said in errors
    assert not ExpectedDate.objects.exists()


def test_what_is_not_in_the_books_has_no_date(office: Books, cora: Client, sams_browser: Client) -> None:
    assert cora.get(page_of("4711")).status_code == 404
    assert cora.get(page_of("1", "Vendor")).status_code == 404
    assert sams_browser.get(page_of(invoiced(office, "100", 5))).status_code == 404


def test_an_owner_sets_no_date(office: Books, olives_browser: Client) -> None:
    number = invoiced(office, "100", 5)
    assert expect(olives_browser, number).status_code == 403
    assert "expect a day" not in text(olives_browser.get("/b/acme/console/"))
