"""The calls that cost: successful reads of a month over all companies of the app, and its cap (API_FACTS 5.2)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from sandbox import switches
from sandbox.clock import pacific
from sandbox.envelopes import throttled_answer
from sandbox.exchange import Answer, Request
from sandbox.store import Store

_READING = frozenset({"reads", "queries", "cdc", "reports"})


class CorePlus:
    """The month's meter, in memory; a batch that queries counts once. Safe for threads."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, threading.Lock()
        self._calls: Counter[str] = Counter()

    def reset(self) -> None:
        """Begin at zero."""
        with self._lock:
            self._calls.clear()

    def around(self, request: Request, work: Callable[[], Answer]) -> Answer:
        """The answer, counted when it is a success; 429 to reads once the month is used up, to its end."""
        if not _reads(request):
            return work()
        month = f"{pacific(request.at):%Y-%m}"
        cap = switches.read(self._store, "", "coreplus_cap")
        if cap and self._calls[month] >= cap:
            return throttled_answer(switches.read(self._store, request.realm, "throttle_shape"), request.at)
        answer = work()
        with self._lock:
            self._calls[month] += answer.status == 200
        return answer

    def report(self) -> dict[str, int]:
        """Calls by month, `YYYY-MM`."""
        with self._lock:
            return dict(self._calls)


def _reads(request: Request) -> bool:
    return request.asked in _READING or (request.asked == "batch" and b'"Query"' in request.body)
