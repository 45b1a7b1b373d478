"""Setting cash aside on the settings page, and what follows for available cash everywhere."""

import pytest
from django.http import HttpResponse
from django.test import Client

from core.models import AuditEntry
from runway.models import Reserve, Standing
from runway.services.reserves import reserves
from tests.bookkeeping import Books, money
from tests.runway.console.office import billed, in_days
from tests.runway.test_pages import text_of

PAGE = "/b/acme/settings/set-aside/"
VAN = {"name": "New van", "kind": "earmark", "amount": "6,000"}


def put_aside(browser: Client, **typed: object) -> HttpResponse:
    return browser.post(PAGE, {"seen": 0, "since": in_days(0).isoformat()} | VAN | typed, follow=True)


def change(browser: Client, row: Reserve, **typed: object) -> HttpResponse:
    said = {"seen": row.version, "since": row.since.isoformat()} | VAN | typed
    return browser.post(f"{PAGE}{row.pk}/", said, follow=True)


def text(answer: HttpResponse) -> str:
    return text_of(answer.content.decode())


def test_what_is_set_aside_is_off_what_is_available_on_settings_digest_and_board(
    office: Books, ada: Client
) -> None:
    said = text(put_aside(ada, purpose="delivery in spring", account_id="Checking"))
    assert "New van is set aside: 6,000.00." in said
    assert "New van earmark: delivery in spring 6,000.00 since" in said
    assert "Cash 20,000.00 less 6,000.00 set aside today: 14,000.00 available." in said
    digest = text(ada.get("/b/acme/"))
    assert "New van earmark \u22126,000.00 Available cash less what is set aside 14,000.00" in digest
    assert (Standing.objects.get().cash, Standing.objects.get().set_aside) == (20_000, 6_000)
    (row,) = ada.get("/api/v1/businesses/").json()["results"]
    assert (row["cash"], row["available"]) == ("20000.00", "14000.00")
    trace = AuditEntry.objects.get(action="set aside")
    assert (trace.subject, trace.detail["after"]["amount"]) == ("New van", "6000.00")


@pytest.mark.prove
def test_the_low_point_of_digest_and_console_is_of_available_cash(office: Books, ada: Client) -> None:
    billed(office, "15,000", 9)
    put_aside(ada, amount="6,000")
    assert "The low point of available cash in the forecast is \u2212$1,000" in text(ada.get("/b/acme/"))
    console = text(ada.get("/b/acme/console/"))
    assert "The base case is lowest at \u2212$1,000" in console
    assert "6,000.00 is set aside, so the low point is of available cash." in console


@pytest.mark.prove
def test_money_on_its_way_later_is_set_aside_from_its_first_day(office: Books, ada: Client) -> None:
    said = text(put_aside(ada, since=in_days(5).isoformat(), until=in_days(9).isoformat()))
    assert "less 0.00 set aside today" in said
    (later,) = reserves(office.business, in_days(0))
    assert (later.holds_on(in_days(4)), later.holds_on(in_days(5)), later.holds_on(in_days(10))) == (
        False,
        True,
        False,
    )
    assert reserves(office.business, in_days(10)) == ()


@pytest.mark.prove
def test_more_than_there_is_is_shown_below_zero_and_explained(office: Books, ada: Client) -> None:
    office.account("Savings", CurrentBalance=money("500"))
    said = text(put_aside(ada, amount="25k", account_id="Savings"))
    assert "25,000.00 is set aside on Savings, which holds 500.00: 24,500.00 of it is not there." in said
    assert "25,000.00 is set aside of cash, which holds 20,500.00: 4,500.00 of it is not there." in said
    digest = text(ada.get("/b/acme/"))
    assert "Available below zero: more is set aside than there is \u22124,500.00" in digest
    assert "24,500.00 of it is not there." in digest


@pytest.mark.prove
def test_a_reserve_on_an_account_that_is_not_cash_is_not_taken_off_twice(office: Books, ada: Client) -> None:
    office.account("Escrow", CurrentBalance=money("900"))
    put_aside(ada, amount="900", account_id="Escrow")
    digest = text(ada.get("/b/acme/"))
    assert "New van earmark on an account that is not cash, so not taken off 900.00" in digest
    assert "Available nothing is earmarked 20,000.00" in digest


