"""Recording one attempt at calling QBO as a `SyncRun`, from before the first call to how it ended."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction

from core import clock
from core.models import Business
from sync.errors import SyncError
from sync.models import RunKind, RunState, SyncRun


@contextmanager
def attempt(business: Business, kind: RunKind, *, request_id: str = "") -> Iterator[SyncRun]:
    """A run that is on disk before the work begins, and ends done, or failed with the reason."""
    now = clock.now()
    run = SyncRun.objects.create(
        business=business,
        kind=kind,
        state=RunState.RUNNING,
        started_at=now,
        heartbeat_at=now,
        worker=f"{socket.gethostname()}:{os.getpid()}",
        request_id=request_id,
    )
    try:
        yield run
    except Exception as error:
        _end(
            run,
            RunState.FAILED,
            str(error) if isinstance(error, SyncError) else f"{type(error).__name__} in RowCol",
        )
        raise
    _end(run, RunState.DONE)


def alive_while_waiting(run: SyncRun) -> Callable[[float], None]:
    """A way to wait so many seconds of the clock in which the run goes on showing that it is alive."""

    def wait(seconds: float) -> None:
        while seconds > 0:
            step = min(seconds, float(settings.SYNC_HEARTBEAT_SECONDS))
            clock.sleep(step)
            seconds -= step
            if step >= 1:
                SyncRun.objects.filter(pk=run.pk).update(heartbeat_at=clock.now())

    return wait


def outside_transactions() -> None:
    """RuntimeError inside a caller's transaction, where a call would hold locks while QBO thinks.

    A rotated token could be rolled back there too. Costs no statement.
    """
    with transaction.atomic(durable=True):
        pass


def _end(run: SyncRun, state: RunState, error: str = "") -> None:
    SyncRun.objects.filter(pk=run.pk).update(state=state, finished_at=clock.now(), error=error)
