"""A run's life: queued, running, then done, partial, failed or lost. Every move is a compare-and-swap.

Work that comes round is queued first (`open_run`) and done while a thread shows that it is alive (`running`); single
calls for people are on disk before the first byte is sent (`attempt`) and show it with every call and while they wait.
"""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from core import clock
from core.models import Business
from core.telling import about
from sync import generations, sql
from sync.errors import SyncError
from sync.merge import Tally
from sync.models import ONE_AT_A_TIME, OPEN_STATES, RunKind, RunState, SyncRun

ONE_OPEN = "sync_run_one_open"
LEAST_SILENCE_SECONDS, LEAST_BEAT_SECONDS = 3.0, 0.25  # of the machine's time
LOOK_SECONDS = 1.0
STUMBLED = "RowCol stumbled over something in run {run}; those who run it find what it was in the admin."
"""What people are told of what is wrong in RowCol itself: its own words are for those who mend it."""


class AlreadyRunning(SyncError):
    """The same work is already under way."""

    what_next = "It is joined, not started twice; `manage.py sync_status` shows how far it is."

    def __init__(self, run: SyncRun) -> None:
        super().__init__(f"run {run.pk}, {run.worker or 'waiting for a worker'}")
        self.run = run


class JoinedRunFailed(SyncError):
    """The run that was joined has failed."""

    what_next = "Its own words say why."


def open_run(business: Business, kind: RunKind) -> tuple[SyncRun, bool]:
    """The open run of this kind and whether it is new; the database allows one at a time (DESIGN: partial unique)."""
    return _open(business, kind)


def begin(business: Business, kind: RunKind) -> tuple[SyncRun, bool]:
    """The same where this worker begins at once with what is new; see `working`."""
    return _open(business, kind, **_begun())


def _open(business: Business, kind: RunKind, **begun: Any) -> tuple[SyncRun, bool]:
    while True:
        try:
            with _savepoint():
                return SyncRun.objects.create(business=business, kind=kind, **begun), True
        except IntegrityError as why:
            if ONE_OPEN not in str(why):
                raise
        declare_lost(clock.now())
        joined = SyncRun.objects.filter(business=business, kind=kind, state__in=OPEN_STATES).first()
        if joined is not None:  # else it ended just now, and the next one may be opened
            return joined, False


