"""Signs of life of workers and beat: written by them, read by everyone who must know that nobody works."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import Max

from core import clock
from sync.models import Pulse, PulseName, RunState, SyncRun

log = logging.getLogger(__name__)
SHOW_SECONDS, LEAST_SHOW_SECONDS = 10.0, 0.5  # of the clock; of the machine's time
MAIN = (PulseName.WORKER, PulseName.BELLS, PulseName.CHORES, PulseName.BEAT)
LEAST_SILENCE_SECONDS = 8.0  # of the machine's time: no clock hurries a process
TASKS_MAY_WAIT = 3  # so many times as long as a main process, since a queue may be long

_SHOW = f"""
INSERT INTO {Pulse._meta.db_table} (name, at) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET at = excluded.at
"""


@dataclass(frozen=True, slots=True)
class Silence:
    """A process that shows no life, and since when; None where it never did."""

    name: PulseName
    since: datetime | None


def show(name: PulseName) -> None:
    """It is alive now. While the database is down nobody could read that, so it is logged and let be."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_SHOW, [name.value, clock.now()])
    except DatabaseError as why:
        log.warning("the pulse of %s was not written: %s", name.value, type(why).__name__)


def until_next() -> float:
    """How long a process may wait until it shows life again, in seconds of the machine's."""
    return max(clock.real_seconds(SHOW_SECONDS), LEAST_SHOW_SECONDS)


def pulses() -> dict[PulseName, datetime]:
    """When each kind of process was last alive. One query."""
    return {PulseName(name): at for name, at in Pulse.objects.values_list("name", "at")}


def silences(known: Mapping[PulseName, datetime], now: datetime) -> Iterator[Silence]:
    """Main processes that have been silent for too long, or never spoke."""
    for name in MAIN:
        if name not in known or now - known[name] > silent_after():
            yield Silence(name, known.get(name))


def stalled(known: Mapping[PulseName, datetime], now: datetime) -> Silence | None:
    """That no task is done though the worker lives. Long work is no silence: its run shows life of its own.

    One query, and only where tasks have not been done for a while.
    """
    done = known.get(PulseName.TASKS)
    patience = silent_after() * TASKS_MAY_WAIT
    if done is None or now - done <= patience:
        return None
    lively = SyncRun.objects.filter(state=RunState.RUNNING).aggregate(at=Max("heartbeat_at"))["at"]
    last = max(done, lively or done)
    return Silence(PulseName.TASKS, last) if now - last > patience else None


def silent_after() -> timedelta:
    """How long a main process may say nothing."""
    return clock.at_least(settings.SYNC_SILENT_AFTER_SECONDS, real=LEAST_SILENCE_SECONDS)
