"""What the reads of a month amount to, beside its budget. It is Nov 20."""

from datetime import UTC, date, datetime

from pytest_django import Settings

from core.models import Business
from sync.budget import BudgetPace
from sync.models import ApiUsage
from sync.orchestrators.spending import spending

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)


def spent(business: Business, day: date, kind: str, reads: int) -> None:
    ApiUsage.objects.create(business=business, day=day, call_class=kind, calls=reads or 1, reads=reads)


def test_reads_add_up_by_day_and_by_class_from_the_first_of_the_month(acme: Business) -> None:
    spent(acme, date(2026, 10, 31), "query", 900)
    spent(acme, date(2026, 11, 1), "query", 40)
    spent(acme, date(2026, 11, 1), "cdc", 7)
    spent(acme, date(2026, 11, 20), "cdc", 3)
    found = spending(NOW)
    assert found.by_class == {"query": 40, "cdc": 10}
    assert found.by_day == {date(2026, 11, 1): 47, date(2026, 11, 20): 3}
    assert found.budget.used == 50


def test_calls_that_are_not_metered_are_no_reads(acme: Business) -> None:
    spent(acme, date(2026, 11, 2), "write", 0)
    assert spending(NOW).by_class == {}


def test_the_budget_says_what_becomes_of_background_reads(acme: Business, settings: Settings) -> None:
    settings.QBO_READ_BUDGET_PER_MONTH = 100
    spent(acme, date(2026, 11, 2), "query", 85)
    assert spending(NOW).budget.pace is BudgetPace.SLOW
