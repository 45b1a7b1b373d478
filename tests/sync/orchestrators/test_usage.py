"""What calls cost, as the status page asks for it: for all businesses at once."""

from datetime import UTC, datetime

import pytest

from core.models import Business, User
from sync.models import ApiUsage
from sync.orchestrators.usage import Calls, Usage, usage_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def spent(business: Business, day: str, call_class: str, calls: int, errors: int = 0) -> None:
    ApiUsage.objects.create(
        business=business, day=day, call_class=call_class, calls=calls, errors=errors, reads=calls - errors
    )


def test_calls_are_told_by_business_and_class_for_today_and_the_month(
    acme: Business, sam: User, django_assert_num_queries: object
) -> None:
    other = sam.memberships.get().business
    for day, calls in (("2026-10-31", 100), ("2026-11-01", 20), ("2026-11-20", 3), ("2026-11-21", 0)):
        spent(acme, day, "query", calls, errors=1 if calls else 0)
    spent(acme, "2026-11-20", "write", 1)
    spent(other, "2026-11-19", "cdc", 7)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = usage_of([acme, other], NOW)
    assert found[acme.pk].today == {"query": Calls(3, 1, 2), "write": Calls(1, 0, 1)}
    assert found[acme.pk].month == {"query": Calls(23, 2, 21), "write": Calls(1, 0, 1)}
    assert (found[acme.pk].calls_today, found[acme.pk].calls_this_month) == (4, 24)
    assert found[other.pk] == Usage({}, {"cdc": Calls(7, 0, 7)})


def test_a_business_that_never_called_has_used_nothing(acme: Business) -> None:
    assert usage_of([acme], NOW) == {acme.pk: Usage()}
    assert usage_of([acme], NOW)[acme.pk].reads_this_month == 0
