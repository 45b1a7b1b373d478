"""A document that somebody is about to act on is read again, and the mirror stands where that cannot be done."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from ap.models import Bill, Vendor
from core import clock
from core.models import Business
from sandbox.mischief import Planned
from sync.models import Connection, RunKind, RunState, SyncRun
from sync.orchestrators.mirror import pull_changes
from sync.orchestrators.refresh import refresh, refresh_all
from tests.sync.clerk import Clerk, clerk, cursor, mirrored
from tests.sync.small_company import company, connected, in_a_hurry
from tests.sync.test_runs import at_once

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


@pytest.fixture(autouse=True)
def nothing_is_young(settings: Settings) -> None:
    settings.QBO_LIVE_AGAIN_SECONDS = 0


def test_a_changed_bill_is_in_the_mirror_and_the_cursor_stays(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120)
    pull_changes(mirrored)
    before = cursor(mirrored)
    clerk.change("Bill", made, Line=[clerk.cost(150)])
    found = refresh(mirrored, "Bill", [made["Id"]])
    assert (found.ok, found.why) == (True, "")
    assert Bill.objects.of(mirrored).get().total == 150
    run = SyncRun.objects.latest("pk")
    assert (run.kind, run.state, run.calls, cursor(mirrored)) == (RunKind.LIVE, RunState.DONE, 1, before)


def test_several_entities_cost_a_call_each(mirrored: Business, clerk: Clerk) -> None:
    ids, vendor = [clerk.bill(n)["Id"] for n in (1, 2, 3)], clerk.first("Vendor")["value"]
    assert refresh_all(mirrored, {"Bill": ids, "Vendor": [vendor]}).ok
    assert clerk.company.mischief.asked == ["Bill", "Vendor"]
    assert Bill.objects.of(mirrored).count() == 3


def test_those_that_meet_a_condition(mirrored: Business, clerk: Clerk) -> None:
    clerk.bill(120, DueDate="2030-01-01")
    clerk.bill(130, DueDate="2031-01-01")
    assert refresh(mirrored, "Bill", where="DueDate < '2030-06-01'").ok
    assert [bill.total for bill in Bill.objects.of(mirrored)] == [120]


def test_one_that_is_gone_is_buried(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120)
    pull_changes(mirrored)
    clerk.delete("Bill", made)
    assert refresh(mirrored, "Bill", [made["Id"]]).ok
    assert not Bill.objects.of(mirrored).exists()


def test_what_was_read_a_moment_ago_is_not_asked_for(
    mirrored: Business, clerk: Clerk, settings: Settings
) -> None:
    settings.QBO_LIVE_AGAIN_SECONDS = 60
    made = clerk.bill(120)
    assert refresh(mirrored, "Bill", [made["Id"]]).ok
    before = SyncRun.objects.count()
    found = refresh(mirrored, "Bill", [made["Id"]])
    assert found.ok
    assert clock.now() - (found.at or clock.now()) < timedelta(seconds=5)
    assert SyncRun.objects.count() == before


def test_twenty_pages_that_want_the_same_at_once_cost_one_call(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120)
    pull_changes(mirrored)
    clerk.company.mischief.asked.clear()
    clerk.company.mischief.plan(Planned("slow", times=1, seconds=1.0))
    found = at_once(20, lambda: refresh(mirrored, "Bill", [made["Id"]]))
    assert {each.ok for each in found} == {True}
    assert clerk.company.mischief.asked == ["Bill"]


def test_with_nothing_named_nothing_is_asked(mirrored: Business) -> None:
    before = SyncRun.objects.count()
    assert refresh_all(mirrored, {"Bill": []}).ok
    assert SyncRun.objects.count() == before


def test_where_quickbooks_cannot_be_asked_the_mirror_stands_and_says_as_of_when(
    mirrored: Business, clerk: Clerk
) -> None:
    made = clerk.bill(120)
    pull_changes(mirrored)
    Connection.objects.update(broken_at=clock.now())
    found = refresh(mirrored, "Bill", [made["Id"]])
    assert (found.ok, found.at) == (False, min(cursor(mirrored), found.at or clock.now()))
    assert "QuickBooks no longer accepts this connection" in found.why
    assert Bill.objects.of(mirrored).get().total == 120
    assert SyncRun.objects.latest("pk").state == RunState.FAILED


def test_an_entity_that_is_not_mirrored_is_a_fault_of_the_caller(mirrored: Business) -> None:
    with pytest.raises(KeyError, match="Employee"):
        refresh(mirrored, "Employee", ["1"])
    assert Vendor.objects.of(mirrored).exists()
