"""How pulls went, stretch by stretch: Acme's last four hours, in stretches of an hour."""

from datetime import UTC, datetime, timedelta

from core.models import Business, User
from sync.models import RunKind, RunState, SyncRun
from sync.orchestrators.pulls import Endings, endings_of, last_runs, slots_of

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ran(
    business: Business, minutes_ago: float, state: RunState = RunState.DONE, kind: RunKind = RunKind.CHANGES
) -> None:
    at = NOW - timedelta(minutes=minutes_ago)
    SyncRun.objects.create(business=business, kind=kind, state=state, started_at=at, finished_at=at)


def lane(business: Business) -> list[tuple[int, int, int | None]]:
    """Good pulls, bad ones and the oldest that the mirror grew, in minutes, of each hour."""
    slots = slots_of([business], NOW, HOUR, 4)[business.pk]
    return [(s.good, s.bad, s.oldest and round(s.oldest / timedelta(minutes=1))) for s in slots]


def test_a_mirror_that_was_never_read_has_no_age(acme: Business) -> None:
    assert lane(acme) == [(0, 0, None)] * 4


def test_a_mirror_grows_old_until_the_next_good_pull(acme: Business) -> None:
    for minutes_ago in (230, 225, 10):
        ran(acme, minutes_ago)
    assert lane(acme) == [(2, 0, 45), (0, 0, 105), (0, 0, 165), (1, 0, 215)]


def test_the_last_pull_before_the_lane_counts_for_its_beginning(acme: Business) -> None:
    ran(acme, 300)
    ran(acme, 200)
    assert lane(acme)[0] == (1, 0, 100)


def test_a_gap_inside_a_stretch_is_seen(acme: Business) -> None:
    for minutes_ago in (59, 19, 1):
        ran(acme, minutes_ago)
    assert lane(acme)[-1] == (3, 0, 40)


def test_failed_and_lost_pulls_are_counted_and_make_nothing_younger(acme: Business) -> None:
    ran(acme, 235)
    ran(acme, 100, RunState.FAILED)
    ran(acme, 90, RunState.LOST)
    ran(acme, 80, RunState.PARTIAL)
    assert lane(acme)[2:] == [(1, 2, 155), (0, 0, 80)]


def test_named_readings_are_no_pulls(acme: Business) -> None:
    ran(acme, 10, kind=RunKind.NAMED)
    assert lane(acme)[-1] == (0, 0, None)


def test_many_lanes_take_one_query(acme: Business, sam: User, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    both = [acme, sam.memberships.get().business]
    with django_assert_num_queries(1):
        assert set(slots_of(both, NOW, HOUR, 4)) == {business.pk for business in both}


def test_shares_are_of_the_runs_that_ended_within_the_days(acme: Business) -> None:
    for state in (RunState.DONE, RunState.DONE, RunState.PARTIAL, RunState.LOST):
        ran(acme, 5, state)
    ran(acme, 31 * 24 * 60, RunState.FAILED)
    SyncRun.objects.create(business=acme, kind=RunKind.CHANGES)
    found = endings_of([acme], NOW, 30)
    assert found == Endings(done=2, partial=1, failed=0, lost=1)
    assert (found.ended, found.success, found.failure) == (4, 0.5, 0.25)


def test_without_runs_there_is_no_share(acme: Business) -> None:
    assert (endings_of([acme], NOW, 30).success, Endings().failure) == (None, None)


def test_runs_of_others_are_not_among_mine(acme: Business, sam: User) -> None:
    ran(sam.memberships.get().business, 5)
    assert endings_of([acme], NOW, 30).ended == 0
    assert last_runs(acme, 5) == []


def test_the_last_runs_come_newest_first_with_what_they_did(acme: Business) -> None:
    tallies = {"Bill": {"read": 9, "inserted": 2, "deleted": 1}, "Vendor": {"updated": 4}}
    run = SyncRun.objects.create(
        business=acme, kind=RunKind.CHANGES, state=RunState.DONE, tallies=tallies, calls=3
    )
    SyncRun.objects.filter(pk=run.pk).update(started_at=NOW - HOUR, finished_at=NOW - HOUR / 2)
    SyncRun.objects.create(business=acme, kind=RunKind.CHANGES)
    newest, before = last_runs(acme, 5)
    assert (newest.state, newest.took) == (RunState.QUEUED, None)
    assert (before.changed, before.calls, before.took) == (7, 3, HOUR / 2)
