"""The read budget: a month's reads of all businesses together, what they foretell and whom they stop."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from core import clock
from core.models import Business, User
from sync import budget, usage
from sync.budget import BudgetPace, forecast, is_late_by_budget, weigh
from sync.errors import BudgetSpent
from sync.models import ApiUsage, ReadBudget

MIDDLE = datetime(2026, 11, 16, tzinfo=UTC)  # 15 days past, 15 left
LIMIT = 500_000


@pytest.mark.parametrize(
    ("used", "pace"),
    [
        (399_999, BudgetPace.NORMAL),
        (400_000, BudgetPace.SLOW),
        (474_999, BudgetPace.SLOW),
        (475_000, BudgetPace.STOPPED),
    ],
)
def test_background_is_slowed_at_80_percent_and_stopped_at_95(used: int, pace: BudgetPace) -> None:
    assert weigh(MIDDLE, LIMIT, used, 0).pace == pace


def test_without_a_limit_nothing_is_ever_slowed() -> None:
    found = weigh(MIDDLE, 0, 10_000_000, 0)
    assert (found.pace, found.stretch, found.share) == (BudgetPace.NORMAL, 1.0, 0.0)


@pytest.mark.parametrize(
    ("used", "last_week", "whole_month"),
    [
        (150_000, 70_000, 300_000),  # ten thousand a day all the time
        (150_000, 140_000, 450_000),  # twice as many of late
        (150_000, 7_000, 300_000),  # a quiet week proves nothing
        (0, 0, 0),
    ],
)
def test_the_forecast_is_the_worse_of_the_month_and_the_last_week(
    used: int, last_week: int, whole_month: int
) -> None:
    assert forecast(MIDDLE, used, last_week) == whole_month


def test_the_first_hour_of_a_month_is_not_taken_for_its_measure() -> None:
    assert forecast(datetime(2026, 11, 1, 1, tzinfo=UTC), 1_000, 0) == 30_000


@pytest.mark.parametrize(
    ("used", "last_week", "stretch"),
    [
        (399_999, 280_000, 1.0),
        (400_000, 0, 5.333),  # 26,667 a day so far, 5,000 a day allowed
        (400_000, 280_000, 8.0),
        (470_000, 280_000, 16.0),
        (475_000, 0, 16.0),
    ],
)
def test_intervals_are_stretched_so_that_the_rest_lasts(used: int, last_week: int, stretch: float) -> None:
    assert weigh(MIDDLE, LIMIT, used, last_week).stretch == pytest.approx(stretch, rel=0.001)


def test_at_the_end_of_a_month_they_are_doubled_at_least() -> None:
    assert weigh(datetime(2026, 11, 30, 23, tzinfo=UTC), LIMIT, 400_000, 93_000).stretch == 2.0


@pytest.mark.parametrize(
    ("used", "minutes", "late"), [(0, 11, False), (400_000, 9, False), (400_000, 11, True)]
)
def test_a_business_is_late_by_budget_where_a_pull_would_have_come_without_it(
    used: int, minutes: int, late: bool
) -> None:
    found, last_ok_at = weigh(MIDDLE, LIMIT, used, 0), MIDDLE - timedelta(minutes=minutes)
    assert is_late_by_budget(found, last_ok_at, timedelta(minutes=10), MIDDLE) == late


def spend(business: Business, times: int = 1, reads: int = 1, *, failed: bool = False) -> None:
    for _ in range(times):
        usage.count(business.pk, "query", failed=failed, run_id=None, reads=reads)


@pytest.mark.django_db
def test_reads_that_succeed_are_counted_over_all_businesses(
    acme: Business, sam: User, settings: Settings
) -> None:
    settings.QBO_READ_BUDGET_PER_MONTH = 20
    spend(acme, times=5)
    spend(sam.memberships.get().business, times=2)
    spend(acme, reads=0)
    spend(acme, failed=True)
    assert budget.budget(clock.now()).used == 7
    assert budget.budget(clock.now()).share == 0.35


@pytest.mark.django_db
@pytest.mark.parametrize(("by_item", "reads"), [(True, 30), (False, 1)])
def test_a_batch_counts_by_its_items_where_that_is_so(
    acme: Business, settings: Settings, by_item: bool, reads: int
) -> None:
    settings.QBO_BATCH_METERED_BY_ITEM = by_item
    spend(acme, reads=30)
    assert ApiUsage.objects.get().reads == reads


@pytest.mark.django_db
def test_where_nothing_is_metered_nothing_is_used(acme: Business, settings: Settings) -> None:
    settings.QBO_METERED = False
    spend(acme)
    assert (ApiUsage.objects.get().calls, budget.budget(clock.now()).used) == (1, 0)


@pytest.mark.django_db
def test_the_sum_is_kept_for_a_minute(acme: Business) -> None:
    now = clock.now()
    budget.keep(now)
    spend(acme)
    assert budget.budget(now + timedelta(seconds=59)).used == 0
    assert budget.budget(now + timedelta(seconds=61)).used == 1


@pytest.mark.django_db
def test_a_new_month_begins_with_nothing_used(acme: Business) -> None:
    spend(acme)
    assert budget.budget(clock.now()).used == 1
    assert budget.budget(clock.now() + timedelta(days=31)).used == 0


@pytest.mark.django_db
def test_who_may_use_95_percent_is_stopped_until_next_month_and_who_may_use_all_is_not(
    settings: Settings,
) -> None:
    settings.QBO_READ_BUDGET_PER_MONTH = LIMIT
    ReadBudget.objects.create(month="2026-11-01", used=475_000, counted_at=MIDDLE)
    budget.enter(1.0, MIDDLE)
    budget.enter(0.0, MIDDLE)
    with pytest.raises(BudgetSpent, match="475,000 of 500,000 are used") as caught:
        budget.enter(0.95, MIDDLE)
    assert caught.value.until == datetime(2026, 12, 1, tzinfo=UTC)
