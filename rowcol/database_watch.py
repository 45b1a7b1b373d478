"""Watches whether the database is there, and tells it once when it goes and once when it is back."""

from collections.abc import Callable

from rowcol import startup


class DatabaseWatch:
    """What one process knows of it; `tell` takes a line for people."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell, self._outage = tell, ""

    def is_down(self) -> bool:
        """Look once more; a line is told only where that is news."""
        before, self._outage = self._outage, startup.connection_outage() or ""
        if self._outage and not before:
            self._tell(self._outage)
        if before and not self._outage:
            self._tell("The database is back.")
        return bool(self._outage)