def _savepoint() -> AbstractContextManager[Any]:
    """What a refused insert is rolled back to; outside a transaction it has undone itself."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def follow(run: SyncRun) -> Iterator[SyncRun]:
    """The run as it stands, every second until it has ended; one whose worker falls silent ends as lost."""
    while True:
        declare_lost(clock.now())
        run.refresh_from_db()
        yield run
        if run.state not in OPEN_STATES:
            return
        clock.sleep(LOOK_SECONDS)


def declare_lost(now: datetime) -> int:
    """Mark runs whose worker has fallen silent as lost, so that others may take up the work; returns how many.

    What such a worker merged last it may not have lived to count: the mirror counts as moved.
    """
    silent_since = now - lost_after()
    silent = Q(state=RunState.RUNNING, heartbeat_at__lt=silent_since)
    never_begun = Q(state=RunState.QUEUED, queued_at__lt=silent_since)
    runs = SyncRun.objects.filter(silent | never_begun)
    theirs = set(runs.values_list("business_id", flat=True))
    lost = runs.update(state=RunState.LOST, finished_at=now, error="its worker fell silent") if theirs else 0
    for business_id in theirs:
        generations.bump(business_id)
    return lost


def lost_after() -> timedelta:
    """How long a worker may be silent. However fast the clock runs, it is given time to speak."""
    return clock.at_least(settings.SYNC_LOST_AFTER_SECONDS, real=LEAST_SILENCE_SECONDS)


@contextmanager
def running(run: SyncRun) -> Iterator[SyncRun]:
    """Work on a queued run: begin it, unless another worker has (AlreadyRunning), and see it through; see `working`."""
    _start(run)
    with working(run):
        yield run


@contextmanager
def working(run: SyncRun) -> Iterator[SyncRun]:
    """A run that was begun: heartbeat while it lasts, then done, or failed with the reason, which is raised on."""
    stop = threading.Event()
    pulse = threading.Thread(
        target=_beat, args=(run.pk, stop), name=f"heartbeat of run {run.pk}", daemon=True
    )
    pulse.start()
    try:
        with _closing(run):
            yield run
    finally:
        stop.set()
        pulse.join()


@contextmanager
def attempt(business: Business, kind: RunKind, *, request_id: str = "") -> Iterator[SyncRun]:
    """A run of its own for one call, begun at once; ends done, or failed with the reason, which is raised on."""
    run = SyncRun.objects.create(business=business, kind=kind, request_id=request_id, **_begun())
    with _closing(run):
        yield run


@contextmanager
def _closing(run: SyncRun) -> Iterator[None]:
    try:
        with about(business=run.business.slug, run=run.pk):
            yield
    except SyncError as why:
        close(run, RunState.FAILED, str(why))
        raise
    except BaseException as why:
        run.stumble = f"{type(why).__name__}: {why}"
        close(run, RunState.FAILED, STUMBLED.format(run=run.pk))
        raise
    close(run, RunState.PARTIAL if run.error else RunState.DONE, run.error)


def _start(run: SyncRun) -> None:
    if not SyncRun.objects.filter(pk=run.pk, state=RunState.QUEUED).update(**_begun()):
        run.refresh_from_db()
        raise AlreadyRunning(run)


def _begun() -> dict[str, Any]:
    now = clock.now()
    return {
        "state": RunState.RUNNING,
        "started_at": now,
        "heartbeat_at": now,
        "worker": worker_name(),
    }


def close(run: SyncRun, state: RunState, error: str = "") -> None:
    """End a run. One that was declared lost meanwhile stays lost where its work has been given away."""
    given_away = Q(state=RunState.LOST, kind__in=ONE_AT_A_TIME)
    ours = SyncRun.objects.filter(pk=run.pk, state__in=(RunState.RUNNING, RunState.LOST)).exclude(given_away)
    told = {"error": error[:2000], "stumble": run.stumble[:2000]}
    ended = {"state": state, "finished_at": clock.now(), "tallies": run.tallies, **told}
    if not sql.update(ours, run, **ended):
        run.refresh_from_db()


def note(run: SyncRun, entity: str, tally: Tally) -> None:
    """Keep one entity's tally so far with the run; call it in the transaction of the rows that it counts."""
    run.tallies[entity] = tally.counts()
    kept = SyncRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(tallies=run.tallies)
    if not kept:
        raise SyncError(f"run {run.pk} was declared lost while it was working; another has taken over")


def regret(run: SyncRun, what: str) -> None:
    """Something that a run could not do, though it went on: it will end `partial`, with these words."""
    run.error = f"{run.error} {what}".strip()


def alive_while_waiting(run: SyncRun) -> Callable[[float], None]:
    """A way to wait so many seconds of the clock in which the run goes on showing that it is alive."""

    def wait(seconds: float) -> None:
        while seconds > 0:
            step = min(seconds, float(settings.SYNC_HEARTBEAT_SECONDS))
            clock.sleep(step)
            seconds -= step
            if step >= 1:
                _show_alive(run.pk)

    return wait


def worker_name() -> str:
    """This process, as operators see it."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _beat(run_id: int, stop: threading.Event) -> None:
    while not clock.wait(stop, _between_heartbeats()):
        _show_alive(run_id)
    connection.close()


def _between_heartbeats() -> float:
    return clock.at_least(settings.SYNC_HEARTBEAT_SECONDS, real=LEAST_BEAT_SECONDS).total_seconds()


def _show_alive(run_id: int) -> None:
    SyncRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(heartbeat_at=clock.now())
