"""When a document falls due: the company's terms applied to its date (API_FACTS 9.16)."""

from datetime import date

from sandbox.books.documents.kind import value_of
from sandbox.books.money import is_day, later
from sandbox.books.shelf import Doc, Shelf
from sandbox.faults import bad_number

_DAYS = ("TxnDate", "DueDate", "ExpirationDate", "ShipDate", "ExpectedDate", "AcceptedDate")


def complete_dates(doc: Doc, today: str) -> None:
    """TxnDate defaults to the server's day; every date must be one."""
    doc.setdefault("TxnDate", today)
    for key in _DAYS:
        if key in doc and not is_day(doc[key]):
            raise bad_number(key, doc[key])


def complete_due(doc: Doc, shelf: Shelf) -> None:
    """DueDate from the term when the request gives none."""
    if "DueDate" not in doc:
        term = shelf.get("Term", value_of(doc, "SalesTermRef")) if value_of(doc, "SalesTermRef") else None
        doc["DueDate"] = due_on(doc["TxnDate"], term or {})


def due_on(day: str, term: Doc) -> str:
    """STANDARD: day + DueDays. DATE_DRIVEN: next DayOfMonthDue, a month later when within DueNextMonthDays of it."""
    if "DayOfMonthDue" not in term:
        return later(day, int(term.get("DueDays", 0)))
    start, target = date.fromisoformat(day), int(term["DayOfMonthDue"])
    due = _in_month(start, target)
    if due < start or (due - start).days < int(term.get("DueNextMonthDays", 0)):
        due = _in_month(_next_month(start), target)
    return due.isoformat()


def _in_month(day: date, target: int) -> date:
    last = (_next_month(day) - day.resolution).day
    return day.replace(day=min(target, last))


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
