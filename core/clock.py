"""The only reader of the system clock.

`ROWCOL_CLOCK_FILE` names a JSON file `{"offset": seconds, "scale": factor, "since": epoch seconds}` that moves and
stretches time for every process that reads it, so that weeks can be lived through in minutes:
now = real + offset + (real - since) * (scale - 1). Production refuses the variable (rowcol/settings.py).
"""

import json
import os
import time
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Event
from typing import Any
from zoneinfo import ZoneInfo

LOOK_AGAIN_SECONDS = 0.25
REAL_TIME = {"offset": 0.0, "scale": 1.0, "since": 0.0}


def now() -> datetime:
    """The present instant, aware, in UTC."""
    real, bend = time.time(), _bend()
    return datetime.fromtimestamp(real + bend["offset"] + (real - bend["since"]) * (bend["scale"] - 1), UTC)


def today(business: Any) -> date:
    """The calendar date where the business lives (`business.timezone`, an IANA name)."""
    return local_date(now(), business.timezone)


def local_date(at: datetime, timezone: str) -> date:
    """The calendar date of an instant in a time zone."""
    return at.astimezone(ZoneInfo(timezone)).date()


def sleep(seconds: float) -> None:
    """Wait so many seconds of this clock; a faster clock waits less."""
    wait(Event(), seconds)


def wait(event: Event, seconds: float) -> bool:
    """Wait until the event is set, so many seconds of this clock at most; whether it is set.

    A clock that is moved meanwhile is noticed: the wait ends when its instant has come.
    """
    if not os.environ.get("ROWCOL_CLOCK_FILE"):
        return event.wait(max(seconds, 0))
    until = now() + timedelta(seconds=seconds)
    while (left := (until - now()).total_seconds()) > 0 and not event.is_set():
        event.wait(min(real_seconds(left), LOOK_AGAIN_SECONDS))
    return event.is_set()


def real_seconds(seconds: float) -> float:
    """How long so many seconds of this clock take on the machine's; for ever where time stands still."""
    scale = _bend()["scale"]
    return seconds / scale if scale > 0 else float("inf")


def at_least(seconds: float, *, real: float) -> timedelta:
    """A span of this clock, lengthened where it would last less than `real` seconds of the machine's.

    For patience with processes and networks, which no clock hurries.
    """
    return timedelta(seconds=max(seconds, real * _bend()["scale"]))


def _bend() -> dict[str, float]:
    path = os.environ.get("ROWCOL_CLOCK_FILE")
    if not path:
        return REAL_TIME
    try:
        return _read(path, os.stat(path).st_mtime_ns)
    except FileNotFoundError:
        return REAL_TIME


@lru_cache(maxsize=1)
def _read(path: str, _changed_at: int) -> dict[str, float]:
    return REAL_TIME | json.loads(Path(path).read_text())
