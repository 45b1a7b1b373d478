"""A page that is kept is shown only while everything that it rests on is as it was."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core import clock
from core.access import May
from core.cash import AccountKind
from core.mirror import line_mirrors, mirrors
from core.models import Business, User
from core.moment import one_moment
from core.ownership import Ownership, our_models
from runway.calculators.hygiene.issue import Kind
from runway.calculators.weeks import complete_weeks
from runway.models import (
    AccountMark,
    Action,
    Assumptions,
    Decision,
    ExpectedDate,
    Kept,
    KnownItem,
    MissedWeek,
    Reserve,
    SentDigest,
    TrayNote,
    Verdict,
)
from runway.services import edition
from runway.services.basis import SAID, basis_of
from runway.services.console import DecisionConsoleService
from runway.services.digest import DigestService
from runway.services.digest_page import DigestPage
from runway.services.forecast import ForecastService
from runway.services.kept_pages import digest_page, forecast_page
from runway.services.tray import TrayService
from sync.models import BalanceReading, Feed, SyncIssue, TieOut
from sync.orchestrators.decision_console import DecisionConsoleDataOrchestrator
from sync.orchestrators.hygiene_tray import HygieneTrayDataOrchestrator
from tests.bookkeeping import Books, money, ref
from tests.runway.console.office import billed, hired, in_days, invoiced, opened
from tests.sweeping import sweep

Said = Callable[[Books, User], Any]


@pytest.fixture
def office(acme: Business) -> Books:
    """Acme's books: one open bill, one open invoice, a payment."""
    books = opened(acme)
    billed(books, "300", due_in=5, Id="905")
    invoiced(books, "900", due_in=9, Id="1001")
    dated = {"TxnDate": in_days(-200).isoformat(), "TotalAmt": money("20,000")}
    books.enter("SalesReceipt", **dated, DepositToAccountRef=ref("Checking"), CustomerRef=ref("12"))
    return books


@pytest.fixture
def dana(acme: Business) -> User:
    """A controller."""
    return hired(acme, "Dana")


def pages(business: Business, user: User, now: datetime) -> tuple[Any, ...]:
    """What digest, forecast, tray and console show."""
    console = DecisionConsoleService(business, user, list(May)).page(now)
    ahead = forecast_page(business, now)
    return digest_page(business, now), ahead, TrayService(business).page(now), console


def computed(business: Business, user: User, now: datetime) -> tuple[Any, ...]:
    """The same from the whole books, where nothing is kept of them."""
    consoles, trays = DecisionConsoleDataOrchestrator(business), HygieneTrayDataOrchestrator(business)
    console = DecisionConsoleService(business, user, list(May), consoles).page(now)
    ahead = ForecastService(business).page(now)
    return DigestService(business).page(now), ahead, TrayService(business, trays).page(now), console


def basis(business: Business) -> str:
    return basis_of(business, clock.today(business))


def a_movement(books: Books, dana: User) -> None:
    dated = {"TxnDate": in_days(-3).isoformat(), "TotalAmt": money("70"), "PaymentType": "Cash"}
    books.enter("Purchase", **dated, AccountRef=ref("Checking"), EntityRef=ref("71"))


def a_mark(books: Books, dana: User) -> None:
    AccountMark.objects.create(
        business=books.business, account_id="Checking", kind=AccountKind.TRUST, marked_by=dana
    )


def a_bill_left_out(books: Books, dana: User) -> None:
    named = {"kind": Kind.NO_TERMS, "entity": "Bill", "qbo_id": "905", "verdict": Verdict.EXCLUDED}
    TrayNote.objects.create(business=books.business, **named, changed_by=dana)


def a_decision(books: Books, dana: User) -> None:
    seen = {"open": "300", "due_on": in_days(5).isoformat(), "number": "GG-5512", "party": "Granite"}
    named = {"entity": "Bill", "qbo_id": "905", "action": Action.DELAY, "on": in_days(30), "seen": seen}
    Decision.objects.create(business=books.business, **named, proposed_by=dana)


def a_line(books: Books, dana: User) -> None:
    Assumptions.objects.create(business=books.business, minimum_line=Decimal(19_000), changed_by=dana)


