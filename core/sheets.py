"""Files for spreadsheets: the one writer of CSV, none of whose cells is carried out; how any file is given away."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse

UNKNOWN = "unknown"
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CARRIED_OUT = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")


def sheet(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The rows as CSV below their headings: plain numbers, ISO dates and instants, None as unknown."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(map(harmless, headings))
    writer.writerows(map(cell, row) for row in rows)
    return file.getvalue()


def attachment(name: str, content: str | bytes, kind: str = CSV) -> HttpResponse:
    """A file as a download. Whoever answers with one records the export in the audit trail (core/audit.py)."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection).

    Blanks before such a sign do not save it, since some programs drop them.
    """
    risky = text.startswith(CARRIED_OUT) or text.lstrip().startswith(CARRIED_OUT)
    return f"'{text}" if risky else text


def cell(value: Any) -> str:
    """A value as it stands in a cell. Only text can be a formula: a negative number stays a number."""
    match value:
        case None:
            return UNKNOWN
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case int() | float():
            return str(value)
        case datetime():
            return value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
    return harmless(str(value))
