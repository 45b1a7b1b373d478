"""What makes an alert, kind by kind, and what ends it: by one sweep over everything."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core import clock
from core.mirror import mirrors
from sync.alerts.sweep import sweep
from sync.models import (
    Alert,
    AlertKind,
    ApiUsage,
    Connection,
    EntityState,
    Feed,
    FeedKind,
    Pulse,
    SyncIssue,
)
from sync.pulses import MAIN, show
from tests.operators import another_business

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everyone_lives(db: None) -> None:
    for name in MAIN:
        show(name)


def open_now() -> list[tuple[str, str]]:
    """Kind and subject of the alerts that are open after a sweep."""
    sweep(clock.now())
    found = Alert.objects.filter(resolved_at=None).order_by("kind", "subject")
    return list(found.values_list("kind", "subject"))


def change(feed: Feed, **facts: object) -> None:
    Feed.objects.filter(pk=feed.pk).update(**facts)


def ends_in(**fields: timedelta) -> None:
    Connection.objects.update(**{name: clock.now() + span for name, span in fields.items()})


def test_a_mirror_that_keeps_its_promise_opens_nothing(read: Feed) -> None:
    assert open_now() == []


def test_a_mirror_late_beyond_the_promise_is_stale_until_it_catches_up(read: Feed) -> None:
    long_ago = clock.now() - timedelta(minutes=20)
    change(read, cursor=long_ago, last_ok_at=long_ago, next_at=long_ago + timedelta(minutes=2))
    assert open_now() == [(AlertKind.STALE, "")]
    assert "promised within 15 minutes" in Alert.objects.get().words
    now = clock.now()
    change(read, cursor=now, last_ok_at=now, next_at=now + timedelta(minutes=2))
    assert open_now() == []
    assert Alert.objects.get().resolved_at is not None


def test_a_mirror_that_is_old_by_its_own_plan_is_not_stale(read: Feed) -> None:
    """Where webhooks arrive, changes are asked for every few hours only."""
    change(read, last_ok_at=clock.now() - timedelta(hours=2), next_at=clock.now() + timedelta(hours=1))
    assert open_now() == []


def test_a_pull_that_is_rung_for_again_and_again_and_never_done_makes_a_mirror_stale(read: Feed) -> None:
    """Each ring moves the plan a little on, so that the plan alone would never be missed."""
    change(read, last_ok_at=clock.now() - timedelta(hours=4), next_at=clock.now() + timedelta(seconds=30))
    assert open_now() == [(AlertKind.STALE, "")]


def test_a_pull_that_waits_for_quickbooks_does_not_make_the_books_younger(read: Feed) -> None:
    """That QuickBooks cannot be asked is no failure of the business; its plan moves on."""
    waiting = {"next_at": clock.now() + timedelta(minutes=1), "last_error": "QuickBooks asked for a pause."}
    change(read, last_ok_at=clock.now() - timedelta(minutes=16), **waiting)
    assert open_now() == [(AlertKind.STALE, "")]


def test_a_feed_fails_once_in_silence_and_thrice_with_an_alert(read: Feed) -> None:
    change(read, failures=2, last_error="QuickBooks could not be reached.")
    assert open_now() == []
    change(read, failures=3)
    assert open_now() == [(AlertKind.FAILING, FeedKind.CHANGES)]
    assert "QuickBooks could not be reached." in Alert.objects.get().words
    change(read, failures=0)
    assert open_now() == []


def test_a_paused_feed_and_a_company_let_go_of_fail_in_silence(read: Feed) -> None:
    change(read, failures=9, paused_at=clock.now())
    assert open_now() == []
    change(read, paused_at=None)
    Connection.objects.update(ended_at=clock.now())
    assert open_now() == []


def test_a_broken_connection_needs_a_person(read: Feed) -> None:
    Connection.objects.update(broken_at=clock.now(), broken_why="access was taken away")
    assert open_now() == [(AlertKind.RECONNECT, "")]
    assert "access was taken away." in Alert.objects.get().words


@pytest.mark.parametrize(("left", "thresholds"), [(31, []), (29, ["30 days"]), (6, ["7 days"])], ids=str)
@pytest.mark.parametrize("end", ["refresh_expires_at", "refresh_ends_at"])
def test_the_end_of_a_consent_is_said_30_and_7_days_before(
    read: Feed, end: str, left: int, thresholds: list[str]
) -> None:
    ends_in(refresh_expires_at=timedelta(days=99), refresh_ends_at=timedelta(days=900))
    ends_in(**{end: timedelta(days=left)})
    assert open_now() == [(AlertKind.CONSENT_ENDS, each) for each in thresholds]


def test_a_consent_that_is_broken_is_not_said_to_end_soon(read: Feed) -> None:
    ends_in(refresh_expires_at=timedelta(days=6))
    Connection.objects.update(broken_at=clock.now(), broken_why="access was taken away")
    assert open_now() == [(AlertKind.RECONNECT, "")]


def test_new_keys_are_one_alert_an_entity_whoevers_books_they_are_in(read: Feed) -> None:
    EntityState.objects.filter(entity__in=["Bill", "Vendor"]).update(drift=["NewKey", "Another"])
    other = another_business(read.business, 1)
    EntityState.objects.create(business=other, entity="Bill", keys=["Id", "NewKey"], drift=["NewKey"])
    assert open_now() == [(AlertKind.DRIFT, "Bill"), (AlertKind.DRIFT, "Vendor")]
    alert = Alert.objects.get(subject="Bill")
    assert (alert.business, "sends Another, NewKey with Bill" in alert.words) == (None, True)


def test_a_key_that_is_mapped_or_was_in_other_books_from_the_start_is_rare_and_not_new(read: Feed) -> None:
    EntityState.objects.filter(entity="Bill").update(drift=["DueDate", "PrivateNote", "Rare"])
    other = another_business(read.business, 1)
    EntityState.objects.create(business=other, entity="Bill", keys=["Id", "Rare"])
    assert open_now() == []


def test_unreadable_objects_are_counted_in_the_words_of_one_alert_an_entity(read: Feed) -> None:
    for number in (1, 2):
        SyncIssue.objects.create(
            business=read.business, entity="Bill", qbo_id=str(number), reason="odd", payload=b"{}"
        )
        assert open_now() == [(AlertKind.QUARANTINE, "Bill")]
    assert Alert.objects.get().words == "2 objects of Bill could not be read and are in no number."
    SyncIssue.objects.update(resolved_at=clock.now())
    assert open_now() == []


def test_a_silent_beat_is_noticed_by_the_sweep_too(read: Feed) -> None:
    Pulse.objects.filter(name="beat").update(at=clock.now() - timedelta(minutes=2))
    assert open_now() == [(AlertKind.SILENCE, "beat")]


@pytest.mark.parametrize(
    ("used", "subjects"), [(799, []), (800, ["80 %"]), (951, ["95 %"]), (1200, ["95 %"])]
)
def test_the_budget_is_said_at_the_highest_threshold(
    read: Feed, settings: Settings, used: int, subjects: list[str]
) -> None:
    settings.QBO_READ_BUDGET_PER_MONTH = 1000
    ApiUsage.objects.create(business=read.business, day=clock.now().date(), call_class="cdc", reads=used)
    assert open_now() == [(AlertKind.BUDGET, each) for each in subjects]


def test_the_thresholds_are_settings(read: Feed, settings: Settings) -> None:
    settings.ALERT_FAILURES, settings.ALERT_CONSENT_ENDS_DAYS = 1, [60]
    change(read, failures=1, last_error="odd")
    ends_in(refresh_expires_at=timedelta(days=50))
    assert open_now() == [(AlertKind.CONSENT_ENDS, "60 days"), (AlertKind.FAILING, FeedKind.CHANGES)]


def sweeping() -> int:
    with CaptureQueriesContext(database) as asked:
        sweep(clock.now())
    return len(asked)


def test_the_sweep_costs_the_same_few_queries_for_many_businesses(read: Feed) -> None:
    change(read, failures=3)
    sweep(clock.now())
    few = sweeping()
    for number in range(20):
        business = another_business(read.business, number)
        Connection.objects.create(business=business, realm_id=str(number), environment="sandbox-local")
        EntityState.objects.bulk_create(
            EntityState(business=business, entity=model.qbo.name, backfilled_at=clock.now())
            for model in mirrors()
        )
        Feed.objects.create(business=business, kind=FeedKind.CHANGES, failures=3, last_error="odd")
    sweep(clock.now())
    assert Alert.objects.filter(resolved_at=None).count() == 21
    assert sweeping() == few <= 16
