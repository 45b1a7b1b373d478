"""Progress on standard error: what is being done, what came of it, and after how many seconds."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Progress:
    """Prints one line a step, with the seconds since the demo began."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def elapsed(self) -> float:
        """Seconds since the demo began."""
        return time.monotonic() - self._began

    def say(self, text: str) -> None:
        print(f"[{self.elapsed():6.1f} s] {text}", file=sys.stderr, flush=True)

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        """Say what is being done, and how long it took."""
        self.say(f"{doing} ...")
        began = time.monotonic()
        yield
        self.say(f"{doing}: done in {time.monotonic() - began:.1f} s")
