"""What was asked of the server: calls by class and company, errors, peak concurrency, the last requests."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.clock import pacific_millis
from sandbox.exchange import Request

REMEMBERED = 500


class Meter:
    """Counts in memory, from the start or the last reset; safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self.reset()

    def reset(self) -> None:
        """Forget everything but the requests now inside."""
        with self._lock:
            self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
            self._statuses: Counter[int] = Counter()
            self._peak = self._inside
            self._last: deque[dict[str, Any]] = deque(maxlen=REMEMBERED)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """A request is being served."""
        with self._lock:
            self._inside += 1
            self._peak = max(self._peak, self._inside)
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1

    def record(self, request: Request, status: int) -> None:
        """Count an answered request; status 0 stands for a connection cut on purpose."""
        line = {
            "at": pacific_millis(request.at),
            "method": request.method,
            "path": _shown(request),
            "status": status,
        }
        with self._lock:
            counts = self._counts[request.realm]
            counts[request.asked] += 1
            counts["errors"] += not 200 <= status < 400
            self._statuses[status] += 1
            self._last.append({**line, "realm": request.realm, "class": request.asked})

    def report(self, last: int = 100) -> dict[str, Any]:
        """Counts by company and class, statuses, the peak and the `last` newest requests."""
        with self._lock:
            return {
                "asked": {realm: dict(counts) for realm, counts in self._counts.items()},
                "statuses": {str(status): count for status, count in sorted(self._statuses.items())},
                "peak_concurrency": self._peak,
                "requests": list(self._last)[-last:] if last > 0 else [],
            }


def _shown(request: Request) -> str:
    """The path with the parameters worth seeing again; never a code or a token."""
    shown = [f"{name}={value}" for name, value in request.query.items() if name in _TELLING]
    return f"{request.path}?{'&'.join(shown)}" if shown else request.path


_TELLING_WORDS = (
    "query entities changedSince operation include requestid minorversion report_date end_date start_date"
)
_TELLING = frozenset(_TELLING_WORDS.split())
