"""Watches whether database and broker are there, and tells it once when one goes and once when it is back."""

from collections.abc import Callable

from rowcol import startup


class OutageWatch:
    """What one process knows of one thing that it needs; `tell` takes a line for people."""

    def __init__(self, tell: Callable[[str], None], name: str) -> None:
        self._tell, self._name, self._outage = tell, name, ""

    def note(self, outage: str) -> bool:
        """How it is now, empty where it is well; whether it is down. A line is told only where that is news."""
        before, self._outage = self._outage, outage
        if outage and not before:
            self._tell(outage)
        if before and not outage:
            self._tell(f"The {self._name} is back.")
        return bool(outage)


class DatabaseWatch(OutageWatch):
    """The same of the database, which it can ask."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(tell, "database")

    def is_down(self) -> bool:
        """Look once more."""
        return self.note(startup.connection_outage() or "")
