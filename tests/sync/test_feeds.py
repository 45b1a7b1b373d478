"""Feeds: who may take one that is due, when it comes again, what it remembers of how it went."""

import contextlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from core import clock
from core.mirror import mirrors
from core.models import Business, Firm, User
from sync import entities, feeds, rhythm, runs
from sync.errors import Unreachable
from sync.intervals import SOONEST_RETRY, UNTOLD, share_of, spread
from sync.models import Connection, EntityState, Feed, FeedKind, RunKind, RunState, SyncRun
from tests.sync.test_runs import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def consent(acme: Business) -> Connection:
    """Acme's company may be asked."""
    return Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")


@pytest.fixture
def feed(acme: Business) -> Feed:
    """Acme's changes, due a minute ago."""
    made = feeds.feed_of(acme, FeedKind.CHANGES)
    return due_at(made, clock.now() - timedelta(minutes=1))


def due_at(feed: Feed, at: datetime) -> Feed:
    feed.next_at = at
    feed.save()
    return feed


def wait_of(feed: Feed) -> int:
    """Seconds until the feed comes next."""
    assert feed.next_at is not None
    return round((feed.next_at - clock.now()).total_seconds())


def test_a_feed_is_made_once(acme: Business, feed: Feed) -> None:
    assert feeds.feed_of(acme, FeedKind.CHANGES) == feed
    assert feeds.feed_of(acme, FeedKind.BACKFILL) != feed


def test_feeds_are_due_oldest_first_unless_paused_or_still_to_come(
    acme: Business, sam: User, feed: Feed
) -> None:
    now = clock.now()
    older = due_at(feeds.feed_of(acme, FeedKind.BACKFILL), now - timedelta(hours=1))
    due_at(feeds.feed_of(acme, FeedKind.RECONCILE), now + timedelta(seconds=1))
    paused = due_at(feeds.feed_of(sam.memberships.get().business, FeedKind.CHANGES), now)
    Feed.objects.filter(pk=paused.pk).update(paused_at=now)
    feeds.feed_of(paused.business, FeedKind.BACKFILL)
    assert list(feeds.due(now)) == [older, feed]


@pytest.mark.parametrize("lost", ["broken_at", "ended_at"])
def test_feeds_rest_while_there_is_no_consent_to_read_with(
    acme: Business, feed: Feed, consent: Connection, lost: str
) -> None:
    """However a pull that was under way when it was lost plans the next one."""
    Connection.objects.update(**{lost: clock.now()})
    assert not feeds.due(clock.now()).exists()
    Connection.objects.update(**{lost: None})
    assert list(feeds.due(clock.now())) == [feed]


def test_a_claimed_feed_cannot_be_claimed_again_and_stays_due_until_it_is_pulled(feed: Feed) -> None:
    assert feeds.claim(feed)
    assert not feeds.claim(feed)
    assert list(feeds.due(clock.now())) == [feed]
    assert not feeds.unrung(clock.now()).exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_ticks_at_once_one_claims_a_feed(feed: Feed) -> None:
    assert sorted(at_once(8, lambda: feeds.claim(feed))) == [False] * 7 + [True]


def test_a_claimed_feed_that_no_worker_takes_is_rung_for_again(feed: Feed, settings: Settings) -> None:
    feeds.claim(feed)
    in_vain = clock.now() + timedelta(seconds=settings.SYNC_RING_AGAIN_SECONDS)
    assert list(feeds.unrung(in_vain)) == [feed]


def test_a_pull_that_was_begun_and_lost_is_rung_for_again(feed: Feed, settings: Settings) -> None:
    feeds.claim(feed)
    feeds.taken(Feed.objects.filter(pk=feed.pk))
    assert not feeds.unrung(clock.now()).exists()
    lost = clock.now() + timedelta(seconds=settings.SYNC_LOST_AFTER_SECONDS)
    assert list(feeds.unrung(lost)) == [feed]


def test_what_was_rung_for_while_a_pull_was_under_way_is_answered_by_its_end(feed: Feed) -> None:
    """Else the next time it is due nobody would ring."""
    pulled = feeds.taken(Feed.objects.filter(pk=feed.pk))
    assert pulled
    Feed.objects.filter(pk=feed.pk).update(next_at=clock.now())
    assert feeds.claim(feed)
    feeds.succeeded(pulled, next_at=clock.now())
    assert list(feeds.unrung(clock.now())) == [feed]


