"""A worker is killed in the middle of a backfill: its run is lost, the next one goes on, nothing is lost or doubled."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet

from core.mirror import Mirror, mirror_named, mirrors
from core.models import Business
from sync.envelope import open_page
from sync.models import Connection, EntityState, RunState, SyncRun
from sync.smart_sync import SmartSyncService
from tests.sync.elsewhere import same_place
from tests.sync.likeness import differences, thing_of
from tests.sync.small_company import exact

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

QUICK = {"SYNC_PAGE_SIZE": "200", "SYNC_HEARTBEAT_SECONDS": "1", "SYNC_LOST_AFTER_SECONDS": "3"}


def worker() -> subprocess.Popen[str]:
    """A real `manage.py sync` on this test's database and sandbox."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "sync"],
        cwd=settings.ROOT,
        env={**os.environ, **same_place(), **QUICK},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def kill_when(has_come: Callable[[], bool]) -> None:
    """Let a worker come that far, then kill it without a word."""
    process, until = worker(), time.monotonic() + 60
    while not has_come():
        assert time.monotonic() < until, "the backfill did not come that far"
        assert process.poll() is None, process.stdout and process.stdout.read()
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def wait_until_it_is_given_up() -> None:
    """The silence by which a lost worker is known."""
    assert SyncRun.objects.filter(state=RunState.RUNNING, kind="backfill").count() == 1
    time.sleep(float(QUICK["SYNC_LOST_AFTER_SECONDS"]) + 1)


def filled() -> int:
    return EntityState.objects.filter(backfilled_at__isnull=False).count()


def half_read() -> QuerySet[EntityState]:
    """Entities of which some pages are merged and some are not."""
    return EntityState.objects.filter(backfilled_at=None, page_from__isnull=False)


def unlike_the_books(business: Business) -> dict[str, list[str]]:
    """What differs between the mirror and what QuickBooks gives, by entity: objects, columns, lines, payloads."""
    gate = SmartSyncService(business, people=True)
    found = {model: differences(model, list(objects(gate, model)), business) for model in mirrors()}
    return {model.qbo.name: wrong for model, wrong in found.items() if wrong}


def objects(gate: SmartSyncService, model: type[Mirror]) -> Iterator[dict[str, Any]]:
    where = f"WHERE {model.qbo.where}" if model.qbo.where else ""
    for first in range(1, gate.count(model.qbo.name, model.qbo.where) + 1, 1000):
        asked = f"SELECT * FROM {model.qbo.name} {where} STARTPOSITION {first} MAXRESULTS 1000"
        for raw in open_page(gate.query(asked), model).objects:
            yield thing_of(model, exact(raw))


def test_a_backfill_killed_three_times_is_resumed_and_whole(connection: Connection) -> None:
    for entities in (3, 12, 20):
        kill_when(lambda enough=entities: filled() >= enough)
        wait_until_it_is_given_up()
    said, _ = worker().communicate(timeout=120)
    runs = SyncRun.objects.filter(kind="backfill").order_by("pk")
    assert [run.state for run in runs] == [RunState.LOST] * 3 + [RunState.DONE], said
    assert runs.last().calls < sum(run.calls for run in runs) / 2, (
        "the last one went on, it did not start over"
    )
    assert unlike_the_books(connection.business) == {}


def test_a_backfill_killed_between_two_pages_of_an_entity_goes_on_with_the_second(
    connection: Connection,
) -> None:
    kill_when(lambda: half_read().exists())
    there = {state.entity: mirror_named(state.entity).objects.count() for state in half_read()}
    wait_until_it_is_given_up()
    said, _ = worker().communicate(timeout=120)
    lost, done = SyncRun.objects.filter(kind="backfill").order_by("pk")
    assert (lost.state, done.state) == (RunState.LOST, RunState.DONE), said
    for entity, rows in there.items():
        assert rows >= int(QUICK["SYNC_PAGE_SIZE"])
        assert done.tallies[entity]["inserted"] == mirror_named(entity).objects.count() - rows
    assert unlike_the_books(connection.business) == {}
