"""What of a document matters to whoever decides on it, and what of that is different by now, field by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.mirror import Mirror

Seen = Mapping[str, str | None]
COLUMNS = {
    "number": "doc_number",
    "vendor": "vendor_id",
    "customer": "customer_id",
    "currency": "currency",
    "total": "total",
    "open": "balance",
    "due date": "due_on",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that is not as it was; None is nothing. Amounts in the document's currency, dates in ISO 8601."""

    field: str
    was: str | None
    now: str | None


def seen_of(row: Mirror | None) -> dict[str, str | None]:
    """A mirrored document as somebody sees it who looks now; only its state where it is gone."""
    state = _state(row)
    if row is None or state == "deleted":
        return {"state": state}
    named = {field: _said(getattr(row, column)) for field, column in COLUMNS.items() if hasattr(row, column)}
    return {"state": state, **named}


def differences(before: Seen, now: Seen) -> tuple[Changed, ...]:
    """What is different, in the order in which it was seen. Of a document that is gone, that it is gone."""
    return tuple(_compared(before, now))


def _compared(before: Seen, now: Seen) -> Iterator[Changed]:
    for field, was in before.items():
        if field in now and was != now[field]:
            yield Changed(field, was, now[field])


def _state(row: Mirror | None) -> str:
    if row is None or row.deleted_at is not None:
        return "deleted"
    # A query of its own, since the rule for a void is the mirrors' (API_FACTS 9.21).
    return "voided" if type(row).objects.filter(pk=row.pk).voided().exists() else "live"


def _said(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value
