"""Turns "the database is down", "its disk is full" and "the broker is down" into one line that says what to do."""

from django.conf import settings
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerError

# A server that goes away mid-sentence sends one of these; a connection never made carries no code at all.
GOING_AWAY = ("08", "57P")
DISK_FULL = "53100"


def sentence(error: BaseException) -> str | None:
    """What is down and what to do; None for any other error."""
    if isinstance(error, BrokerError):
        return broker_is_down(error)
    if isinstance(error, OperationalError | InterfaceError):
        if _state(error) == DISK_FULL:
            return disk_is_full(error)
        if _is_gone(error):
            return database_is_down(error)
    return None


def database_is_down(error: BaseException) -> str:
    said = " ".join(str(error).split())
    if settings.DATABASE_URL:
        place = settings.DATABASES["default"]
        where = f"{place.get('HOST', 'this machine')}:{place.get('PORT', '5432')}, database {place['NAME']}"
        return (
            f"The database of DATABASE_URL does not answer ({where}). Start it, or correct the URL. ({said})"
        )
    return f"The embedded database is down. Start it: make db, or python manage.py db start. ({said})"


def disk_is_full(error: BaseException) -> str:
    said = " ".join(str(error).split())
    place = "the database server's disk" if settings.DATABASE_URL else f"the disk of {settings.VAR}"
    return (
        f"The database has no room to write: free space on {place}. Work goes on where it stopped. ({said})"
    )


def broker_is_down(error: BaseException) -> str:
    said = " ".join(str(error).split())
    if settings.CELERY_BROKER_URL.startswith("filesystem:"):
        place = settings.BROKER_FOLDER
        return (
            f"The broker's folder {place} cannot be used. Make it a folder that can be written to. ({said})"
        )
    return (
        f"The broker does not answer ({without_password(settings.CELERY_BROKER_URL)}). "
        f"Start it, or correct CELERY_BROKER_URL. ({said})"
    )


def without_password(url: str) -> str:
    """The address as it may be shown."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _is_gone(error: BaseException) -> bool:
    state = _state(error)
    return state is None or state.startswith(GOING_AWAY)


def _state(error: BaseException) -> str | None:
    """The server's own code; None where it was never reached."""
    state: str | None = getattr(error.__cause__, "sqlstate", None)
    return state
