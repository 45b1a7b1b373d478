"""Lists the money that open documents bring and take in the next days, by name; past due stands apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.cash import ZERO, Document, Foreign, OpenItem, Side

DAYS = 14


@dataclass(frozen=True, slots=True)
class Line:
    """One open document with a date: `amount` is positive for what is owed, negative for a credit."""

    party: str
    document: Document
    due_on: date
    amount: Decimal
    days_late: int
    foreign: Foreign | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Documents in the order of their dates, and their sum."""

    lines: tuple[Line, ...]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Coming:
    """What is due from today to `until`, both included, and what should have come or gone before today."""

    until: date
    due_in: Lines
    due_out: Lines
    late_in: Lines
    late_out: Lines


def coming(items: Iterable[OpenItem], today: date, days: int = DAYS) -> Coming:
    """Open documents due within so many days, today being the first; by date, then largest amount first.

    Undated documents are in neither list; the forecast expects them by their chances.
    """
    items, until = tuple(items), today + timedelta(days=days - 1)
    due = [i for i in items if i.due_on is not None and today <= i.due_on <= until]
    late = [i for i in items if i.due_on is not None and i.due_on < today]
    return Coming(
        until=until,
        due_in=_lines(due, Side.RECEIVABLE, today),
        due_out=_lines(due, Side.PAYABLE, today),
        late_in=_lines(late, Side.RECEIVABLE, today),
        late_out=_lines(late, Side.PAYABLE, today),
    )


def _lines(items: list[OpenItem], side: Side, today: date) -> Lines:
    lines = [
        Line(i.party, i.document, i.due_on, i.open, max((today - i.due_on).days, 0), i.foreign)
        for i in items
        if i.side is side and i.due_on is not None
    ]
    lines.sort(key=lambda line: (line.due_on, -line.amount, line.party, line.document))
    return Lines(tuple(lines), sum((line.amount for line in lines), ZERO))
