"""How often a company may be asked: sliding windows by arrival on the sandbox clock, who went over (API_FACTS 5.1)."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox import switches
from sandbox.envelopes import throttled_answer
from sandbox.exchange import Answer, Request
from sandbox.store import Store

IN_FLIGHT = "in_flight"
MOST_IN_FLIGHT = 10


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` requests of a company in any `seconds`; `asked` is the class that counts, "" for all."""

    name: str
    most: int
    seconds: float
    asked: str = ""

    def counts(self, request: Request) -> bool:
        return self.asked in ("", request.asked)


LIMITS = (
    Limit("per_minute", 500, 60),
    Limit("per_second", 10, 1),
    Limit("batches_per_minute", 40, 60, "batch"),
)


@dataclass(slots=True)
class _Traffic:
    """What one company was asked lately: arrivals by limit, and how many requests are inside."""

    arrivals: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    inside: int = 0

    def full(self, request: Request, at: float) -> list[str]:
        """The limits that one more request would go over."""
        found = [
            limit.name for limit in LIMITS if limit.counts(request) and self._lately(limit, at) >= limit.most
        ]
        return found + [IN_FLIGHT] * (self.inside >= MOST_IN_FLIGHT)

    def _lately(self, limit: Limit, at: float) -> int:
        """How many arrived in the window; a clock that was set back leaves none behind from its future."""
        seen = self.arrivals[limit.name]
        while seen and abs(at - seen[0]) >= limit.seconds:
            seen.popleft()
        return len(seen)

    def enter(self, request: Request, at: float) -> dict[str, int]:
        """Let the request in; how full each of its limits is now."""
        self.inside += 1
        own = [limit.name for limit in LIMITS if limit.counts(request)]
        for name in own:
            self.arrivals[name].append(at)
        return {IN_FLIGHT: self.inside, **{name: len(self.arrivals[name]) for name in own}}


class Throttle:
    """Counts who goes over a limit, and refuses them where the switch says so. Safe for threads."""

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, threading.Lock()
        self._traffic: defaultdict[str, _Traffic] = defaultdict(_Traffic)
        self.reset()

    def reset(self) -> None:
        """Forget the counts; what was asked lately still counts against the limits."""
        with self._lock:
            self._breaches: defaultdict[str, Counter[str]] = defaultdict(Counter)
            self._peaks: defaultdict[str, Counter[str]] = defaultdict(Counter)
            self._refused = 0

    def around(self, request: Request, work: Callable[[], Answer]) -> Answer:
        """The answer, or 429 over a limit while the switch `throttle` says `enforce`."""
        mode = switches.read(self._store, request.realm, "throttle")
        if mode == "off":
            return work()
        if not self._enter(request, enforced=mode == "enforce"):
            return self._refusal(request)
        try:
            return work()
        finally:
            self._leave(request)

    def _enter(self, request: Request, *, enforced: bool) -> bool:
        at = request.at.timestamp()
        with self._lock:
            traffic = self._traffic[request.realm]
            over = traffic.full(request, at)
            self._breaches[request.realm].update(over)
            if over and enforced:
                self._refused += 1
                return False
            peaks = self._peaks[request.realm]
            for name, seen in traffic.enter(request, at).items():
                peaks[name] = max(peaks[name], seen)
            return True

    def _leave(self, request: Request) -> None:
        with self._lock:
            self._traffic[request.realm].inside -= 1

    def _refusal(self, request: Request) -> Answer:
        shape = switches.read(self._store, request.realm, "throttle_shape")
        answer = throttled_answer(shape, request.at, turn=self._refused)
        seconds = switches.read(self._store, request.realm, "throttle_retry_after")
        if seconds:
            answer.headers["Retry-After"] = str(seconds)
        return answer

    def report(self) -> dict[str, Any]:
        """Breaches by company and limit (empty when nobody went over), the fullest each limit was, refusals."""
        with self._lock:
            breaches = {realm: dict(counts) for realm, counts in self._breaches.items() if counts}
            peaks = {realm: dict(counts) for realm, counts in self._peaks.items()}
            return {"breaches": breaches, "peaks": peaks, "refused": self._refused}
