"""Work that goes on beside the requests: a thread that makes its rounds until the server stops."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sandbox.store import Store


class Rounds(threading.Thread):
    """Makes a round, and the next at once when there was something to do, else after `pause` seconds in real time."""

    def __init__(self, name: str, store: Store, work: Callable[[], bool], pause: float) -> None:
        super().__init__(name=name, daemon=True)
        self._store, self._work, self._pause = store, work, pause
        self._ended = threading.Event()

    def run(self) -> None:
        try:
            while not self._ended.wait(0 if self._round() else self._pause):
                pass
        finally:
            self._store.release()

    def _round(self) -> bool:
        try:
            return self._work()
        except Exception:  # noqa: BLE001 - a failed round is told and the next one comes all the same
            traceback.print_exc(file=sys.stderr)
            return False

    def end(self) -> None:
        """Finish the round under way and stop."""
        self._ended.set()
        self.join()


@contextmanager
def beside(rounds: Sequence[Rounds]) -> Iterator[None]:
    """The rounds go on as long as the block does."""
    for one in rounds:
        one.start()
    try:
        yield
    finally:
        for one in rounds:
            one.end()