def test_it_is_changed_and_archived_with_its_trail_and_never_deleted(office: Books, ada: Client) -> None:
    put_aside(ada)
    row = Reserve.objects.get()
    assert "New van is saved: 7,500.00." in text(change(ada, row, amount="7,500"))
    trace = AuditEntry.objects.get(action="reserve changed")
    assert (trace.detail["before"], trace.detail["after"]) == (
        {"amount": "6000.00"},
        {"amount": "7500.00"},
    )
    row.refresh_from_db()
    said = text(ada.post(f"{PAGE}{row.pk}/archive/", {"seen": row.version}, follow=True))
    assert "New van is archived: 7,500.00 is free again." in said
    assert Reserve.objects.get().archived_at is not None
    assert reserves(office.business, in_days(0)) == ()
    assert ada.get(f"{PAGE}{row.pk}/").status_code == 404
    assert AuditEntry.objects.filter(action="reserve archived").exists()


@pytest.mark.prove
def test_saving_the_same_again_writes_nothing_into_the_trail(office: Books, ada: Client) -> None:
    put_aside(ada)
    change(ada, Reserve.objects.get())
    assert not AuditEntry.objects.filter(action="reserve changed").exists()


@pytest.mark.prove
def test_of_two_at_once_the_second_is_told_and_loses_nothing(office: Books, ada: Client) -> None:
    put_aside(ada)
    row = Reserve.objects.get()
    change(ada, row, amount="7,000")
    answer = change(ada, row, amount="8,111", purpose="bigger van")
    assert answer.status_code == 409
    assert "Ada changed this after your page was made, so nothing was saved." in text(answer)
    assert "Now: 7,000.00 USD, earmark" in text(answer)
    for kept in ('value="8,111"', 'value="bigger van"', 'name="seen" value="2"'):
        assert kept in answer.content.decode()
    stale = ada.post(f"{PAGE}{row.pk}/archive/", {"seen": 1}, follow=True)
    assert "so nothing was saved" in text(stale)
    assert Reserve.objects.get().archived_at is None


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"name": ""}, "name", "Give it a name"),
        ({"amount": ""}, "amount", "Give the amount that is set aside."),
        ({"amount": "-5"}, "amount", "Set aside more than zero."),
        ({"amount": "0"}, "amount", "Set aside more than zero."),
        ({"amount": "7 euros"}, "amount", "this says EUR"),
        ({"since": ""}, "since", "Say from which day it is set aside."),
        ({"since": "2026-13-01"}, "since", "This is no day of the calendar."),
        ({"since": "2020-01-10", "until": "2020-01-09"}, "until", "It ends before it begins."),
        ({"since": "2020-01-10", "until": "2020-01-11"}, "until", "This day is over."),
        ({"account_id": "Nowhere"}, "account_id", "The books have no such account."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    office: Books, ada: Client, typed: dict[str, str], field: str, said: str
) -> None:
    answer = put_aside(ada, **typed)
    errors = answer.content.decode().split(f'id="reserve_{field}_error"')[1].split("</ul>")[0]
    assert answer.status_code == 400
    assert said in errors
    assert not Reserve.objects.exists()


@pytest.mark.prove
def test_a_controller_sees_what_is_set_aside_and_sets_nothing(
    office: Books, ada: Client, cora: Client
) -> None:
    put_aside(ada)
    assert "New van" in text(cora.get("/b/acme/settings/"))
    assert put_aside(cora).status_code == 403
    assert change(cora, Reserve.objects.get(), amount="1").status_code == 403
    assert Reserve.objects.get().amount == 6_000


def test_a_reserve_of_another_business_is_not_there(office: Books, ada: Client) -> None:
    put_aside(ada)
    office.business.pk, office.business.slug = None, "other"
    office.business.save()
    Reserve.objects.update(business=office.business)
    assert ada.get(f"{PAGE}{Reserve.objects.get().pk}/").status_code == 404
