"""Whether webhooks may be relied on: by what they told, and by what pulls found that none had told of."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from pytest_django import Settings

from core import clock
from core.models import Business, Firm
from sync import budget, feeds, hearing, rhythm
from sync.intervals import TOLD_LATELY, UNTOLD
from sync.models import Feed, FeedKind, ReadBudget

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HEARD, MISSED, QUIET = "heard", "missed", "quiet"


def are_reliable(now: datetime) -> bool:
    return rhythm.pace(now).told


def clients(firm: Firm, **kinds: int) -> list[Feed]:
    """So many businesses of each kind: heard of a minute ago, missed half an hour ago, or neither."""
    now, made = clock.now(), []
    for kind, count in kinds.items():
        for number in range(count):
            client = Business.objects.create(firm=firm, name=f"{kind} {number}", slug=f"{kind}-{number}")
            feed = feeds.feed_of(client, FeedKind.CHANGES)
            feed.heard_at = now - MINUTE if kind == HEARD else None
            feed.missed_at = now - 30 * MINUTE if kind == MISSED else None
            feed.save()
            made.append(feed)
    return made


def test_of_webhooks_that_never_came_nothing_is_believed(firm: Firm) -> None:
    clients(firm, quiet=3)
    assert not are_reliable(clock.now())


def test_one_that_came_is_enough_for_those_who_have_no_news(firm: Firm) -> None:
    *_, quiet = clients(firm, heard=1, quiet=3)
    assert are_reliable(clock.now())
    assert hearing.is_reliable_for(quiet, clock.now())


def test_a_miss_among_many_is_its_own_business_alone(firm: Firm) -> None:
    *_, missed = clients(firm, heard=19, missed=1)
    assert are_reliable(clock.now())
    assert not hearing.is_reliable_for(missed, clock.now())


def test_misses_of_more_than_a_twentieth_speak_against_all(firm: Firm) -> None:
    clients(firm, heard=18, missed=1)
    assert not are_reliable(clock.now())


def test_where_half_is_lost_the_other_half_is_no_proof(firm: Firm) -> None:
    [missed] = clients(firm, missed=1)
    missed.heard_at = clock.now()
    missed.save()
    assert not are_reliable(clock.now())
    assert not hearing.is_reliable_for(missed, clock.now())


def test_a_miss_is_held_against_them_for_two_hours(firm: Firm) -> None:
    _, missed = clients(firm, heard=1, missed=1)
    later = clock.now() + timedelta(hours=2)
    assert are_reliable(later)
    assert hearing.is_reliable_for(missed, later)


def test_books_that_moved_are_asked_again_within_a_quarter_of_an_hour(firm: Firm) -> None:
    now = clock.now()
    told, quiet = clients(firm, heard=2)
    Feed.objects.update(last_ok_at=now, next_at=now + timedelta(hours=3))
    told.changed_at = now
    rhythm.come_back_soon(told, now)
    told.refresh_from_db()
    quiet.refresh_from_db()
    assert now < told.next_at <= now + TOLD_LATELY
    assert quiet.next_at == now + timedelta(hours=3)


def test_when_webhooks_fail_what_was_planned_trusting_them_is_brought_forward(firm: Firm) -> None:
    now = clock.now()
    quiet, *_ = clients(firm, quiet=1, heard=18, missed=1)
    quiet.last_ok_at, quiet.next_at = now - MINUTE, now + timedelta(hours=3)
    quiet.save()
    failing = feeds.feed_of(Business.objects.get(slug="heard-0"), FeedKind.CHANGES)
    Feed.objects.filter(pk=failing.pk).update(failures=3, last_ok_at=now, next_at=now + timedelta(hours=1))
    assert rhythm.bring_forward(now) == 1
    quiet.refresh_from_db()
    assert quiet.next_at == quiet.last_ok_at + UNTOLD
    assert rhythm.bring_forward(now) == 0


def test_while_webhooks_are_heard_plans_stand(firm: Firm) -> None:
    now = clock.now()
    quiet, _ = clients(firm, quiet=1, heard=1)
    Feed.objects.filter(pk=quiet.pk).update(last_ok_at=now, next_at=now + timedelta(hours=3))
    assert rhythm.bring_forward(now) == 0


def test_told_pulls_come_in_equal_steps_up_to_the_night_that_makes_the_last(firm: Firm) -> None:
    """Never more than three hours apart; the last gives the night a minute to make it."""
    [feed] = clients(firm, heard=1)
    night = rhythm.next_night(feed.business, clock.now())
    pulls = [night - timedelta(days=1) + MINUTE]
    while pulls[-1] < night:
        pulls.append(rhythm.next_pull(feed, pulls[-1]))
    steps = [after - before for before, after in pairwise(pulls)]
    assert len(steps) == 8
    assert max(steps[:-1]) - min(steps[:-1]) < MINUTE
    assert max(steps) <= timedelta(hours=3) + MINUTE
    assert pulls[-1] == night + MINUTE


def test_what_was_postponed_for_a_reason_is_not_brought_forward(firm: Firm) -> None:
    """The month's reads are spent, say: webhooks or not, it waits for the next month."""
    now = clock.now()
    [feed] = clients(firm, missed=1)
    Feed.objects.filter(pk=feed.pk).update(last_ok_at=now)
    feed.refresh_from_db()
    feeds.wait(feed, "The reads of this month are used up.", now + timedelta(days=3))
    assert rhythm.bring_forward(now) == 0


def test_a_short_budget_stretches_the_interval_of_all(firm: Firm, settings: Settings) -> None:
    now = clock.now()
    [feed] = clients(firm, quiet=1)
    usual = rhythm.next_pull(feed, now) - now
    settings.QBO_READ_BUDGET_PER_MONTH = 1_000
    ReadBudget.objects.create(month=budget.month_of(now), used=900, last_week=0, counted_at=now)
    assert rhythm.next_pull(feed, now) - now >= 2 * usual
