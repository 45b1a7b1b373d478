"""What becomes of an event on its way, when switches say that the way is bad: lost, repeated, delayed, overtaken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

_OVERTAKEN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Fate:
    """When copies of an event may leave, in seconds after it happened; none for an event that is lost."""

    leaves: tuple[float, ...]
    delayed: bool = False

    @property
    def lost(self) -> bool:
        return not self.leaves

    @property
    def repeated(self) -> bool:
        return len(self.leaves) > 1


def drawn(switches: Mapping[str, Any], number: int) -> Fate:
    """The fate of the event with this number: the same for the same `webhook_seed` and shares.

    It hangs on nothing else, so neither a restart nor the pace of sending changes it.
    """
    chance = Random(f"{switches['webhook_seed']}/{number}")
    lost, repeated, delayed, reordered = (chance.random() < share for share in _shares(switches))
    wait = float(switches["webhook_window_seconds"])
    if lost:
        return Fate(())
    if delayed:
        wait += float(switches["webhook_delay_seconds"])
    if reordered:
        wait += chance.uniform(0, _OVERTAKEN_SECONDS)
    again = (wait + chance.uniform(0, _OVERTAKEN_SECONDS),) if repeated else ()
    return Fate((wait, *again), delayed)


def _shares(switches: Mapping[str, Any]) -> tuple[float, ...]:
    names = ("webhook_lost", "webhook_repeated", "webhook_delayed", "webhook_reordered")
    return tuple(float(switches[name]) for name in names)