def a_reserve(books: Books, dana: User) -> None:
    said = {"kind": "reserve", "name": "Rainy day", "amount": 500, "since": in_days(-1)}
    Reserve.objects.create(business=books.business, **said, changed_by=dana)


def a_known_item(books: Books, dana: User) -> None:
    said = {"name": "Grant", "direction": "in", "amount": 700, "on": in_days(10), "ask_on": in_days(5)}
    KnownItem.objects.create(business=books.business, **said, owner=dana)


def an_expected_date(books: Books, dana: User) -> None:
    said = {"entity": "Invoice", "qbo_id": "1001", "on": in_days(20), "why": "said so"}
    ExpectedDate.objects.create(business=books.business, **said, set_by=dana)


def a_home_currency(books: Books, dana: User) -> None:
    books.business.home_currency = "CAD"
    books.business.save()


def a_balance_after_a_week(books: Books, dana: User) -> None:
    saturday = complete_weeks(clock.today(books.business), 1)[0] + timedelta(days=1)
    amounts = {"currency": "USD", "balance": Decimal(19_000), "explained": Decimal(20_000)}
    BalanceReading.objects.create(
        business=books.business, account_id="Checking", on=saturday, read_at=clock.now(), **amounts
    )


CHANGES: list[Said] = [
    a_movement,
    a_balance_after_a_week,
    a_mark,
    a_bill_left_out,
    a_decision,
    a_line,
    a_reserve,
    a_known_item,
    an_expected_date,
    a_home_currency,
]
NO_MSGPACK = b"not msgpack at all"


@pytest.mark.parametrize("change", sweep(CHANGES, a_movement, a_decision))
def test_what_moves_is_seen_at_once_as_if_nothing_were_kept(change: Said, office: Books, dana: User) -> None:
    now, business = clock.now(), office.business
    before, was = pages(business, dana, now), basis(business)
    assert pages(business, dana, now) == before
    change(office, dana)
    assert basis(business) != was
    assert pages(business, dana, now) == computed(business, dana, now)


@pytest.mark.prove
@pytest.mark.parametrize("change", [a_movement, a_mark, a_bill_left_out, a_decision, a_line, a_reserve])
def test_a_change_of_a_number_changes_the_page(change: Said, office: Books, dana: User) -> None:
    now, business = clock.now(), office.business
    before = pages(business, dana, now)
    change(office, dana)
    assert pages(business, dana, now) != before


@pytest.mark.prove
def test_the_day_turns(office: Books, dana: User) -> None:
    business, tomorrow = office.business, clock.now() + timedelta(days=1)
    before = pages(business, dana, clock.now())
    assert pages(business, dana, tomorrow) == computed(business, dana, tomorrow) != before


def test_people_are_called_as_they_are_called_today(office: Books, dana: User) -> None:
    a_decision(office, dana)
    pages(office.business, dana, clock.now())
    dana.name = "Dana Nørd"
    dana.save()
    assert "Dana Nørd" in str(digest_page(office.business, clock.now()))


def test_a_word_that_has_ended_counts_no_more(office: Books, dana: User) -> None:
    was = basis(office.business)
    an_expected_date(office, dana)
    ExpectedDate.objects.update(ended_at=clock.now(), ended_by=dana)
    assert basis(office.business) == was


def test_another_edition_computes_afresh(office: Books, settings: Settings) -> None:
    was = basis(office.business)
    settings.CONSOLE_SECOND_PERSON_ABOVE = Decimal(7)
    assert basis(office.business) != was


def test_an_edition_is_told_by_all_that_numbers_pass() -> None:
    assert {"core", "bank", "ar", "ap", "sync", "runway"} == set(edition.FLOORS)


def test_what_is_set_aside_and_what_does_not_tie_is_seen(office: Books) -> None:
    business, asked = office.business, {basis(office.business)}
    SyncIssue.objects.create(business=business, entity="Bill", qbo_id="7", reason="odd", payload=b"")
    asked.add(basis(business))
    SyncIssue.objects.update(resolved_at=clock.now())
    figures = {"mirror": 1, "report": 2, "difference": 1, "explained": 0}
    TieOut.objects.create(
        business=business, as_of=in_days(0), what="ar", name="A/R", state="agrees", **figures
    )
    asked.add(basis(business))
    assert len(asked) == 3


