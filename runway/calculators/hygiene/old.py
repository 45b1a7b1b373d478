"""Documents that have been open too long without a word, and money that waits for its document."""

from collections.abc import Iterable, Iterator
from datetime import date

from core.cash import OpenItem, Side
from core.papers import Paper
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import counted, money, on, placed, valued

SILENT_AFTER = 45
OLD_AFTER = 180
PAYMENTS = ("Payment", "BillPayment")


def silent(items: Iterable[OpenItem], papers: Iterable[Paper], today: date) -> Iterator[Issue]:
    """More than 45 days past due, nothing paid, nothing noted on the document; over 180 days it is `old`."""
    noted = {paper.document.name for paper in papers if paper.note.strip()}
    for item in items:
        if item.due_on is None or item.open <= 0 or item.open < item.total or item.document.name in noted:
            continue
        if (today - item.due_on).days > SILENT_AFTER and _days_open(item, today) <= OLD_AFTER:
            days = counted((today - item.due_on).days, "day")
            text = f"{days} past due, nothing paid, no note. {money(item.open)} is open, expected by its chances."
            yield _issue(Kind.SILENT, item, item.due_on, text)


def old(items: Iterable[OpenItem], today: date) -> Iterator[Issue]:
    """Open for more than 180 days since it was written, or fell due where its own date is unknown."""
    for item in items:
        days = _days_open(item, today)
        if item.open > 0 and days > OLD_AFTER:
            said = f", due {on(item.due_on)}" if item.due_on else ""
            text = (
                f"Open for {counted(days, 'day')}{said}; {money(item.open)} of {money(item.total)} is left."
            )
            yield _issue(Kind.OLD, item, item.issued_on or item.due_on, text)


def unused(items: Iterable[OpenItem]) -> Iterator[Issue]:
    """Payments that belong to no document yet, and credits that nothing has used."""
    for item in items:
        if item.open >= 0:
            continue
        if item.document.entity in PAYMENTS:
            text = f"{_whose(item)} {money(-item.open)} of it belongs to no document yet."
            yield _issue(Kind.UNAPPLIED, item, item.issued_on, text)
        else:
            text = f"{money(-item.open)} can still be used; until then open documents are too high by it."
            yield _issue(Kind.CREDIT, item, item.issued_on, text)


def _whose(item: OpenItem) -> str:
    return "Money from the customer:" if item.side is Side.RECEIVABLE else "Money paid to the vendor:"


def _days_open(item: OpenItem, today: date) -> int:
    since = item.issued_on or item.due_on
    return (today - since).days if since else 0


def _issue(kind: Kind, item: OpenItem, since: date | None, text: str) -> Issue:
    touches = frozenset({item.document.name})
    where = placed(item.party, item.document)
    return Issue(kind, item.document, where, f"{text}{valued(item.foreign)}", since, abs(item.open), touches)
