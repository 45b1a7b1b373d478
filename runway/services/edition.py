"""Which edition of RowCol computes: numbers that an earlier one kept are computed afresh."""

from functools import cache
from hashlib import sha256

from django.conf import settings

FLOORS = ("core", "bank", "ar", "ap", "sync", "runway")
SETTINGS = (
    "CONSOLE_SECOND_PERSON_ABOVE",
    "QBO_CARD_DEBT_IS_POSITIVE",
    "QBO_ENVIRONMENT",
    "QBO_VOID_MARKERS",
)


def edition() -> str:
    """The same for the same source and the settings that numbers rest on, in 64 characters."""
    chosen = [getattr(settings, name) for name in SETTINGS]
    return sha256(f"{_source()}/{chosen}".encode()).hexdigest()


@cache
def _source() -> str:
    """Of all floors that numbers pass; once a process, since its code does not change any more."""
    said = sha256()
    for floor in FLOORS:
        for path in sorted((settings.ROOT / floor).rglob("*.py")):
            said.update(path.read_bytes())
    return said.hexdigest()
