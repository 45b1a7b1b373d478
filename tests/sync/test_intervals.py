"""How often QuickBooks is asked, as sentences: who looks, what moves, what webhooks tell, what fails."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.intervals import Situation, laid_out, next_night, share_of, spread, until_next, until_retry

NOW = datetime(2026, 11, 20, 16, tzinfo=UTC)
SECONDS, MINUTES, HOURS = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def wait(**facts: Any) -> timedelta:
    return until_next(Situation(**{"now": NOW, "watched": 2 * MINUTES, "told": True} | facts))


def test_while_somebody_looks_every_two_minutes_whatever_webhooks_do() -> None:
    assert wait(looked_at=NOW - 9 * MINUTES) == 2 * MINUTES
    assert wait(looked_at=NOW, told=False, changed_at=NOW) == 2 * MINUTES


def test_who_looked_ten_minutes_ago_no_longer_looks() -> None:
    assert wait(looked_at=NOW - 10 * MINUTES) == 3 * HOURS


def test_told_by_webhooks_every_quarter_of_an_hour_for_two_hours_after_a_change() -> None:
    assert wait(changed_at=NOW - 119 * MINUTES) == 15 * MINUTES
    assert wait(changed_at=NOW - 120 * MINUTES) == 3 * HOURS
    assert wait() == 3 * HOURS


def test_not_told_every_ten_minutes() -> None:
    assert wait(told=False) == wait(told=False, changed_at=NOW) == 10 * MINUTES


def test_a_short_budget_stretches_what_nobody_waits_for() -> None:
    assert wait(stretch=3.0) == 9 * HOURS
    assert wait(told=False, stretch=1.5) == 15 * MINUTES
    assert wait(looked_at=NOW, stretch=3.0) == 2 * MINUTES
    assert wait(stretch=0.1) == 3 * HOURS, "nothing makes it hurry"


def test_to_look_never_makes_it_slower() -> None:
    assert wait(looked_at=NOW, watched=1 * HOURS, told=False) == 10 * MINUTES


def test_failures_wait_twice_as_long_each_time_up_to_an_hour() -> None:
    waits = [until_retry(failures, 0.0) for failures in range(1, 10)]
    assert waits == [each * SECONDS for each in (30, 60, 120, 240, 480, 960, 1920, 3600, 3600)]
    assert until_retry(100_000, 0.0) == HOURS


def test_who_failed_together_comes_back_apart_and_never_later_than_said() -> None:
    assert until_retry(1, 1.0) == 27 * SECONDS
    assert spread(10 * MINUTES, 0.5) == 9.5 * MINUTES


def test_waits_are_laid_out_in_equal_steps_none_longer_than_said() -> None:
    assert laid_out(3 * HOURS, 24 * HOURS) == 3 * HOURS
    assert laid_out(3 * HOURS, 23 * HOURS) == 23 * HOURS / 8
    assert laid_out(3 * HOURS, 25 * HOURS) == 25 * HOURS / 9, "the long night at the end of summer"
    assert laid_out(3 * HOURS, 5 * MINUTES) == 5 * MINUTES


@pytest.mark.parametrize("first", [1, 5_000])
def test_the_shares_of_businesses_are_scattered_evenly(first: int) -> None:
    tenths = [int(share_of(business) * 10) for business in range(first, first + 1_200)]
    assert all(80 < tenths.count(tenth) < 160 for tenth in range(10))
    assert share_of(first) == share_of(first)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_each_business_has_its_own_hour_of_the_coming_night(share: float) -> None:
    planned = next_night(NOW, share)
    assert planned == datetime(2026, 11, 21, 1, tzinfo=UTC) + 4 * HOURS * share
    assert next_night(planned - SECONDS, share) == planned
    assert next_night(planned, share) == planned + 24 * HOURS
