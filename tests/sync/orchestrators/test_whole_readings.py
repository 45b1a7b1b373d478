"""What a list of changes cannot tell: it was cut, it does not carry the entity, it does not reach back far enough."""

from datetime import timedelta

import pytest

from ap.models import Bill, Vendor
from core import clock
from core.models import Business, ExchangeRate, RecurringTransaction
from sandbox import faults
from sandbox.wire import encode
from sync.entities import start_over
from sync.errors import NotPermitted
from sync.models import EntityState, Feed, FeedKind, RunKind, RunState, SyncRun
from sync.orchestrators.changes import pull_changes
from sync.orchestrators.freshness import freshness_of
from sync.orchestrators.mirror import backfill
from tests.sync.clerk import Clerk, clerk, cursor, mirrored, state
from tests.sync.small_company import REALM, bill, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]
RENT = {"Name": "Rent", "RecurType": "Automated", "Active": True}


def a_week_later(business: Business, *names: str) -> None:
    """As if these entities had been read eight days ago."""
    states = EntityState.objects.filter(business=business, entity__in=names)
    states.update(backfilled_at=clock.now() - timedelta(days=8))


def test_an_answer_that_was_cut_is_asked_again_entity_by_entity(mirrored: Business, clerk: Clerk) -> None:
    clerk.import_bills(600)
    clerk.import_vendors(500)
    run = pull_changes(mirrored)
    assert run.state == RunState.DONE
    assert Bill.objects.of(mirrored).count() == 600
    assert Vendor.objects.of(mirrored).count() == 501
    assert "Bill" not in clerk.company.mischief.asked, "no entity had to be read whole"


@pytest.mark.prove
def test_deletions_that_no_answer_holds_are_found_by_a_census(mirrored: Business, clerk: Clerk) -> None:
    """Tombstones come last in an answer and are cut off first."""
    gone = clerk.bill(120)
    pull_changes(mirrored)
    clerk.delete("Bill", gone)
    clerk.import_bills(1005)
    before = cursor(mirrored)
    run = pull_changes(mirrored)
    assert (run.state, run.error) == (RunState.DONE, "")
    assert Bill.objects.of(mirrored).count() == 1005
    assert Bill.objects.get(qbo_id=gone["Id"]).deleted_at is not None
    assert run.tallies["Bill"]["deleted"] == 1
    assert cursor(mirrored) > before
    assert state(mirrored, "Bill").rows == 1005


def test_the_cursor_waits_for_the_census(mirrored: Business, clerk: Clerk) -> None:
    clerk.import_bills(1005)
    before = cursor(mirrored)
    clerk.company.refuse("Bill", faults.unparsable_query("not today"))
    with pytest.raises(Exception, match="not today"):
        pull_changes(mirrored)
    assert cursor(mirrored) == before


def test_what_the_census_misses_is_asked_for_once_more_before_it_is_buried(
    mirrored: Business, clerk: Clerk
) -> None:
    """A bill that cannot be read any more is there all the same."""
    at = int(clock.now().timestamp())
    for number in (900, 901):
        clerk.company.put("Bill", number, encode(bill(number, at)), at=at)
    pull_changes(mirrored)
    clerk.company.put("Bill", 900, encode(bill(900, at, TotalAmt="a lot")), at=at)
    clerk.lose("Bill", "901")
    backfill(mirrored, only=[Bill], full=True)
    assert [row.qbo_id for row in Bill.objects.of(mirrored)] == ["900"]
    assert state(mirrored, "Bill").quarantined == 1


def test_a_census_that_erred_is_put_right_by_the_next_reading(mirrored: Business, clerk: Clerk) -> None:
    at = int(clock.now().timestamp())
    clerk.company.put("Bill", 900, encode(bill(900, at)), at=at)
    pull_changes(mirrored)
    clerk.lose("Bill", "900")
    backfill(mirrored, only=[Bill], full=True)
    assert not Bill.objects.of(mirrored).exists()
    clerk.company.put("Bill", 900, encode(bill(900, at)), at=at)
    backfill(mirrored, only=[Bill], full=True)
    assert Bill.objects.of(mirrored).count() == 1


def test_a_census_that_a_killed_worker_left_undone_is_done_by_the_next_pull(
    mirrored: Business, clerk: Clerk
) -> None:
    clerk.company.put("Bill", 900, encode(bill(900)))
    backfill(mirrored, only=[Bill], full=True)
    clerk.lose("Bill", "900")
    EntityState.objects.filter(entity="Bill").update(began_at=clock.now() + timedelta(seconds=1))
    pull_changes(mirrored)
    assert not Bill.objects.of(mirrored).exists()
    assert state(mirrored, "Bill").began_at is None


def test_a_reading_that_was_broken_off_buries_nothing(mirrored: Business, clerk: Clerk) -> None:
    """Its census waits for its end: what it has not reached yet is not missing."""
    clerk.company.put("Bill", 900, encode(bill(900)))
    backfill(mirrored, only=[Bill], full=True)
    start_over(mirrored, [Bill])
    clerk.lose("Bill", "900")
    EntityState.objects.filter(entity="Bill").update(began_at=clock.now() + timedelta(seconds=1))
    pull_changes(mirrored)
    assert Bill.objects.of(mirrored).exists()


