"""Objects that someone named are read again over HTTP and merged as QuickBooks has them now."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from ap.models import Bill
from core import clock
from core.models import Business, ExchangeRate
from sandbox import faults
from sandbox.wire import encode
from sync import tasks
from sync.census import AT_ONCE
from sync.models import RunKind, RunState, SyncIssue, SyncRun
from sync.orchestrators.mirror import pull_changes
from sync.orchestrators.named import read_named, retry
from tests.rowcol.test_demo import free_port
from tests.sync.clerk import Clerk, clerk, cursor, mirrored, state
from tests.sync.small_company import bill, company, connected, hasty_clock, in_a_hurry

__all__ = ["clerk", "company", "connected", "hasty_clock", "in_a_hurry", "mirrored"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]
Said = pytest.CaptureFixture[str]


def quarantined(mirrored: Business, clerk: Clerk, *qbo_ids: int) -> list[SyncIssue]:
    """Bills of which QuickBooks said something that cannot be read."""
    now = int(clock.now().timestamp())
    for qbo_id in qbo_ids:
        clerk.company.put("Bill", qbo_id, encode(bill(qbo_id, now, DueDate="soon")), at=now)
    pull_changes(mirrored)
    assert not Bill.objects.exists()
    return list(SyncIssue.objects.filter(resolved_at=None).order_by("qbo_id"))


def mend(clerk: Clerk, qbo_id: int) -> None:
    """The same object as it should have been all along; nothing tells RowCol of it."""
    now = int(clock.now().timestamp())
    clerk.company.put("Bill", qbo_id, encode(bill(qbo_id, now, DueDate="2026-12-01")), at=now - 3600)


def test_a_named_object_is_merged_as_it_is_now_and_the_cursor_stays(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120)
    before = cursor(mirrored)
    run = read_named(mirrored, {Bill: [made["Id"]]})
    assert (run.kind, run.state, run.calls) == (RunKind.NAMED, RunState.DONE, 1)
    assert run.tallies["Bill"]["inserted"] == 1
    assert Bill.objects.of(mirrored).get().total == 120
    assert (cursor(mirrored), state(mirrored, "Bill").rows) == (before, 1)


def test_many_are_asked_for_together(mirrored: Business, clerk: Clerk) -> None:
    clerk.import_bills(AT_ONCE + 1)
    run = read_named(mirrored, {Bill: [str(5000 + n) for n in range(AT_ONCE + 1)]})
    assert (run.calls, Bill.objects.of(mirrored).count()) == (2, AT_ONCE + 1)


def test_one_that_quickbooks_lost_is_buried(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120)
    pull_changes(mirrored)
    clerk.lose("Bill", made["Id"])
    run = read_named(mirrored, {Bill: [made["Id"]]})
    assert (run.state, run.tallies["Bill"]["deleted"]) == (RunState.DONE, 1)
    assert not Bill.objects.of(mirrored).exists()
    again = read_named(mirrored, {Bill: [made["Id"]]})
    assert (again.state, again.tallies["Bill"]["deleted"]) == (RunState.DONE, 0)


def test_one_that_nobody_knows_is_named_and_leaves_no_row(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120)
    run = read_named(mirrored, {Bill: [made["Id"], "99"]})
    assert (run.state, run.error) == (RunState.PARTIAL, "QuickBooks has no Bill 99, nor had RowCol.")
    assert [one.qbo_id for one in Bill.objects.filter(business=mirrored)] == [made["Id"]]


def test_a_rate_is_asked_for_by_currency_and_day(mirrored: Business, clerk: Clerk) -> None:
    clerk.enter("ExchangeRate", SourceCurrencyCode="EUR", Rate=1.1, AsOfDate="2026-01-02")
    run = read_named(mirrored, {ExchangeRate: ["EUR:USD:2026-01-02", "EUR"]})
    assert str(ExchangeRate.objects.of(mirrored).get().as_of_on) == "2026-01-02"
    assert run.error == "QuickBooks has no ExchangeRate EUR, nor had RowCol."


def test_an_issue_that_was_mended_in_quickbooks_is_resolved_by_retrying(
    mirrored: Business, clerk: Clerk
) -> None:
    mended, odd = quarantined(mirrored, clerk, 71, 72)
    mend(clerk, 71)
    run = retry(mirrored, [mended.pk, odd.pk])
    assert run is not None
    assert (run.tallies["Bill"]["inserted"], run.tallies["Bill"]["quarantined"]) == (1, 1)
    mended.refresh_from_db()
    odd.refresh_from_db()
    assert mended.resolved_at is not None
    assert (odd.resolved_at, odd.times_seen) == (None, 2)
    assert (Bill.objects.of(mirrored).get().qbo_id, state(mirrored, "Bill").quarantined) == ("71", 1)


def test_an_issue_about_what_is_gone_is_resolved_without_a_row(mirrored: Business, clerk: Clerk) -> None:
    [issue] = quarantined(mirrored, clerk, 71)
    clerk.lose("Bill", "71")
    run = retry(mirrored, [issue.pk])
    issue.refresh_from_db()
    assert run is not None
    assert (run.state, issue.resolved_at is not None) == (RunState.DONE, True)
    assert not Bill.objects.filter(business=mirrored).exists()
    assert state(mirrored, "Bill").quarantined == 0


def test_an_issue_that_shows_no_id_or_is_resolved_is_not_asked_for(mirrored: Business) -> None:
    facts = {"business": mirrored, "entity": "Bill", "reason": "no Id", "payload": b"{}"}
    nameless = SyncIssue.objects.create(qbo_id="#0f3a", **facts)
    resolved = SyncIssue.objects.create(qbo_id="7", resolved_at=clock.now(), **facts)
    before = SyncRun.objects.count()
    assert retry(mirrored, [nameless.pk, resolved.pk]) is None
    assert SyncRun.objects.count() == before


def test_another_business_issue_is_not_touched(mirrored: Business, clerk: Clerk) -> None:
    [issue] = quarantined(mirrored, clerk, 71)
    other = Business.objects.create(firm=mirrored.firm, name="Birch", slug="birch")
    assert retry(other, [issue.pk]) is None


def test_a_retry_that_fails_is_kept_with_its_run(mirrored: Business, clerk: Clerk) -> None:
    [issue] = quarantined(mirrored, clerk, 71)
    clerk.company.refuse("Bill", faults.unparsable_query("not today"))
    tasks.retry_issues(mirrored.pk, [issue.pk])
    run = SyncRun.objects.filter(kind=RunKind.NAMED).get()
    assert (run.state, "not today" in run.error) == (RunState.FAILED, True)


def test_resync_says_what_became_of_the_object(mirrored: Business, clerk: Clerk, capsys: Said) -> None:
    made = clerk.bill(120)
    call_command("resync", "--business", "acme", "--entity", "bill", "--id", made["Id"])
    assert capsys.readouterr().out == "acme: Bill read 1: 1 inserted, 1 calls\n"


def test_resync_while_quickbooks_cannot_be_reached_promises_no_second_try(
    mirrored: Business, settings: Settings, hasty_clock: None
) -> None:
    settings.QBO_BASE_URL = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(CommandError, match=r"could not be reached.* run the command again later"):
        call_command("resync", "--business", "acme", "--entity", "Bill", "--id", "7")


def test_resync_of_what_nobody_knows_or_can_read_fails_in_one_line(mirrored: Business, clerk: Clerk) -> None:
    quarantined(mirrored, clerk, 71)
    with pytest.raises(CommandError, match=r"^QuickBooks has no Bill 99, nor had RowCol\.$"):
        call_command("resync", "--business", "acme", "--entity", "Bill", "--id", "99")
    with pytest.raises(CommandError, match="1 could not be read; the issues in the admin say why"):
        call_command("resync", "--business", "acme", "--entity", "Bill", "--id", "71")
    with pytest.raises(CommandError, match="It mirrors Account, Bill"):
        call_command("resync", "--business", "acme", "--entity", "Bil", "--id", "71")
