"""The sandbox's time: the wall clock, moved and stretched on demand, and written as QuickBooks writes it.

With ROWCOL_CLOCK_FILE set, time is read from and moved through that file, which other processes may share.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Setting:
    """virtual = real + offset + (real - since) * (scale - 1), all in seconds."""

    offset: float = 0.0
    scale: float = 1.0
    since: float = 0.0

    def at(self, real: float) -> float:
        return real + self.offset + (real - self.since) * (self.scale - 1)


class Clock:
    """A clock that obeys `path` when there is one, else keeps its setting in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._setting = Setting()
        self._seen: tuple[int, int] | None = None

    @property
    def setting(self) -> Setting:
        """The setting in force; a changed clock file is read again, a missing one means real time."""
        if self.path is not None:
            self._reread(self.path)
        return self._setting

    def _reread(self, path: Path) -> None:
        try:
            stat = path.stat()
        except FileNotFoundError:
            self._setting, self._seen = Setting(), None
            return
        if (stat.st_mtime_ns, stat.st_ino) != self._seen:
            self._setting = _parse(path.read_text())
            self._seen = (stat.st_mtime_ns, stat.st_ino)

    def epoch(self) -> float:
        """Virtual epoch seconds."""
        return self.setting.at(time.time())

    def now(self) -> datetime:
        """The virtual instant, aware, in UTC."""
        return datetime.fromtimestamp(self.epoch(), UTC)

    def move(
        self, *, advance: float = 0.0, to: datetime | None = None, scale: float | None = None
    ) -> datetime:
        """Jump by seconds or to an instant, and from then on run `scale` times as fast; the new now."""
        real, before = time.time(), self.setting
        target = to.timestamp() if to is not None else before.at(real) + advance
        self._keep(Setting(target - real, before.scale if scale is None else scale, real))
        return self.now()

    def _keep(self, setting: Setting) -> None:
        self._setting = setting
        if self.path is not None:
            draft = self.path.with_name(f"{self.path.name}.{os.getpid()}")
            draft.write_text(json.dumps(asdict(setting)))
            draft.replace(self.path)


def _parse(text: str) -> Setting:
    stored = json.loads(text)
    return Setting(*(float(stored.get(name, default)) for name, default in asdict(Setting()).items()))


def from_environment() -> Clock:
    """The clock that ROWCOL_CLOCK_FILE names, or one in memory when it is unset."""
    name = os.environ.get("ROWCOL_CLOCK_FILE")
    return Clock(Path(name) if name else None)


_default = from_environment()


def now() -> datetime:
    """The virtual instant of the environment's clock, aware, in UTC."""
    return _default.now()


@lru_cache(maxsize=256)
def _summer(year: int) -> tuple[float, float]:
    """Epoch seconds between which US Pacific daylight time holds: March to November, on Sundays."""
    march, november = (
        datetime(year, 3, 8, 10, tzinfo=UTC),
        datetime(year, 11, 1, 9, tzinfo=UTC),
    )
    return tuple((day + timedelta(days=(6 - day.weekday()) % 7)).timestamp() for day in (march, november))  # type: ignore[return-value]


def pacific_hours(epoch: float) -> int:
    """Hours from UTC of US Pacific time at epoch seconds: -8, in summer -7."""
    start, end = _summer(time.gmtime(epoch).tm_year)
    return -7 if start <= epoch < end else -8


def pacific(at: datetime | float) -> datetime:
    """The instant with the offset of Intuit's servers, whatever the company's zone (API_FACTS 1.7)."""
    epoch = at if isinstance(at, (int, float)) else at.timestamp()
    return datetime.fromtimestamp(epoch, timezone(timedelta(hours=pacific_hours(epoch))))


def pacific_seconds(at: datetime | float) -> str:
    """`2026-11-20T08:14:02-08:00`, as in MetaData."""
    return pacific(at).isoformat(timespec="seconds")


def pacific_millis(at: datetime | float) -> str:
    """`2026-11-20T08:14:02.318-08:00`, as in an answer's `time`."""
    return pacific(at).isoformat(timespec="milliseconds")
