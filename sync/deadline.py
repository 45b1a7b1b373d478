"""How long a page can wait, in seconds of the machine, since no clock hurries the person in front of it."""

from dataclasses import dataclass
from time import perf_counter

from core import clock
from sync.errors import OutOfTime


@dataclass(frozen=True)
class Deadline:
    """The instant on the machine's own counter when somebody stops waiting; None is never."""

    at: float | None = None

    @classmethod
    def within(cls, seconds: float | None) -> "Deadline":
        """So many seconds from now."""
        return cls(None if seconds is None else perf_counter() + seconds)

    def cap(self, seconds: float) -> float:
        """No more than what is left of these seconds of the machine. OutOfTime when nothing is."""
        if self.at is None:
            return seconds
        left = self.at - perf_counter()
        if left <= 0:
            raise OutOfTime
        return min(seconds, left)

    def cap_on_clock(self, seconds: float) -> float:
        """The same for seconds of the clock, by which waits are made."""
        if self.at is None:
            return seconds
        left = clock.at_least(0, real=max(self.at - perf_counter(), 0.0))
        return min(seconds, left.total_seconds())

    def allows(self, seconds: float) -> bool:
        """Whether a wait of so many seconds of the clock ends in time."""
        return self.at is None or (perf_counter() < self.at and self.cap_on_clock(seconds) >= seconds)


PATIENT = Deadline()
