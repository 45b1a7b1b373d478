"""The doorbells: tick rings what is due, and rings again what the broker or a worker lost."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from ap.models import Bill
from bank.models import Account
from core import clock
from core.models import Business, Firm
from sync import connect, feeds, runs, tasks
from sync.models import Connection, Feed, FeedKind, RunKind, RunState, SyncRun
from sync.orchestrators.mirror import backfill
from tests.sync.elsewhere import SET_UP, same_place
from tests.sync.small_company import SmallCompany, bill, company, connected, in_a_hurry

__all__ = ["company", "connected", "in_a_hurry"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]

TICK_LOSE_TICK = """
import json, os
from pathlib import Path
from django.conf import settings
from sync.tasks import tick

queue = Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"])
def ring(seconds):
    Path(os.environ["ROWCOL_CLOCK_FILE"]).write_text(json.dumps({"offset": seconds}))
    tick()
    messages = list(queue.iterdir())
    for message in messages:
        message.unlink()
    return len(messages)
print(json.dumps([ring(seconds) for seconds in (0, 1, 61, 62)]))
"""


@pytest.fixture
def at_once(settings: Settings) -> None:
    """Messages are heard at once: whoever rings does the work."""
    settings.CELERY_TASK_ALWAYS_EAGER = True


def due(business: Business, kind: FeedKind) -> Feed:
    feed = feeds.feed_of(business, kind)
    feed.next_at = clock.now()
    feed.save()
    return feed


@pytest.mark.usefixtures("at_once")
def test_tick_alone_brings_a_change_into_the_mirror(company: SmallCompany, connected: Business) -> None:
    backfill(connected)
    now = int(clock.now().timestamp())
    company.put("Bill", 77, json.dumps(bill(77, now)).encode(), at=now)
    tasks.tick()
    assert not Bill.objects.exists(), "it is not due yet"
    due(connected, FeedKind.CHANGES)
    tasks.tick()
    assert Bill.objects.of(connected).get().qbo_id == "77"


@pytest.mark.usefixtures("at_once")
def test_a_company_that_was_just_connected_is_read_by_the_next_tick(
    company: SmallCompany, acme: Business
) -> None:
    company.connect(acme)
    tasks.tick()
    assert Account.objects.of(acme).count() == 50
    assert not feeds.due(clock.now()).exists()


@pytest.mark.prove
@pytest.mark.usefixtures("at_once")
def test_a_company_that_was_connected_again_is_asked_for_changes_by_the_next_tick(
    company: SmallCompany, connected: Business
) -> None:
    backfill(connected)
    changes = Feed.objects.get(kind=FeedKind.CHANGES)
    feeds.failed(changes, "QuickBooks no longer accepts this connection.")
    company.connect(connected)
    tasks.tick()
    changes.refresh_from_db()
    assert (changes.failures, SyncRun.objects.latest("pk").kind) == (0, RunKind.CHANGES)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
def test_a_kind_of_feed_that_nobody_pulls_is_left_alone(acme: Business) -> None:
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    feed = Feed.objects.create(business=acme, kind="next year's", next_at=clock.now())
    tasks.tick()
    assert list(feeds.due(clock.now())) == [feed], "it waits for a version that can"


@pytest.mark.usefixtures("at_once")
def test_a_pull_without_a_consent_is_no_run_no_failure_and_raises_nothing(acme: Business) -> None:
    feed = due(acme, FeedKind.BACKFILL)
    tasks.run_feed(feed.pk)
    feed.refresh_from_db()
    assert (feed.failures, feed.last_error) == (0, "")
    assert not SyncRun.objects.exists()
    assert not feeds.due(clock.now() + timedelta(hours=2)).exists(), "without a consent it cannot succeed"


@pytest.mark.usefixtures("at_once")
def test_one_business_that_cannot_be_read_does_not_stop_the_next(connected: Business) -> None:
    unconnected = Business.objects.create(firm=connected.firm, name="Birch", slug="birch")
    Connection.objects.create(business=unconnected, realm_id="9130", environment="sandbox-local")
    due(unconnected, FeedKind.BACKFILL)
    due(connected, FeedKind.BACKFILL)
    tasks.tick()
    assert not SyncRun.objects.filter(business=unconnected).exists()
    assert Account.objects.of(connected).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("at_once")
def test_a_feed_that_is_paused_is_not_rung(acme: Business) -> None:
    feed = due(acme, FeedKind.BACKFILL)
    Feed.objects.filter(pk=feed.pk).update(paused_at=clock.now())
    tasks.tick()
    assert not SyncRun.objects.exists()


@pytest.mark.django_db
def test_a_bell_that_rings_twice_is_answered_once(acme: Business) -> None:
    feed = due(acme, FeedKind.BACKFILL)
    with runs.running(runs.open_run(acme, RunKind.BACKFILL)[0]):
        tasks.run_feed(feed.pk)
    assert SyncRun.objects.get().state == RunState.DONE
    feed.refresh_from_db()
    assert feed.failures == 0


@pytest.mark.usefixtures("at_once")
def test_what_a_silent_worker_left_is_taken_up_by_the_next_tick(connected: Business) -> None:
    due(connected, FeedKind.BACKFILL)
    long_ago = clock.now() - timedelta(minutes=2)
    SyncRun.objects.create(
        business=connected, kind=RunKind.BACKFILL, state=RunState.RUNNING, heartbeat_at=long_ago
    )
    tasks.tick()
    assert list(SyncRun.objects.order_by("pk").values_list("state", flat=True)) == [
        RunState.LOST,
        RunState.DONE,
    ]
    assert Account.objects.of(connected).exists()


@pytest.mark.prove
def test_what_the_broker_lost_is_rung_again(acme: Business, tmp_path: Path) -> None:
    """The real filesystem broker, whose messages vanish: one at once, none a second later, one when it is overdue."""
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    due(acme, FeedKind.BACKFILL)
    rung = subprocess.run(
        [sys.executable, "-c", SET_UP + TICK_LOSE_TICK],
        cwd=configured.ROOT,
        env={
            **os.environ,
            **same_place(),
            "DJANGO_SETTINGS_MODULE": "rowcol.settings",
            "CELERY_BROKER_URL": "filesystem://",
            "ROWCOL_VAR": str(tmp_path),
            "ROWCOL_CLOCK_FILE": str(tmp_path / "clock.json"),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert json.loads(rung.stdout) == [1, 0, 1, 0]


@pytest.mark.django_db
def test_a_bell_that_comes_after_the_work_was_done_is_no_work(acme: Business) -> None:
    """Rung twice while the worker was busy: the second message finds that somebody has begun."""
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    feed = due(acme, FeedKind.CHANGES)
    assert feeds.claim(feed)
    feeds.taken(Feed.objects.filter(pk=feed.pk))
    tasks.run_feed(feed.pk)
    assert not SyncRun.objects.exists()


@pytest.mark.django_db
def test_a_tick_costs_the_same_few_queries_for_two_hundred_businesses(firm: Firm) -> None:
    """Messages apart: none is due, and webhooks are trusted with the next three hours."""
    now = clock.now()
    clients = [Business(firm=firm, name=f"Client {n}", slug=f"client-{n}") for n in range(200)]
    for client in Business.objects.bulk_create(clients):
        Connection.objects.create(business=client, realm_id=str(client.pk), environment="sandbox-local")
    ahead = {"next_at": now + timedelta(hours=2), "last_ok_at": now, "heard_at": now}
    planned = [Feed(business=client, kind=FeedKind.CHANGES, **ahead) for client in Business.objects.all()]
    Feed.objects.bulk_create(planned)
    tasks.tick()  # once a minute it adds the month's reads up
    with CaptureQueriesContext(connection) as asked:
        tasks.tick()
    assert len(asked) <= 9


@pytest.mark.django_db
def test_what_is_due_is_claimed_together_and_once(firm: Firm) -> None:
    clients = [Business(firm=firm, name=f"Client {n}", slug=f"client-{n}") for n in range(30)]
    for client in Business.objects.bulk_create(clients):
        Connection.objects.create(business=client, realm_id=str(client.pk), environment="sandbox-local")
        due(client, FeedKind.CHANGES)
    now = clock.now()
    with CaptureQueriesContext(connection) as asked:
        claimed = feeds.claim_due(now, [FeedKind.CHANGES])
    assert len(claimed) == 30
    assert len(asked) <= 4
    assert feeds.claim_due(now, [FeedKind.CHANGES]) == []


@pytest.mark.prove
@pytest.mark.usefixtures("at_once")
def test_a_feed_without_consent_rests_until_there_is_one(company: SmallCompany, connected: Business) -> None:
    connect.disconnect(connected)
    feed = due(connected, FeedKind.BACKFILL)
    tasks.tick()
    feed.refresh_from_db()
    assert not feeds.due(clock.now()).exists()
    assert not SyncRun.objects.exists()
    company.connect(connected)
    tasks.tick()
    assert feeds.due(clock.now()).count() == 0
    assert SyncRun.objects.latest("id").state == RunState.DONE
