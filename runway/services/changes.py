"""Flow: owned. Changing rows that others may change too: by compare-and-swap, and told as before and after."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

Told = dict[str, str]


class NotThere(Exception):
    """The business has no such row, or it is archived."""


class ChangedMeanwhile(Exception):
    """Somebody changed it after the page was made; nothing was saved. `version` is what stands now."""

    def __init__(self, by: object, version: int) -> None:
        self.by, self.version = str(by or "Somebody"), version
        super().__init__(
            f"{self.by} changed this after your page was made, so nothing was saved. What you typed is "
            "still in the form; the page shows what stands now. Save again to put yours in its place."
        )


def swap(rows: QuerySet[Any], seen: int, **fields: Any) -> bool:
    """Change the one row if it is still of the version that was seen."""
    return rows.filter(version=seen).update(version=seen + 1, **fields) == 1


def told(fields: Mapping[str, Any]) -> Told:
    """Plain words for the trail: amounts with cents, ISO dates, nothing for None."""
    return {name.replace("_", " "): _plain(value) for name, value in fields.items()}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Told, Told]:
    """What was and what is, of the fields that are different."""
    was, now = told(before), told(after)
    changed = [name for name in now if was.get(name, "") != now[name]]
    return {name: was.get(name, "") for name in changed}, {name: now[name] for name in changed}


def values(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """These fields of a row."""
    return {name: getattr(row, name) for name in names}


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)
