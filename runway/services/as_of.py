"""How old what is shown is, in the business's own time: one rule for every page."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from runway.services.digest_page import Age, AsOf

LATE_AFTER = timedelta(minutes=15)
STALE_AFTER = timedelta(hours=24)


def as_of(read_at: datetime | None, now: datetime, timezone: str, *, connected: bool = True) -> AsOf:
    """The instant in the business's zone, its age and level: late after 15 minutes, stale after a day.

    Books that are not connected are stale however young: what moved since is unknown.
    """
    if read_at is None:
        return AsOf(None, None, Age.UNKNOWN, connected)
    age = max(now - read_at, timedelta(0))
    return AsOf(
        read_at.astimezone(ZoneInfo(timezone)), age, _level(age) if connected else Age.STALE, connected
    )


def _level(age: timedelta) -> Age:
    if age > STALE_AFTER:
        return Age.STALE
    return Age.LATE if age > LATE_AFTER else Age.FRESH
