"""The mirror counted against QuickBooks itself, over HTTP."""

import pytest
from pytest_django import Settings

from core.mirror import mirrors
from core.models import Business
from sync.models import Connection, RunKind, RunState, SyncRun
from sync.orchestrators.health import compare_counts
from sync.orchestrators.mirror import backfill
from tests.bookkeeping import Books

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def in_a_hurry(settings: Settings) -> None:
    """QBO's own limits would make these tests wait."""
    settings.QBO_LIMITS = {
        "per_minute": 60_000,
        "per_second": 1_000,
        "in_flight": 10,
        "batch_per_minute": 6_000,
    }


@pytest.mark.prove
def test_after_a_backfill_every_entity_is_equal(connection: Connection, acme: Business, books: Books) -> None:
    backfill(acme)
    counts = compare_counts(acme)
    assert {count.entity for count in counts} == {model.qbo.name for model in mirrors()}
    assert [count for count in counts if not count.equal] == []
    assert sum(count.source for count in counts) > 1000
    books.enter("Bill", Id="999999", TotalAmt=1)
    assert [count.entity for count in compare_counts(acme) if not count.equal] == ["Bill"]


def test_counting_is_one_piece_of_work_however_many_entities_there_are(
    connection: Connection, acme: Business
) -> None:
    counts = compare_counts(acme)
    run = SyncRun.objects.get()
    assert (run.kind, run.state, run.calls) == (RunKind.LIVE, RunState.DONE, len(counts))
