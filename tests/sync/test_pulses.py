"""Signs of life: who is silent, who is not, and what a monitor is told of it."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from core import clock
from core.models import Business, User
from sync import deliveries, feeds, pulses
from sync.alerts import silence
from sync.models import (
    Alert,
    AlertKind,
    Connection,
    FeedKind,
    Pulse,
    PulseName,
    RunKind,
    RunState,
    SyncRun,
    WebhookDelivery,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def alive() -> None:
    """Worker, beat and tasks showed life just now."""
    for name in PulseName:
        pulses.show(name)


def silent_for(name: PulseName, span: timedelta) -> None:
    Pulse.objects.filter(name=name).update(at=clock.now() - span)


def silent() -> list[str]:
    return [each.subject for each in silence.look(clock.now())]


def test_nobody_is_silent_within_a_minute(alive: None) -> None:
    silent_for(PulseName.WORKER, MINUTE - timedelta(seconds=5))
    assert silent() == []
    assert not Alert.objects.exists()


def test_life_is_shown_in_one_row_however_often(alive: None) -> None:
    before = Pulse.objects.get(name=PulseName.WORKER).at
    pulses.show(PulseName.WORKER)
    assert Pulse.objects.get(name=PulseName.WORKER).at > before


@pytest.mark.parametrize("name", [PulseName.WORKER, PulseName.BELLS, PulseName.CHORES, PulseName.BEAT])
def test_after_a_minute_a_process_is_silent_and_its_alert_ends_with_its_return(
    alive: None, name: PulseName
) -> None:
    silent_for(name, MINUTE + timedelta(seconds=5))
    assert silent() == silent() == [name.value]
    alert = Alert.objects.get()
    assert (alert.kind, alert.business, alert.resolved_at) == (AlertKind.SILENCE, None, None)
    pulses.show(name)
    assert silent() == []
    alert.refresh_from_db()
    assert alert.resolved_at is not None


def test_a_process_that_never_spoke_is_silent(db: None) -> None:
    Pulse.objects.all().delete()
    assert silent() == ["worker", "bells", "chores", "beat"]


def test_tasks_that_are_not_done_are_noticed_though_the_worker_lives(alive: None) -> None:
    silent_for(PulseName.TASKS, 3 * MINUTE + timedelta(seconds=5))
    assert silent() == ["tasks"]


def test_long_work_is_no_silence_as_long_as_its_run_shows_life(alive: None, acme: Business) -> None:
    silent_for(PulseName.TASKS, timedelta(hours=1))
    run = SyncRun.objects.create(
        business=acme, kind=RunKind.BACKFILL, state=RunState.RUNNING, heartbeat_at=clock.now()
    )
    assert silent() == []
    SyncRun.objects.filter(pk=run.pk).update(heartbeat_at=clock.now() - timedelta(minutes=4))
    assert silent() == ["tasks"]


def test_a_monitor_is_told_ages_and_no_name(alive: None, acme: Business, client: Client) -> None:
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    feed = feeds.feed_of(acme, FeedKind.CHANGES)
    feed.next_at = clock.now() - timedelta(seconds=40)
    feed.save()
    answer = client.get("/sync/health")
    assert answer.status_code == 200
    said = answer.json()
    assert said["status"] == "ok"
    assert set(said["age_seconds"]) == {"worker", "bells", "chores", "beat"}
    assert said["age_seconds"]["worker"] < 5
    assert 40 <= said["oldest_due_feed_seconds"] < 45
    assert acme.slug not in answer.content.decode().lower()


def test_a_monitor_is_refused_its_200_while_the_worker_is_silent_and_asking_opens_the_alert(
    alive: None, client: Client
) -> None:
    silent_for(PulseName.WORKER, 2 * MINUTE)
    answer = client.get("/sync/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "silent")
    assert 120 <= answer.json()["age_seconds"]["worker"] < 130
    assert Alert.objects.get(resolved_at=None).subject == "worker"


def test_a_monitor_that_asks_has_staff_told_though_worker_and_beat_are_dead(
    alive: None, client: Client, settings: Settings, mailoutbox: list[EmailMessage]
) -> None:
    settings.ALERT_EMAILS = []
    User.objects.create_user("ops@rowcol.example", is_staff=True)
    for name in (PulseName.WORKER, PulseName.BEAT):
        silent_for(name, 2 * MINUTE)
    for _ in range(2):
        client.get("/sync/health")
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [
        (["ops@rowcol.example"], "RowCol: 2 alerts")
    ]


def test_a_monitor_is_told_that_nobody_ever_worked(db: None, client: Client) -> None:
    Pulse.objects.all().delete()
    answer = client.get("/sync/health")
    assert answer.status_code == 503
    assert answer.json()["age_seconds"] == {"worker": None, "bells": None, "chores": None, "beat": None}


@pytest.mark.parametrize(("seconds", "said"), [(50, (200, "ok")), (70, (503, "behind"))])
def test_a_webhook_that_is_left_lying_for_a_minute_is_told_though_all_are_alive(
    alive: None, client: Client, seconds: int, said: tuple[int, str]
) -> None:
    received_at = clock.now() - timedelta(seconds=seconds)
    WebhookDelivery.objects.create(body=b"[]", received_at=received_at)
    answer = client.get("/sync/health")
    assert (answer.status_code, answer.json()["status"]) == said
    assert seconds <= answer.json()["oldest_unread_delivery_seconds"] < seconds + 5


def test_a_webhook_that_is_to_be_replayed_was_not_left_lying(alive: None, client: Client) -> None:
    received_at = clock.now() - timedelta(days=1)
    made = WebhookDelivery.objects.create(body=b"[]", received_at=received_at)
    deliveries.take_in(clock.now())
    deliveries.replay(WebhookDelivery.objects.filter(pk=made.pk))
    assert client.get("/sync/health").json()["oldest_unread_delivery_seconds"] is None
