"""What a run's merging costs, and what it leaves known of an entity."""

from collections.abc import Iterator

import pytest
from django.db import connection as database

from ap.models import Bill
from core.models import Business
from sync import entities
from sync.decode import decode
from sync.intake import Intake
from sync.models import RunKind, RunState, SyncIssue, SyncRun
from tests.sync.payloads import NOON, encoded, payload, tombstone

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(acme: Business) -> Intake:
    """A run on a mirror that has been filled; there are no bills yet."""
    run = SyncRun.objects.create(business=acme, kind=RunKind.CHANGES, state=RunState.RUNNING)
    made = Intake(acme, run, entities.states(acme))
    made.finish(Bill, NOON)
    return made


@pytest.fixture
def counts(intake: Intake) -> Iterator[list[str]]:
    """The counting of bills while the test runs."""
    sent: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if "count(*)" in sql.lower() and Bill._meta.db_table in sql:
            sent.append(sql)
        return execute(sql, params, many, context)

    with database.execute_wrapper(note):
        yield sent


def take(intake: Intake, *objects: dict) -> None:
    intake.add(Bill, decode(Bill, encoded(*objects), NOON), NOON)


def test_rows_are_counted_at_the_end_of_a_run_and_not_with_every_page(
    intake: Intake, counts: list[str]
) -> None:
    for number in range(5):
        take(intake, payload(Bill, str(number)))
    assert counts == []
    intake.take_stock()
    assert len(counts) == 1
    assert intake.states["Bill"].rows == 5


def test_a_run_that_changed_nothing_counts_nothing(intake: Intake, counts: list[str]) -> None:
    take(intake)
    intake.take_stock()
    assert counts == []


def test_stubs_of_bills_never_seen_are_no_rows(intake: Intake) -> None:
    take(intake, payload(Bill, "1"), payload(Bill, "2"))
    take(intake, tombstone(Bill, "2", NOON), tombstone(Bill, "3", NOON))
    intake.take_stock()
    assert intake.states["Bill"].rows == 1


def test_an_oddity_alone_is_counted_too(intake: Intake) -> None:
    take(intake, payload(Bill, "1", TotalAmt="a lot"))
    intake.take_stock()
    assert intake.states["Bill"].quarantined == SyncIssue.objects.count() == 1
