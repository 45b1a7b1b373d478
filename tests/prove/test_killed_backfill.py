"""A worker is killed in the middle of a backfill: its run is lost, the next one goes on, nothing is lost or doubled."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from sync.models import Connection, EntityState, RunState, SyncRun
from sync.orchestrators.health import compare_counts
from tests.sync.elsewhere import same_place

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


def kill_when_filled(entities: int) -> None:
    """Let a worker fill so many entities, then kill it without a word."""
    process, until = worker(), time.monotonic() + 60
    while EntityState.objects.filter(backfilled_at__isnull=False).count() < entities:
        assert time.monotonic() < until, "the backfill did not come that far"
        assert process.poll() is None, process.stdout and process.stdout.read()
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_backfill_killed_three_times_is_resumed_and_whole(connection: Connection) -> None:
    for entities in (3, 12, 20):
        kill_when_filled(entities)
        assert SyncRun.objects.filter(state=RunState.RUNNING, kind="backfill").count() == 1
        time.sleep(float(QUICK["SYNC_LOST_AFTER_SECONDS"]) + 1)  # the silence by which a lost worker is known
    said, _ = worker().communicate(timeout=120)
    runs = SyncRun.objects.filter(kind="backfill").order_by("pk")
    assert [run.state for run in runs] == [RunState.LOST] * 3 + [RunState.DONE], said
    assert runs.last().calls < sum(run.calls for run in runs) / 2, (
        "the last one went on, it did not start over"
    )
    assert [count for count in compare_counts(connection.business) if not count.equal] == []
