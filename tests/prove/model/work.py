"""What RowCol does in the model proof, here or in a worker that is killed over it."""

import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from django.db import connection

from core.mirror import mirror_named
from core.models import Business
from sync import tasks
from sync.errors import SyncError
from sync.orchestrators import mirror
from sync.orchestrators.named import read_named
from tests.prove.model.next_door import Late
from tests.sync.elsewhere import waiting

LOOK_SECONDS, LONGEST_SECONDS = 0.005, 60


def backfill(business: Business) -> None:
    mirror.backfill(business)


def full_backfill(business: Business) -> None:
    mirror.backfill(business, full=True)


def changes(business: Business) -> None:
    mirror.pull_changes(business)


def named(business: Business, entity: str, *qbo_ids: str) -> None:
    model = mirror_named(entity)
    assert model is not None
    read_named(business, {model: qbo_ids})


def tick(_business: Business) -> None:
    """What beat rings; with tasks that run at once, all that is due is done."""
    tasks.tick()


def bell(_business: Business) -> None:
    """What beat rings every two seconds: webhooks that have come are taken apart, and done."""
    tasks.take_deliveries()


WORK: dict[str, Callable[..., None]] = {
    each.__name__: each for each in (backfill, full_backfill, changes, named, tick, bell)
}


def perform(business_id: int, name: str, *arguments: str) -> None:
    """Do it; what QuickBooks' trouble, or another run, makes of it is kept with the run and no error here."""
    with suppress(SyncError):
        WORK[name](Business.objects.get(pk=business_id), *arguments)


def from_stdin() -> None:
    """The same in a process of its own, told what by one line."""
    perform(*json.loads(sys.stdin.readline()))


class Beside:
    """Work that goes on in a thread while others do theirs; it raises what it found when it is joined."""

    def __init__(self, business_id: int, what: Sequence[str]) -> None:
        self._failed: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, args=(business_id, *what))
        self._thread.start()

    def is_over(self) -> bool:
        return not self._thread.is_alive()

    def join(self) -> None:
        self._thread.join(LONGEST_SECONDS)
        assert self.is_over(), "it hangs"
        if self._failed:
            raise self._failed[0]

    def _run(self, *what: Any) -> None:
        try:
            perform(*what)
        except BaseException as why:  # noqa: BLE001 - raised again by whoever joins
            self._failed.append(why)
        finally:
            connection.close()


class Doomed:
    """A worker process that stands ready, is given one thing to do, and does not live to tell."""

    def __init__(self) -> None:
        self._process = waiting("from tests.prove.model import work", "work.from_stdin()")

    def begin(self, business_id: int, what: Sequence[str]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"\n{json.dumps([business_id, *what])}\n")
        self._process.stdin.flush()

    def is_over(self) -> bool:
        return self._process.poll() is not None

    def kill(self) -> None:
        """SIGKILL, wherever it is; a process that has ended by an error of its own fails the proof."""
        assert self._process.poll() in (None, 0), "the worker died by itself"
        self._process.kill()
        self._process.communicate()


def until_late(late: Late, worker: Beside | Doomed) -> None:
    """Wait until the answer that is kept back is waited for, or until all is done without it."""
    give_up_at = time.monotonic() + LONGEST_SECONDS
    while not late.arrived.wait(LOOK_SECONDS) and not worker.is_over():
        assert time.monotonic() < give_up_at, "it hangs"