def test_changes_older_than_29_days_are_made_good_by_reading_everything(
    mirrored: Business, clerk: Clerk
) -> None:
    gone, kept = clerk.bill(10), clerk.bill(20)
    pull_changes(mirrored)
    clerk.lose("Bill", gone["Id"])
    long_ago = clock.now() - timedelta(days=40)
    Feed.objects.filter(kind=FeedKind.CHANGES).update(cursor=long_ago)
    run = pull_changes(mirrored)
    assert (run.kind, run.state) == (RunKind.BACKFILL, RunState.DONE)
    assert [row.qbo_id for row in Bill.objects.of(mirrored)] == [kept["Id"]]
    assert cursor(mirrored) > clock.now() - timedelta(minutes=1)
    assert pull_changes(mirrored).kind == RunKind.CHANGES


def test_while_quickbooks_does_not_answer_an_old_mirror_is_called_old_and_not_unread(
    mirrored: Business, clerk: Clerk
) -> None:
    long_ago = clock.now() - timedelta(days=40)
    Feed.objects.filter(kind=FeedKind.CHANGES).update(cursor=long_ago)
    clerk.company.refuse("CompanyInfo", faults.invalid_company_status())
    with pytest.raises(NotPermitted):
        pull_changes(mirrored)
    freshness = freshness_of([mirrored])[mirrored.pk]
    assert (freshness.as_of, freshness.complete) == (long_ago, True)
    assert "on hold" in freshness.last_error


@pytest.mark.prove
def test_a_reading_of_everything_that_fails_is_due_again(mirrored: Business, clerk: Clerk) -> None:
    Feed.objects.filter(kind=FeedKind.CHANGES).update(cursor=clock.now() - timedelta(days=40))
    clerk.company.refuse("Bill", faults.unparsable_query("not today"))
    with pytest.raises(Exception, match="not today"):
        pull_changes(mirrored)
    assert Feed.objects.get(kind=FeedKind.BACKFILL).next_at is not None
    clerk.company.mischief.answers.clear()
    assert backfill(mirrored).state == RunState.DONE
    assert pull_changes(mirrored).state == RunState.DONE


def test_what_changes_do_not_carry_is_read_again_after_a_week(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.enter("RecurringTransaction", Bill=clerk.a_bill(100) | {"RecurringInfo": RENT})["Bill"]
    pull_changes(mirrored)
    assert not RecurringTransaction.objects.exists()
    a_week_later(mirrored, "RecurringTransaction")
    pull_changes(mirrored)
    assert RecurringTransaction.objects.of(mirrored).get().name == "Rent"
    clerk.lose("RecurringTransaction", made["Id"])
    clerk.company.mischief.asked.clear()
    pull_changes(mirrored)
    assert clerk.company.mischief.asked == ["cdc"], "once a week is enough"
    a_week_later(mirrored, "RecurringTransaction")
    pull_changes(mirrored)
    assert not RecurringTransaction.objects.of(mirrored).exists()


def test_it_is_read_again_at_once_for_who_asks(mirrored: Business, clerk: Clerk) -> None:
    clerk.enter("RecurringTransaction", Bill=clerk.a_bill(100) | {"RecurringInfo": RENT})
    backfill(mirrored, only=[RecurringTransaction], full=True)
    assert RecurringTransaction.objects.of(mirrored).get().name == "Rent"


def test_a_dated_rate_that_is_not_listed_any_more_stays_true(mirrored: Business, clerk: Clerk) -> None:
    clerk.enter("ExchangeRate", SourceCurrencyCode="EUR", Rate=1.1, AsOfDate="2026-01-02")
    a_week_later(mirrored, "ExchangeRate")
    pull_changes(mirrored)
    clerk.company.store.rows("DELETE FROM object WHERE realm = ? AND entity = 'ExchangeRate'", REALM)
    a_week_later(mirrored, "ExchangeRate")
    pull_changes(mirrored)
    assert ExchangeRate.objects.of(mirrored).filter(source_currency="EUR", as_of_on="2026-01-02").exists()


def test_an_entity_that_was_refused_is_asked_for_again_after_a_week(mirrored: Business, clerk: Clerk) -> None:
    EntityState.objects.filter(entity="Bill").update(unavailable="not on this plan")
    clerk.bill()
    a_week_later(mirrored, "Bill")
    clerk.company.refuse("Bill", faults.business("still not"))
    run = pull_changes(mirrored)
    assert run.state == RunState.PARTIAL
    assert "still not" in state(mirrored, "Bill").unavailable
    clerk.company.mischief.answers.clear()
    a_week_later(mirrored, "Bill")
    assert pull_changes(mirrored).state == RunState.DONE
    assert state(mirrored, "Bill").unavailable == ""
    assert Bill.objects.of(mirrored).count() == 1


def test_a_first_backfill_asks_nothing_twice(connected: Business, clerk: Clerk) -> None:
    backfill(connected)
    asked = clerk.company.mischief.asked
    assert len(asked) == len(set(asked))
    assert not EntityState.objects.exclude(began_at=None).exists()
    assert SyncRun.objects.get().calls == len(asked)