def test_who_connects_again_waits_for_no_bell_that_was_rung_before(
    acme: Business, feed: Feed, consent: Connection
) -> None:
    feeds.start_at(feed, clock.now())
    Feed.objects.filter(pk=feed.pk).update(rung_at=clock.now())
    feeds.connected(acme)
    assert feed in feeds.unrung(clock.now())


def own_wait(feed: Feed, span: timedelta) -> Any:
    """That span as this feed's business waits it, in seconds, more or less."""
    return pytest.approx(spread(span, share_of(feed.business_id)).total_seconds(), abs=1)


def test_every_failure_makes_a_feed_wait_longer(feed: Feed) -> None:
    for failures in (1, 2, 3):
        feeds.failed(feed, "QuickBooks could not be reached.")
        assert wait_of(feed) == own_wait(feed, timedelta(seconds=30 * 2 ** (failures - 1)))


def test_a_feed_that_failed_for_years_still_waits_an_hour(feed: Feed) -> None:
    feed.failures = 100_000
    feeds.failed(feed, "x" * 5000)
    feed.refresh_from_db()
    assert wait_of(feed) == own_wait(feed, timedelta(hours=1))
    assert (feed.failures, len(feed.last_error)) == (100_001, 2000)


def test_a_good_pull_forgets_what_failed_before(feed: Feed) -> None:
    feeds.failed(feed, "QuickBooks could not be reached.")
    feeds.succeeded(feed, next_at=rhythm.next_pull(feed, clock.now()))
    feed.refresh_from_db()
    assert (feed.failures, feed.last_error, wait_of(feed)) == (0, "", own_wait(feed, UNTOLD))
    assert clock.now() - feed.last_ok_at < timedelta(seconds=5)


def test_the_cursor_starts_once(feed: Feed) -> None:
    first, later = clock.now() - timedelta(hours=2), clock.now()
    feed.next_at = None
    feeds.start_at(feed, first)
    feeds.start_at(feed, later)
    feed.refresh_from_db()
    assert feed.cursor == first


def test_a_hundred_businesses_that_were_read_together_are_first_pulled_apart(firm: Firm) -> None:
    now = clock.now()
    clients = [Business(firm=firm, name=f"Client {n}", slug=f"client-{n}") for n in range(100)]
    for client in Business.objects.bulk_create(clients):
        feeds.start_at(feeds.feed_of(client, FeedKind.CHANGES), now)
    minutes = {
        int((feed.next_at - now) / timedelta(minutes=1))
        for feed in Feed.objects.filter(kind=FeedKind.CHANGES).exclude(next_at=None)
    }
    assert minutes >= set(range(10))


def test_a_pull_is_rung_again_should_its_worker_be_lost(acme: Business, feed: Feed) -> None:
    with feeds.pulling(acme, FeedKind.CHANGES, RunKind.CHANGES):
        feed.refresh_from_db()
        assert wait_of(feed) == 30
    feed.refresh_from_db()
    assert wait_of(feed) == own_wait(feed, UNTOLD)


def test_a_backfill_of_a_part_leaves_the_rest_due(acme: Business) -> None:
    with feeds.pulling(acme, FeedKind.BACKFILL, RunKind.BACKFILL):
        pass
    assert due_kinds(acme) == [FeedKind.BACKFILL]


def test_a_backfill_that_ended_well_does_not_come_round(acme: Business) -> None:
    read_all(acme)
    with feeds.pulling(acme, FeedKind.BACKFILL, RunKind.BACKFILL):
        assert feeds.feed_of(acme, FeedKind.BACKFILL).next_at is not None
    done = feeds.feed_of(acme, FeedKind.BACKFILL)
    assert done.next_at is None
    assert done.last_ok_at is not None


def test_a_pull_that_failed_is_remembered_with_its_reason(acme: Business, feed: Feed) -> None:
    with pytest.raises(Unreachable), feeds.pulling(acme, FeedKind.CHANGES, RunKind.CHANGES):
        raise Unreachable("connection failed")
    feed.refresh_from_db()
    assert (feed.failures, feed.last_ok_at) == (1, None)
    assert wait_of(feed) == own_wait(feed, SOONEST_RETRY)
    assert "QuickBooks could not be reached" in feed.last_error
    assert SyncRun.objects.get().state == RunState.FAILED


