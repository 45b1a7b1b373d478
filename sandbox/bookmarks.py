"""Where the last page of a query ended, so that the next one need not count past everything before it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

KEPT = 1024


class Bookmarks:
    """The newest ends of pages; each holds only as long as nothing was written since. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: OrderedDict[Hashable, tuple[Any, ...]] = OrderedDict()
        self.version = 0

    def turn(self) -> None:
        """Something was written: every bookmark kept so far is void."""
        with self._lock:
            self.version += 1
            self._ends.clear()

    def keep(self, version: int, query: Hashable, start: int, end: tuple[Any, ...]) -> None:
        """The row before position `start` has the order values `end`, as read at `version`."""
        with self._lock:
            if version == self.version:
                self._ends[query, start] = end
                if len(self._ends) > KEPT:
                    self._ends.popitem(last=False)

    def find(self, query: Hashable, start: int) -> tuple[Any, ...] | None:
        """The order values of the row before `start`, or None when they are not known."""
        with self._lock:
            return self._ends.get((query, start))
