"""Who owns each table, and so who wins a conflict. Every model of the project states one of these."""

from collections.abc import Iterator
from enum import Enum
from typing import Any

from django.apps import apps

OUR_APPS = ("core", "bank", "ar", "ap", "sync", "runway")


class Ownership(Enum):
    """Pattern and conflict rule of a table; LIVE data has no table and is named only here."""

    MIRRORED = ("mirrored", "QBO wins")
    HYBRID = ("hybrid", "QBO wins; re-read live before anything is carried out")
    LIVE = ("live", "asked of QBO each time, never stored as truth")
    OWNED = ("owned", "RowCol wins; sync never touches it")
    DERIVED = ("derived", "may be dropped and recomputed at any time")
    OPERATIONAL = ("operational", "changed by sync only")
    LOG = ("log", "append only")

    @property
    def pattern(self) -> str:
        return self.value[0]

    @property
    def rule(self) -> str:
        return self.value[1]


def our_models() -> Iterator[Any]:
    """Every model of the project's own apps that has a table, in a stable order."""
    for label in OUR_APPS:
        if apps.is_installed(label):
            yield from (m for m in apps.get_app_config(label).get_models() if not m._meta.proxy)


def table() -> list[tuple[str, str, str, str]]:
    """Rows of (model label, pattern, filled by, conflict rule) for every model of the project."""
    return [
        (model._meta.label, model.ownership.pattern, filled_by(model), model.ownership.rule)
        for model in our_models()
    ]


def filled_by(model: Any) -> str:
    """What writes the table: QBO's feeds for mirrors, the parent's feeds for lines, RowCol otherwise."""
    if model.ownership not in (Ownership.MIRRORED, Ownership.HYBRID):
        return "RowCol"
    declaration = model.qbo
    if hasattr(declaration, "parent"):
        return f"with {declaration.parent.qbo.name}"
    return "backfill, changes" if declaration.in_cdc else "backfill, weekly query"