def test_how_old_the_books_are_is_told_anew(office: Books) -> None:
    now = clock.now()
    first = digest_page(office.business, now)
    later = digest_page(office.business, now + timedelta(minutes=3))
    ahead = forecast_page(office.business, now)
    assert ahead != forecast_page(office.business, now + timedelta(minutes=3))
    assert later == replace(first, as_of=later.as_of)
    assert first.as_of.age is not None
    assert later.as_of.age is not None
    assert later.as_of.age - first.as_of.age == timedelta(minutes=3)


@pytest.mark.prove
def test_books_grown_late_or_stale_are_shown_as_such(office: Books) -> None:
    for age in (timedelta(minutes=20), timedelta(hours=25)):
        now = clock.now() + age
        digest_page(office.business, clock.now())
        assert digest_page(office.business, now) == DigestService(office.business).page(now)
        assert forecast_page(office.business, now) == ForecastService(office.business).page(now)


def test_a_pull_that_failed_is_told(office: Books) -> None:
    now = clock.now()
    digest_page(office.business, now)
    facts = {"cursor": now, "last_ok_at": now, "failures": 1, "last_error": "QuickBooks did not answer"}
    Feed.objects.create(business=office.business, kind="changes", **facts)
    told = digest_page(office.business, now).warning
    assert told is not None
    assert "did not answer" in str(told.details)


@pytest.mark.parametrize("body", sweep([b"", b"\x80", b"\xc1", NO_MSGPACK, b"\x81\xa4name\x05"], NO_MSGPACK))
def test_what_is_kept_and_does_not_fit_is_computed_afresh(body: bytes, office: Books, dana: User) -> None:
    now = clock.now()
    told = pages(office.business, dana, now)
    Kept.objects.update(body=body)
    assert pages(office.business, dana, now) == told
    assert body not in {bytes(kept.body) for kept in Kept.objects.all()}


def test_what_is_kept_is_of_one_business(office: Books, dana: User, sam: User) -> None:
    pages(office.business, dana, clock.now())
    elsewhere = sam.memberships.get().business
    assert elsewhere is not None
    assert basis(elsewhere) != basis(office.business)
    assert digest_page(elsewhere, clock.now()).digest is None


@pytest.mark.django_db(transaction=True)
def test_within_a_moment_that_only_reads_nothing_is_kept(acme: Business) -> None:
    with one_moment():
        assert isinstance(digest_page(acme, clock.now()), DigestPage)
    assert not Kept.objects.exists()
    with transaction.atomic():
        digest_page(acme, clock.now())
    assert Kept.objects.exists()


AGE = {"sync_feed", "sync_connection", "sync_entitystate", "sync_syncissue", "sync_webhookevent"}
"""What tells how old the books are: it is asked anew each time, or is in the basis by what it says."""
WRITTEN_DOWN = {MissedWeek, SentDigest}
"""What the product wrote down of its own acts: no number rests on it."""
LIVE = {
    "runway_keptweek",
    "runway_standing",
    "runway_kept",
    "core_user",
    "core_business",
    "sync_generation",
    "sync_tieout",
    "sync_balancereading",
}


def test_nothing_is_read_for_a_page_that_its_basis_does_not_know(office: Books, dana: User) -> None:
    a_decision(office, dana)
    with CaptureQueriesContext(connection) as asked:
        pages(office.business, dana, clock.now())
    read = {name for query in asked for name in re.findall(r'(?:FROM|JOIN) "?(\w+_\w+)"?', query["sql"])}
    known = {model._meta.db_table for model in (*mirrors(), *line_mirrors(), *SAID)}
    assert read - known - AGE - LIVE == {
        "core_auditentry",
        "sync_discrepancy",
    }  # the trail, and no number of it


def test_all_that_people_own_of_a_business_is_in_the_basis() -> None:
    owned = {
        model
        for model in our_models()
        if model._meta.app_label == "runway" and model.ownership is Ownership.OWNED
    }
    assert owned - WRITTEN_DOWN == set(SAID)
