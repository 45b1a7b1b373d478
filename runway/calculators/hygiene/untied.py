"""Figures of the mirror that are not those of QuickBooks' own reports."""

from collections.abc import Iterable, Iterator

from core.papers import Untied
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import called, money, on

NAMED = 3


def untied(figures: Iterable[Untied]) -> Iterator[Issue]:
    """Receivables, payables and accounts that did not agree when they were last compared."""
    for one in figures:
        touches = frozenset(document.name for document in one.documents)
        yield Issue(Kind.UNTIED, one.about, one.name, _text(one), one.on, abs(one.amount), touches)


def _text(one: Untied) -> str:
    mirror = "unknown" if one.mirror is None else money(one.mirror)
    said = f"As of {on(one.on)} the mirror says {mirror}, the report {money(one.qbo)}."
    if not one.documents:
        return f"{said} No document explains the difference."
    more = f" and {len(one.documents) - NAMED} more" if len(one.documents) > NAMED else ""
    return f"{said} Different: {', '.join(map(called, one.documents[:NAMED]))}{more}."
