"""Filling a mirror over HTTP: what is refused, what fails half-way, what there is nothing of."""

import json
from collections import Counter

import pytest
from django.test import Client
from pytest_django import Settings

from ap.models import Bill, Vendor
from ar.models import Estimate
from bank.models import Account
from core.mirror import mirrors
from core.models import Business
from sandbox import faults
from sandbox.exchange import Answer
from sync.errors import NotConnected, NotPermitted, Unreachable
from sync.models import EntityState, Feed, FeedKind, RunState, SyncRun
from sync.orchestrators.freshness import freshness_of
from sync.orchestrators.mirror import backfill
from tests.sync.small_company import (
    SOME_TIME_AGO,
    SmallCompany,
    bill,
    company,
    connected,
    hasty_clock,
    in_a_hurry,
)

__all__ = ["company", "connected", "hasty_clock", "in_a_hurry"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]

NOT_ON_THIS_PLAN = faults.Fault("5020", "Permission Denied Error", "Estimates are not on this plan")


def test_inactive_names_are_mirrored_too(company: SmallCompany, connected: Business) -> None:
    for number, active in ((501, True), (502, False)):
        named = bill(number, DisplayName=f"Vendor {number}", Active=active)
        company.put("Vendor", number, json.dumps(named).encode(), active=active)
    backfill(connected, only=[Vendor])
    assert dict(Vendor.objects.of(connected).values_list("qbo_id", "active")) == {"501": True, "502": False}


def test_a_business_without_a_consent_is_refused_before_a_run_is_opened(acme: Business) -> None:
    with pytest.raises(NotConnected):
        backfill(acme)
    assert not SyncRun.objects.exists()


def test_what_quickbooks_refuses_leaves_the_run_partial_and_the_rest_whole(
    company: SmallCompany, connected: Business
) -> None:
    company.refuse("Estimate", NOT_ON_THIS_PLAN)
    run = backfill(connected)
    assert run.state == RunState.PARTIAL
    assert run.error.startswith("Estimate: ")
    assert "Estimates are not on this plan" in run.error
    refused = EntityState.objects.get(entity="Estimate")
    assert "Estimates are not on this plan" in refused.unavailable
    assert Account.objects.of(connected).count() == len(company.objects("Account"))
    assert freshness_of([connected])[connected.pk].complete


def test_a_refused_entity_is_asked_for_again_only_when_all_is_read_afresh(
    company: SmallCompany, connected: Business
) -> None:
    company.refuse("Estimate", NOT_ON_THIS_PLAN)
    some = [Account, Estimate]
    backfill(connected, only=some)
    company.mischief.asked.clear()
    assert backfill(connected, only=some).state == RunState.DONE
    assert company.mischief.asked == []
    company.mischief.answers.clear()
    assert backfill(connected, only=some, full=True).state == RunState.DONE
    assert EntityState.objects.get(entity="Estimate").unavailable == ""


def test_a_company_that_refuses_everything_is_not_taken_for_an_empty_one(
    company: SmallCompany, connected: Business
) -> None:
    for model in mirrors():
        company.refuse(model.qbo.name, faults.invalid_company_status())
    with pytest.raises(NotPermitted, match="subscription"):
        backfill(connected)
    assert SyncRun.objects.get(kind="backfill").state == RunState.FAILED
    assert Feed.objects.get(kind=FeedKind.BACKFILL).failures == 1
    known = freshness_of([connected])[connected.pk]
    assert not known.complete
    assert "subscription" in known.last_error


@pytest.mark.usefixtures("hasty_clock")
def test_a_backfill_that_failed_goes_on_where_it_stopped(
    company: SmallCompany, connected: Business, settings: Settings
) -> None:
    settings.SYNC_PAGE_SIZE, settings.SYNC_PARALLEL = 100, 1
    put_bills(company, 250)
    company.mischief.answers["Vendor"] = Answer(503, b"")
    with pytest.raises(Unreachable):
        backfill(connected, only=[Bill, Vendor])
    assert Bill.objects.of(connected).count() == 250
    company.mischief.answers.clear()
    company.mischief.asked.clear()
    assert backfill(connected, only=[Bill, Vendor]).state == RunState.DONE
    assert company.mischief.asked == ["Vendor"]


