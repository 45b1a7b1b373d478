"""Asking again what can succeed: a bounded number of times, with jitter, on the clock; never what cannot."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from core import clock
from sync.deadline import PATIENT, Deadline
from sync.errors import AccessTokenRejected, OutOfTime, SlowDown, SyncError, Unreachable, Unreadable
from sync.throttle import BACKGROUND, PEOPLE, Lane, Wait

T = TypeVar("T")
# The gate has renewed a refused access token already; the one that it was given was refused in turn.
PASSING = (Unreachable, Unreadable, AccessTokenRejected)


@dataclass(frozen=True)
class Patience:
    """How often to try, how long to wait after the first failure; later waits double, up to `longest`."""

    lane: Lane
    tries: int
    first: float
    longest: float

    def before_retry(self, error: SyncError, failures: int) -> float | None:
        """Seconds to wait after so many failures; None when asking again is pointless or there is no time.

        After a SlowDown the throttle itself waits out the pause, where the lane has the patience for it.
        """
        if failures >= self.tries:
            return None
        if isinstance(error, SlowDown):
            return 0.0 if error.until and error.until - clock.now() <= self.lane.longest_wait() else None
        if not isinstance(error, PASSING):
            return None
        return min(self.first * 2 ** (failures - 1), self.longest) * random.uniform(0.5, 1.5)


FOR_PEOPLE = Patience(PEOPLE, tries=3, first=0.25, longest=1.0)
# Where three calls in ten fail by chance, eight tries in a row do so once in 15,000 questions.
FOR_BACKGROUND = Patience(BACKGROUND, tries=8, first=1.0, longest=60.0)


def retried(ask: Callable[[], T], patience: Patience, wait: Wait, deadline: Deadline = PATIENT) -> T:
    """The answer of the first try that has one; raises the error of the last, or OutOfTime where no other fits in."""
    failures = 0
    while True:
        try:
            return ask()
        except SyncError as error:
            failures += 1
            pause = patience.before_retry(error, failures)
            if pause is None:
                raise
            if not deadline.allows(pause):
                raise OutOfTime(str(error), intuit_tid=error.intuit_tid) from error
        wait(pause)
