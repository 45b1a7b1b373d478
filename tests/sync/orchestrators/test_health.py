"""How each mirror is doing, computed from facts."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from core import clock
from core.mirror import mirrors
from core.models import Business, Firm
from sync import runs
from sync.budget import budget
from sync.merge import Tally
from sync.models import (
    ApiUsage,
    Connection,
    EntityState,
    Feed,
    FeedKind,
    RunKind,
    RunState,
    SyncIssue,
    SyncRun,
    WebhookDelivery,
    WebhookEvent,
)
from sync.orchestrators.freshness import facts_of
from sync.orchestrators.health import BusinessStatus, Health, freshness_of, healths_of, sync_status
from tests.bookkeeping import Books

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
RECENTLY = NOW - timedelta(minutes=2)


@pytest.fixture
def feed(acme: Business) -> Feed:
    """Acme is connected, read completely, and changes came two minutes ago."""
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    states = [
        EntityState(business=acme, entity=model.qbo.name, backfilled_at=RECENTLY) for model in mirrors()
    ]
    EntityState.objects.bulk_create(states)
    soon = NOW + timedelta(minutes=8)
    return Feed.objects.create(
        business=acme, kind=FeedKind.CHANGES, cursor=RECENTLY, last_ok_at=RECENTLY, next_at=soon
    )


def status(now: datetime = NOW) -> BusinessStatus:
    (only,) = sync_status(now, count=True)
    return only


def change(feed: Feed, **facts: Any) -> None:
    Feed.objects.filter(pk=feed.pk).update(**facts)


def test_a_mirror_with_recent_changes_is_fresh(feed: Feed) -> None:
    assert (status().health, status().as_of, status().age_seconds) == (Health.FRESH, RECENTLY, 120)


def test_a_pull_that_is_overdue_makes_the_mirror_late(feed: Feed) -> None:
    change(feed, next_at=NOW - timedelta(minutes=5))
    assert status().health is Health.FRESH
    change(feed, next_at=NOW - timedelta(minutes=5, seconds=1))
    assert status().health is Health.LATE


def test_without_a_pull_planned_the_mirror_is_late_after_15_minutes(feed: Feed) -> None:
    change(feed, next_at=None)
    assert status(RECENTLY + timedelta(minutes=15)).health is Health.FRESH
    assert status(RECENTLY + timedelta(minutes=15, seconds=1)).health is Health.LATE


def heard_elsewhere(at: datetime) -> None:
    """A webhook told of another company."""
    firm = Firm.objects.create(name="Birch", slug="birch")
    birch = Business.objects.create(firm=firm, name="Birch", slug="birch")
    Feed.objects.create(business=birch, kind=FeedKind.CHANGES, heard_at=at)


def as_of_acme(feed: Feed) -> datetime | None:
    return freshness_of([feed.business])[feed.business_id].as_of


def test_a_quiet_mirror_is_known_up_to_five_minutes_before_the_last_webhook_of_whichever_company(
    feed: Feed,
) -> None:
    change(feed, cursor=NOW - timedelta(hours=2), last_ok_at=NOW - timedelta(hours=2))
    heard_elsewhere(NOW - timedelta(minutes=1))
    assert as_of_acme(feed) == NOW - timedelta(minutes=6)
    heard_earlier = NOW - timedelta(hours=3)
    Feed.objects.exclude(heard_at=None).update(heard_at=heard_earlier)
    assert as_of_acme(feed) == NOW - timedelta(hours=2)


def test_a_mirror_of_which_an_event_waits_is_as_old_as_its_last_pull(feed: Feed) -> None:
    heard_elsewhere(NOW)
    facts = {"business": feed.business, "entity": "Bill", "qbo_id": "1", "operation": "updated"}
    delivery = WebhookDelivery.objects.create(body=b"[]")
    event = WebhookEvent.objects.create(delivery=delivery, event_id="1", happened_at=NOW, **facts)
    change(feed, cursor=NOW - timedelta(hours=2))
    assert as_of_acme(feed) == NOW - timedelta(hours=2)
    WebhookEvent.objects.filter(pk=event.pk).update(handled_at=NOW)
    assert as_of_acme(feed) == NOW - timedelta(minutes=5)


@pytest.mark.parametrize("trouble", ["missed", "disconnected"])
def test_a_mirror_that_webhooks_do_not_reach_is_as_old_as_its_last_pull(feed: Feed, trouble: str) -> None:
    heard_elsewhere(NOW)
    change(feed, cursor=NOW - timedelta(hours=2))
    if trouble == "missed":
        change(feed, missed_at=clock.now())
    else:
        Connection.objects.update(broken_at=NOW)
    assert as_of_acme(feed) == NOW - timedelta(hours=2)


def test_a_mirror_that_was_not_read_to_its_end_is_late(feed: Feed) -> None:
    EntityState.objects.filter(entity="Bill").update(backfilled_at=None)
    assert (status().health, status().as_of, status().age_seconds) == (Health.LATE, None, None)


def test_a_failed_pull_makes_the_mirror_failing(feed: Feed) -> None:
    change(feed, failures=1, last_error="QuickBooks could not be reached.")
    assert (status().health, status().last_error) == (Health.FAILING, "QuickBooks could not be reached.")
    assert status().reason == "The last pull failed: QuickBooks could not be reached."


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"failures": 3, "last_error": "Throttled."}, "The last 3 pulls failed: Throttled."),
        ({"next_at": NOW - timedelta(minutes=6)}, "The next pull is overdue."),
        ({"next_at": None, "cursor": NOW - timedelta(hours=1)}, "No pull is planned."),
        ({"next_at": NOW + timedelta(minutes=1)}, ""),
    ],
)
def test_what_is_not_fresh_has_its_reason(feed: Feed, facts: dict[str, Any], reason: str) -> None:
    change(feed, **facts)
    assert status().reason == reason


def test_why_a_business_is_disconnected(feed: Feed) -> None:
    Connection.objects.update(broken_at=NOW, broken_why="The grant was revoked.")
    assert status().reason == "The grant was revoked."
    Connection.objects.update(broken_at=None, ended_at=NOW)
    assert status().reason.startswith("Disconnected by a person")
    Connection.objects.all().delete()
    assert status().reason == "Not connected to QuickBooks yet."


def test_the_next_run_is_the_one_that_the_mirror_waits_for(feed: Feed) -> None:
    first = Feed.objects.create(business=feed.business, kind=FeedKind.BACKFILL, next_at=NOW)
    assert status().next_at == feed.next_at
    EntityState.objects.filter(entity="Bill").update(backfilled_at=None)
    assert status().next_at == first.next_at
    change(feed, paused_at=NOW)
    assert (status().next_at, status().is_paused) == (None, True)


def test_calls_are_those_of_the_day(feed: Feed) -> None:
    for day, calls in ((NOW.date(), 4), (NOW.date() - timedelta(days=1), 90)):
        ApiUsage.objects.create(business=feed.business, day=day, call_class="cdc", calls=calls)
    assert status().calls_today == 4


@pytest.mark.parametrize(
    ("reads", "health", "reason"),
    [
        (70, Health.FRESH, ""),
        (85, Health.LATE_BUDGET, "85% of this month's reads are used: background reads are slowed."),
        (
            96,
            Health.LATE_BUDGET,
            "96% of this month's reads are used: background reads rest until next month.",
        ),
    ],
)
def test_an_interval_that_the_budget_stretched_beyond_the_promise_makes_the_mirror_late_by_it(
    feed: Feed, settings: Settings, reads: int, health: Health, reason: str
) -> None:
    settings.QBO_READ_BUDGET_PER_MONTH = 100
    ApiUsage.objects.create(
        business=feed.business, day=NOW.date(), call_class="cdc", calls=reads, reads=reads
    )
    change(feed, last_ok_at=NOW - timedelta(minutes=20), next_at=NOW + timedelta(minutes=10))
    assert (status().health, status().reason) == (health, reason)


def test_within_the_promise_the_budget_makes_nothing_late(feed: Feed, settings: Settings) -> None:
    settings.QBO_READ_BUDGET_PER_MONTH = 100
    ApiUsage.objects.create(business=feed.business, day=NOW.date(), call_class="cdc", calls=85, reads=85)
    assert status().health is Health.FRESH


def test_many_businesses_take_seven_queries(acme: Business, sam: Any, django_assert_num_queries: Any) -> None:
    both = [acme, sam.memberships.get().business]
    budget(clock.now())  # keeps the sum for a minute
    with django_assert_num_queries(7):
        assert healths_of(both, clock.now()).keys() == {business.pk for business in both}


def test_a_paused_feed_is_paused_even_when_it_failed(feed: Feed) -> None:
    change(feed, failures=1, paused_at=NOW)
    assert status().health is Health.PAUSED


def test_a_broken_connection_is_disconnected_whatever_else_is_wrong(feed: Feed) -> None:
    change(feed, failures=1, paused_at=NOW)
    Connection.objects.update(broken_at=NOW, broken_why="The grant was revoked.")
    assert status().health is Health.DISCONNECTED


def test_a_business_that_was_never_connected_is_disconnected(acme: Business) -> None:
    assert (status().health, status().as_of) == (Health.DISCONNECTED, None)


def test_what_changes_do_not_carry_is_as_old_as_its_own_reading(feed: Feed) -> None:
    EntityState.objects.update(backfilled_at=NOW - timedelta(days=3))
    ages = {entity.entity: entity.age_seconds for entity in status().entities}
    assert (ages["Bill"], ages["ExchangeRate"]) == (120, 3 * 86400)


def test_rows_are_those_that_still_exist(feed: Feed, books: Books) -> None:
    books.enter("Bill", TotalAmt=1)
    gone = books.enter("Bill", TotalAmt=2)
    books.delete("Bill", gone)
    assert {entity.entity: entity.rows for entity in status().entities}["Bill"] == 1


@pytest.mark.parametrize(
    "facts", [{}, {"backfilled_at": None}, {"unavailable": "no"}, {"backfilled_at": NOW - timedelta(days=9)}]
)
def test_freshness_read_in_short_is_that_of_all_facts(feed: Feed, facts: dict[str, Any]) -> None:
    EntityState.objects.filter(entity="Bill").update(**facts)
    SyncIssue.objects.create(business=feed.business, entity="Invoice", qbo_id="1", reason="odd", payload=b"")
    key = feed.business_id
    assert freshness_of([feed.business])[key] == facts_of([feed.business])[key].freshness()


@pytest.mark.parametrize("column", ["broken_at", "ended_at"])
def test_in_short_a_connection_is_of_use_by_the_rule_of_its_model(feed: Feed, column: str) -> None:
    key = feed.business_id
    assert freshness_of([feed.business])[key].connected
    Connection.objects.filter(business=key).update(**{column: NOW})
    assert not Connection.objects.get(business=key).is_usable()
    assert not freshness_of([feed.business])[key].connected


def test_a_row_of_an_entity_that_is_mirrored_no_more_stands_for_no_other(feed: Feed) -> None:
    """An earlier edition read `Budget`; this one reads bills, and has not yet."""
    business = feed.business
    EntityState.objects.filter(business=business, entity="Bill").update(entity="Budget")
    assert not freshness_of([business])[business.pk].complete
    assert facts_of([business])[business.pk].missing() == ["Bill"]
    EntityState.objects.create(business=business, entity="Bill", backfilled_at=RECENTLY)
    assert freshness_of([business])[business.pk].complete


def test_the_freshness_of_many_businesses_takes_five_queries(
    acme: Business, sam: Any, django_assert_num_queries: Any
) -> None:
    both = [acme, sam.memberships.get().business]
    with django_assert_num_queries(5):
        assert freshness_of(both).keys() == {business.pk for business in both}


def test_the_command_ends_with_one_json_object(
    feed: Feed, books: Books, capsys: pytest.CaptureFixture[str]
) -> None:
    books.enter("Bill", TotalAmt=1)
    SyncIssue.objects.create(business=books.business, entity="Bill", qbo_id="9", reason="odd", payload=b"{")
    call_command("sync_status", "--json")
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    (acme,) = said["businesses"]
    assert said["budget"].keys() >= {"month", "limit", "used", "share", "forecast", "pace", "by_class"}
    assert acme["slug"] == "acme"
    assert (acme["health"], acme["reason"], acme["calls_today"]) == ("late", "The next pull is overdue.", 0)
    assert acme["entities"]["Bill"].keys() == {"rows", "as_of", "age_seconds", "quarantined"}
    assert (acme["entities"]["Bill"]["rows"], acme["entities"]["Bill"]["quarantined"]) == (1, 1)
    assert datetime.fromisoformat(acme["entities"]["Bill"]["as_of"]) == RECENTLY


def test_the_command_shows_a_table(feed: Feed, capsys: pytest.CaptureFixture[str]) -> None:
    EntityState.objects.filter(entity="Bill").update(backfilled_at=None)
    call_command("sync_status")
    said = capsys.readouterr().out
    assert "acme: late, as of not read yet" in said
    assert f"  Not read to the end yet: {len(mirrors()) - 1} of {len(mirrors())} kinds of object are." in said
    assert max(map(len, said.splitlines())) <= 80
    assert [line.split() for line in said.splitlines() if line.strip().startswith("Bill ")] == [
        ["Bill", "0", "not", "read", "yet", "0"]
    ]


def test_the_command_shows_what_is_under_way(
    feed: Feed, acme: Business, capsys: pytest.CaptureFixture[str]
) -> None:
    began = clock.now() - timedelta(minutes=2)
    reading = SyncRun.objects.create(
        business=acme, kind=RunKind.BACKFILL, state=RunState.RUNNING, started_at=began, worker="host:7"
    )
    runs.note(reading, "Bill", Tally(read=1200, inserted=1200))
    SyncRun.objects.create(business=acme, kind=RunKind.CHANGES)
    SyncRun.objects.create(business=acme, kind=RunKind.CHANGES, state=RunState.DONE)
    call_command("sync_status")
    said = capsys.readouterr().out
    assert re.search(r"^  backfill running for 0:02:\d\d, host:7; read: Bill 1,200$", said, re.MULTILINE)
    assert re.search(
        r"^  changes queued for 0:00:\d\d, no worker yet; read: nothing yet$", said, re.MULTILINE
    )
    call_command("sync_status", "--json")
    (status,) = json.loads(capsys.readouterr().out.splitlines()[-1])["businesses"]
    first, second = status["runs"]
    assert (first["kind"], first["state"], first["worker"]) == ("backfill", "running", "host:7")
    assert datetime.fromisoformat(first["since"]) == began
    assert first["tallies"]["Bill"]["read"] == 1200
    assert (second["kind"], second["state"], second["tallies"]) == ("changes", "queued", {})


def test_the_command_says_which_share_of_the_runs_ended_well(
    feed: Feed, acme: Business, capsys: pytest.CaptureFixture[str]
) -> None:
    now = clock.now()
    ends = [(RunState.DONE, 6), (RunState.PARTIAL, 1), (RunState.FAILED, 1)]
    for state, count in ends:
        for _ in range(count):
            SyncRun.objects.create(business=acme, kind=RunKind.CHANGES, state=state, finished_at=now)
    long_ago = now - timedelta(days=31)
    SyncRun.objects.create(business=acme, kind=RunKind.CHANGES, state=RunState.LOST, finished_at=long_ago)
    call_command("sync_status")
    assert "runs that ended in 30 days: 8; 75.00% done, 12.50% failed or lost" in capsys.readouterr().out
    call_command("sync_status", "--json")
    runs = json.loads(capsys.readouterr().out.splitlines()[-1])["runs_of_30_days"]
    assert runs == {"done": 6, "partial": 1, "failed": 1, "lost": 0, "success": 0.75, "failure": 0.125}


def test_without_a_business_the_command_says_so(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sync_status")
    assert "No business yet" in capsys.readouterr().out
