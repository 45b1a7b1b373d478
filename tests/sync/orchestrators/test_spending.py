"""What the reads of a month amount to. It is Nov 20."""

from datetime import UTC, date, datetime

from core.models import Business
from sync.models import ApiUsage
from sync.orchestrators.spending import spending

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)


def spent(business: Business, day: date, kind: str, calls: int) -> None:
    ApiUsage.objects.create(business=business, day=day, call_class=kind, calls=calls)


def test_reads_add_up_by_day_and_by_class_from_the_first_of_the_month(acme: Business) -> None:
    spent(acme, date(2026, 10, 31), "query", 900)
    spent(acme, date(2026, 11, 1), "query", 40)
    spent(acme, date(2026, 11, 1), "cdc", 7)
    spent(acme, date(2026, 11, 20), "cdc", 3)
    found = spending(NOW)
    assert (found.used, found.by_class) == (50, {"query": 40, "cdc": 10})
    assert found.by_day == {date(2026, 11, 1): 47, date(2026, 11, 20): 3}


def test_writes_and_tokens_are_no_reads(acme: Business) -> None:
    spent(acme, date(2026, 11, 2), "write", 5)
    spent(acme, date(2026, 11, 2), "token", 5)
    assert spending(NOW).used == 0
