"""What a night asks in one call, and what is too large for it."""

from datetime import timedelta

import pytest

from ap.models import Bill, Vendor
from ar.models import Invoice
from core import clock
from core.models import Business, Preferences
from sync import balances, counting, entities, night, runs
from sync.intake import Intake
from sync.models import EntityState, RunKind
from sync.paging import Place, question
from sync.smart_sync import SmartSyncService
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.small_company import company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


def intake(business: Business) -> Intake:
    run, _ = runs.begin(business, RunKind.RECONCILE)
    return Intake(business, run, entities.states(business))


def page(model: type) -> str:
    return question(model, Place(), 1000)


def test_counts_first_pages_and_balances_are_one_call(mirrored: Business, clerk: Clerk) -> None:
    clerk.company.service.meter.reset()
    found = night.asked(intake(mirrored), SmartSyncService(mirrored), [Invoice], [Bill, Vendor])
    assert set(found.answers) == {
        counting.question(Invoice),
        page(Bill),
        page(Vendor),
        balances.question(),
    }
    (counts,) = clerk.company.service.meter.report()["asked"].values()
    assert counts["batch"] == sum(counts.values())


def test_what_may_not_fit_into_one_answer_is_left_to_be_read_page_by_page(mirrored: Business) -> None:
    EntityState.objects.filter(entity="Bill").update(rows=880)
    found = night.asked(intake(mirrored), SmartSyncService(mirrored), [], [Bill, Vendor])
    assert set(found.answers) == {page(Vendor), balances.question()}


def test_what_is_due_before_the_next_night_is_due_tonight(mirrored: Business) -> None:
    six_days = timedelta(days=6, minutes=1)
    EntityState.objects.filter(entity="Preferences").update(backfilled_at=clock.now() - six_days)
    assert night.rest(intake(mirrored), clock.now()) == [Preferences]