@pytest.mark.prove
def test_while_books_are_read_afresh_what_was_read_before_stands(
    company: SmallCompany, connected: Business
) -> None:
    put_bills(company, 3)
    backfill(connected)
    company.refuse("Bill", faults.invalid_company_status())
    company.refuse("CompanyInfo", faults.invalid_company_status())
    with pytest.raises(NotPermitted):
        backfill(connected, full=True)
    known = freshness_of([connected])[connected.pk]
    assert known.complete
    assert known.last_error
    company.mischief.answers.clear()
    assert backfill(connected).state == RunState.DONE
    assert not EntityState.objects.exclude(again_since=None).exists()


def test_pages_already_merged_are_not_asked_for_again(
    company: SmallCompany, connected: Business, settings: Settings
) -> None:
    settings.SYNC_PAGE_SIZE = 100
    put_bills(company, 250)
    backfill(connected, only=[Bill])
    assert company.mischief.asked == ["Bill"] * 3
    EntityState.objects.filter(entity="Bill").update(backfilled_at=None)
    again = backfill(connected, only=[Bill])
    assert company.mischief.asked == ["Bill"] * 4
    assert again.tallies["Bill"]["read"] == 52, "the last page and no other"


def test_reading_afresh_reads_everything_and_changes_nothing(
    company: SmallCompany, connected: Business
) -> None:
    put_bills(company, 30)
    backfill(connected, only=[Bill])
    again = backfill(connected, only=[Bill], full=True)
    assert again.tallies["Bill"]["read"] == again.tallies["Bill"]["unchanged"] == 30


def test_changes_are_asked_for_from_the_instant_at_which_the_backfill_began(
    company: SmallCompany, connected: Business
) -> None:
    backfill(connected, only=[Account])
    cursor = Feed.objects.get(kind=FeedKind.CHANGES).cursor
    assert cursor == Account.objects.of(connected).first().read_at
    backfill(connected, only=[Account], full=True)
    assert Account.objects.of(connected).first().read_at > cursor
    assert Feed.objects.get(kind=FeedKind.CHANGES).cursor == cursor, "what lies between was not asked for yet"


@pytest.mark.prove
def test_a_company_that_has_done_no_business_yet_has_an_honest_mirror_and_page(
    company: SmallCompany, connected: Business, olives_browser: Client
) -> None:
    run = backfill(connected)
    assert run.state == RunState.DONE
    rows = Counter({model.qbo.name: model.objects.of(connected).count() for model in mirrors()})
    assert +rows == {
        name: len(company.objects(name)) for name in ("Account", "CompanyInfo", "Preferences", "Term")
    }
    page = olives_browser.get("/b/acme/").content.decode()
    for said in (
        "Cash is $0.",
        "Movements are known for fewer than four weeks",
        "No cash movement in the books",
        "No open invoice.",
    ):
        assert said in page
    assert "not connected" not in page


def test_books_without_anything_say_so(
    company: SmallCompany, connected: Business, olives_browser: Client
) -> None:
    company.store.rows("DELETE FROM object")
    assert backfill(connected).state == RunState.DONE
    assert [model for model in mirrors() if model.objects.exists()] == []
    assert "The books are empty." in olives_browser.get("/b/acme/").content.decode()


def put_bills(company: SmallCompany, count: int) -> None:
    """Bills of as many minutes."""
    for number in range(1, count + 1):
        at_minute = SOME_TIME_AGO + 60 * number
        company.put("Bill", number, json.dumps(bill(number, at_minute)).encode(), at=at_minute)
