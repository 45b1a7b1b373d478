"""What QuickBooks is asked in a day about books that stand still, webhooks healthy: 14 calls at most (issue 4).

Tick does the work as in life; sandbox and product share a clock that is moved from one due feed to the next. Counted
are calls of every class that Intuit meters (API_FACTS 5.2), as the sandbox served them.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from pytest_django import Settings

from core import clock
from core.models import Business
from sync import tasks
from sync.models import EntityState, Feed, FeedKind, TieOut
from sync.orchestrators.reconcile import nightly
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.small_company import SmallCompany, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]
METERED = ("cdc", "queries", "reads", "reports", "batch")
SECOND, HOUR, DAY, WEEK = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MOST = 14
Live = Callable[[timedelta], list[str]]


@pytest.fixture
def live(
    mirrored: Business,
    clerk: Clerk,
    company: SmallCompany,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> Live:
    """Lives through so much time, from half an hour before a night on; gives the calls that were metered meanwhile.

    Acme owes a bill that is long known, the night before was lived through, and a webhook was heard since.
    """
    settings.CELERY_TASK_ALWAYS_EAGER = True
    company.service.clock.path = tmp_path / "clock.json"
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(company.service.clock.path))
    clerk.bill(120)
    nightly(mirrored)
    changes = Feed.objects.filter(business=mirrored, kind=FeedKind.CHANGES)
    changes.update(heard_at=clock.now(), changed_at=clock.now() - DAY)
    company.service.clock.move(to=night(mirrored) - HOUR / 2)
    tasks.tick()

    def through(span: timedelta) -> list[str]:
        company.service.meter.reset()
        end = clock.now() + span
        while (due := next_due()) < end:
            company.service.clock.move(to=max(due + SECOND, clock.now()))
            tasks.tick()
        company.service.clock.move(to=end)
        asked = company.service.meter.report(last=500)["requests"]
        return [f"{one['at']} {one['class']} {one['path']}" for one in asked if one["class"] in METERED]

    return through


def night(business: Business) -> object:
    return Feed.objects.get(business=business, kind=FeedKind.RECONCILE).next_at


def next_due() -> object:
    return Feed.objects.exclude(next_at=None).earliest("next_at").next_at


def kinds(calls: list[str]) -> Counter[str]:
    return Counter(call.split()[1] for call in calls)


@pytest.mark.prove
def test_a_day_is_eight_lists_of_changes_balances_once_and_one_call_at_night(live: Live) -> None:
    """Balances are in the night's call too, and so every fourth pull reads them."""
    calls = live(DAY)
    assert kinds(calls) == {"cdc": 8, "queries": 1, "batch": 1}, "\n".join(calls)


@pytest.mark.prove
def test_the_day_of_the_weekly_tie_out_is_three_reports_and_a_list_of_changes_more(live: Live) -> None:
    TieOut.objects.update(at=F("at") - WEEK)
    before = TieOut.objects.count()
    calls = live(DAY)
    assert TieOut.objects.count() == 2 * before
    assert kinds(calls) == {"cdc": 9, "queries": 1, "batch": 1, "reports": 3}, "\n".join(calls)
    assert len(calls) <= MOST, "\n".join(calls)


@pytest.mark.prove
def test_the_night_on_which_what_changes_leave_out_is_due_costs_no_call_more(live: Live) -> None:
    """Four entities that change data capture does not carry are read once a week."""
    EntityState.objects.update(backfilled_at=F("backfilled_at") - WEEK)
    calls = live(DAY)
    assert kinds(calls) == {"cdc": 8, "queries": 1, "batch": 1}, "\n".join(calls)
    assert not EntityState.objects.filter(
        backfilled_at__lt=clock.now() - 2 * DAY, entity="Preferences"
    ).exists()


@pytest.mark.prove
def test_without_a_night_changes_are_asked_for_all_the_same(live: Live, mirrored: Business) -> None:
    """Paused, it leaves the pull that it would have made to the changes themselves, a minute later."""
    Feed.objects.filter(kind=FeedKind.RECONCILE).update(paused_at=clock.now(), next_at=None)
    assert kinds(live(DAY)) == {"cdc": 8, "queries": 2}
