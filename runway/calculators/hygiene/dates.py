"""Documents whose dates are missing or cannot be: their money has no sure place in time."""

from collections.abc import Iterable, Iterator
from datetime import date

from core.cash import OpenItem
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import money, on, placed, valued

DATED = ("Invoice", "Bill")


def no_due_date(items: Iterable[OpenItem]) -> Iterator[Issue]:
    """Open invoices and bills that say no day on which they fall due."""
    for item in items:
        if item.document.entity in DATED and item.due_on is None and item.open > 0:
            issued = f"issued {on(item.issued_on)}"
            text = (
                f"Open and without a due date; {issued}. {money(item.open)} is open, expected by its chances."
            )
            yield _issue(Kind.NO_DUE_DATE, item, text)


def future_dated(items: Iterable[OpenItem], today: date) -> Iterator[Issue]:
    """Open documents whose own date lies ahead."""
    for item in items:
        if item.issued_on is not None and item.issued_on > today:
            text = f"Dated {on(item.issued_on)}, which is {(item.issued_on - today).days} days ahead."
            yield _issue(Kind.FUTURE, item, text)


def due_before_issued(items: Iterable[OpenItem]) -> Iterator[Issue]:
    """Open documents that fell due before they were written."""
    for item in items:
        if item.issued_on is not None and item.due_on is not None and item.due_on < item.issued_on:
            text = f"Due {on(item.due_on)}, before its own date, {on(item.issued_on)}."
            yield _issue(Kind.DUE_BEFORE, item, text)


def _issue(kind: Kind, item: OpenItem, text: str) -> Issue:
    where = placed(item.party, item.document)
    touches = frozenset({item.document.name})
    return Issue(
        kind, item.document, where, f"{text}{valued(item.foreign)}", item.issued_on, abs(item.open), touches
    )