def test_a_fault_of_our_own_counts_as_a_failure_too(acme: Business, feed: Feed) -> None:
    """Else a pull that always breaks would be tried every half minute for ever, and look merely late."""
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), feeds.pulling(acme, FeedKind.CHANGES, RunKind.CHANGES):
            raise ZeroDivisionError
    feed.refresh_from_db()
    assert (feed.failures, wait_of(feed)) == (3, own_wait(feed, 4 * SOONEST_RETRY))
    assert "RowCol stumbled" in feed.last_error
    assert "ZeroDivisionError" in SyncRun.objects.latest("pk").stumble


def test_a_pull_under_way_is_joined_and_nothing_is_remembered_as_failed(acme: Business, feed: Feed) -> None:
    with feeds.pulling(acme, FeedKind.CHANGES, RunKind.CHANGES) as run:
        with (
            pytest.raises(runs.AlreadyRunning) as joined,
            feeds.pulling(acme, FeedKind.CHANGES, RunKind.CHANGES),
        ):
            pytest.fail("two pulls at once")
        assert joined.value.run == run
    feed.refresh_from_db()
    assert (feed.failures, SyncRun.objects.get().state) == (0, RunState.DONE)


@pytest.mark.parametrize("error", [None, Unreachable("connection failed")])
def test_a_pull_whose_place_was_taken_does_not_speak_for_the_feed(
    acme: Business, feed: Feed, error: Unreachable | None
) -> None:
    """Declared lost, it comes back after another has taken over: its end is not the feed's."""
    with contextlib.suppress(Unreachable), feeds.pulling(acme, FeedKind.CHANGES, RunKind.CHANGES) as run:
        SyncRun.objects.filter(pk=run.pk).update(state=RunState.LOST)
        if error:
            raise error
    feed.refresh_from_db()
    assert (feed.last_ok_at, feed.failures) == (None, 0)


def due_kinds(business: Business) -> list[str]:
    return sorted(feed.kind for feed in feeds.due(clock.now()).filter(business=business))


def read_all(business: Business) -> None:
    entities.states(business)
    EntityState.objects.filter(business=business).update(backfilled_at=clock.now())


def test_a_first_connection_makes_the_first_reading_due(acme: Business) -> None:
    feeds.connected(acme)
    assert due_kinds(acme) == [FeedKind.BACKFILL]


def test_a_connection_mended_after_failures_is_not_kept_waiting(acme: Business) -> None:
    read_all(acme)
    changes = feeds.feed_of(acme, FeedKind.CHANGES)
    feeds.start_at(changes, clock.now())
    for _ in range(9):
        feeds.failed(changes, "QuickBooks no longer accepts this connection.")
    assert due_kinds(acme) == []
    feeds.connected(acme)
    assert due_kinds(acme) == [FeedKind.CHANGES]


def test_a_connection_mended_in_the_middle_of_the_first_reading_makes_both_due(acme: Business) -> None:
    """What is still unread, and what has changed meanwhile in what was read."""
    feeds.start_at(feeds.feed_of(acme, FeedKind.CHANGES), clock.now())
    feeds.connected(acme)
    assert due_kinds(acme) == [FeedKind.BACKFILL, FeedKind.CHANGES]


def test_a_connection_mended_after_the_list_of_changes_ran_out_reads_everything_afresh(
    acme: Business,
) -> None:
    read_all(acme)
    entities.start_over(acme, mirrors())
    feeds.ask_afresh(acme)
    Feed.objects.filter(business=acme).update(next_at=None)
    feeds.connected(acme)
    assert due_kinds(acme) == [FeedKind.BACKFILL]


def test_a_new_connection_does_not_wake_what_was_paused(acme: Business) -> None:
    paused = feeds.feed_of(acme, FeedKind.BACKFILL)
    Feed.objects.filter(pk=paused.pk).update(paused_at=clock.now())
    feeds.connected(acme)
    assert due_kinds(acme) == []
