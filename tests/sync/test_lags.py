"""How late changes are is measured: on QuickBooks' clock, plus our own time from its answer to the mirror."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database

from ap.models import Bill
from core import clock
from core.models import Business
from sync import entities, lags
from sync.decode import decode
from sync.intake import Intake
from sync.models import ChangeLag, RunKind, RunState, SyncRun
from tests.sync.payloads import NOON, encoded, payload, tombstone

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake(acme: Business) -> Intake:
    """A run on a mirror whose bills have been read, and of which there are none yet."""
    run = SyncRun.objects.create(business=acme, kind=RunKind.CHANGES, state=RunState.RUNNING)
    made = Intake(acme, run, entities.states(acme))
    made.finish(Bill, NOON)
    return made


@pytest.fixture
def counting() -> Iterator[list[str]]:
    """The statements that count lags while the test runs."""
    sent: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if ChangeLag._meta.db_table in sql:
            sent.append(sql)
        return execute(sql, params, many, context)

    with database.execute_wrapper(note):
        yield sent


def told(intake: Intake, *objects: dict[str, Any], after: timedelta, own: timedelta = timedelta(0)) -> None:
    """An answer of so long after NOON that tells of these bills, and waits so long until it is merged."""
    at = NOON + after
    decoded = decode(Bill, encoded(*objects), at)
    decoded.told_at = clock.now() - own
    intake.add(Bill, decoded, at)


def counted() -> dict[str, int]:
    """All counts that are not zero, by span."""
    rows = ChangeLag.objects.values_list(*lags.COLUMNS)
    sums = dict(zip(lags.COLUMNS, map(sum, zip(*rows, strict=True)), strict=False))
    return {span: number for span, number in sums.items() if number}


@pytest.mark.parametrize(
    ("seconds", "span"),
    [
        *((3, "within_10_s"), (59, "within_60_s"), (299, "within_5_min"), (899, "within_15_min")),
        *((3599, "within_1_h"), (3601, "later"), (86400, "later")),
    ],
)
def test_a_change_counts_under_the_shortest_span_that_it_fits_in(
    intake: Intake, seconds: int, span: str
) -> None:
    told(intake, payload(Bill), after=timedelta(seconds=seconds))
    assert counted() == {span: 1}


def test_our_own_time_after_the_answer_is_added(intake: Intake) -> None:
    told(intake, payload(Bill), after=timedelta(minutes=10), own=timedelta(minutes=6))
    assert counted() == {"within_1_h": 1}


def test_updates_and_deletions_count_like_new_objects(intake: Intake) -> None:
    told(intake, payload(Bill, "1"), payload(Bill, "2"), after=timedelta(seconds=5))
    told(intake, payload(Bill, "1", version=1), after=timedelta(seconds=90))
    gone = NOON + timedelta(minutes=2)
    told(intake, tombstone(Bill, "2", gone), tombstone(Bill, "3", gone), after=timedelta(minutes=4))
    assert counted() == {"within_10_s": 2, "within_60_s": 1, "within_5_min": 2}


def test_what_overlapping_windows_tell_again_is_no_change(intake: Intake, counting: list[str]) -> None:
    for minutes in (0, 20, 40):
        told(intake, payload(Bill, "1"), tombstone(Bill, "2", NOON), after=timedelta(minutes=minutes))
    assert counted() == {"within_10_s": 2}
    assert len([sql for sql in counting if "INSERT" in sql]) == 1


def test_a_balance_that_moved_in_silence_cannot_be_dated(intake: Intake) -> None:
    told(intake, payload(Bill, Balance=90), after=timedelta(seconds=5))
    told(intake, payload(Bill, Balance=10), after=timedelta(days=9))
    assert counted() == {"within_10_s": 1}


def test_a_row_that_quickbooks_lost_without_a_word_cannot_be_dated_either(intake: Intake) -> None:
    told(intake, payload(Bill), after=timedelta(seconds=5))
    told(intake, tombstone(Bill, "1", NOON), after=timedelta(days=9))
    assert counted() == {"within_10_s": 1}


def test_an_older_version_that_comes_late_is_no_change(intake: Intake) -> None:
    told(intake, payload(Bill, version=1), after=timedelta(seconds=65))
    told(intake, payload(Bill, version=0), after=timedelta(days=1))
    assert counted() == {"within_10_s": 1}


def test_an_answer_without_changes_costs_no_statement(intake: Intake, counting: list[str]) -> None:
    told(intake, after=timedelta(minutes=1))
    assert counting == []


def test_what_is_found_when_an_entity_is_read_whole_is_no_news(intake: Intake, counting: list[str]) -> None:
    at = NOON + timedelta(days=400)
    intake.add(Bill, decode(Bill, encoded(payload(Bill)), at), at, is_news=False)
    assert counting == []


def test_nor_is_what_a_backfill_reads_afresh(intake: Intake, counting: list[str]) -> None:
    intake.run.kind = RunKind.BACKFILL
    told(intake, payload(Bill), after=timedelta(days=1))
    assert counting == []


def test_nor_is_what_is_told_of_an_entity_before_it_was_read(acme: Business, intake: Intake) -> None:
    intake.states["Bill"].backfilled_at = None
    told(intake, payload(Bill), after=timedelta(days=1))
    assert counted() == {}
