"""The count of a mirror's states: up with every merge that changed something, and only then."""

import pytest

from ap.models import Bill
from core.models import Business
from sync.generations import generations_of
from sync.merge import merge
from sync.orchestrators.mirror import backfill
from tests.sync.payloads import NOON, encoded, payload
from tests.sync.small_company import company, connected, in_a_hurry

__all__ = ["company", "connected", "in_a_hurry"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_only_a_merge_that_changes_rows_makes_a_new_generation(acme: Business) -> None:
    seen = [generations_of([acme])[acme.pk]]
    for version in (1, 1, 2, 1):
        merge(acme, Bill, encoded(payload(Bill, version=version)), NOON)
        seen.append(generations_of([acme])[acme.pk])
    assert seen == [0, 1, 1, 2, 2]


@pytest.mark.usefixtures("in_a_hurry")
def test_a_mirror_that_became_whole_is_a_new_generation_even_where_nothing_was_to_be_read(
    connected: Business,
) -> None:
    backfill(connected, only=[Bill])
    assert not Bill.objects.of(connected).exists()
    assert generations_of([connected])[connected.pk] == 1
