"""The board as a file for spreadsheets: plain numbers, ISO dates, and no cell that a spreadsheet would carry out."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal

from runway import words
from runway.services.board_page import BoardPage, BoardRow

HEADINGS = (
    "client",
    "firm",
    "status",
    "reason",
    "currency",
    "available_cash",
    "low_point",
    "low_point_on",
    "buffer_days",
    "change_since_last_week",
    "decisions_waiting",
    "tray_issues",
    "tray_days_at_stake",
    "as_of",
    "age",
    "connection",
)
CARRIED_OUT = ("=", "+", "-", "@", "\t", "\r", "\n")


def board_csv(page: BoardPage) -> str:
    """The rows of a page in its order, with a heading; what is unknown says so."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    writer.writerows(map(list, map(_cells, page.rows)))
    return file.getvalue()


def harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(CARRIED_OUT) else text


def _cells(row: BoardRow) -> Iterator[str]:
    yield from map(harmless, (row.name, row.firm, row.light, row.reason, row.currency))
    yield _number(row.cash, "0.01")
    yield _number(row.lowest, "0.01")
    yield row.lowest_on.isoformat() if row.lowest_on else words.UNKNOWN
    yield _number(row.buffer_days, "0.1")
    yield _number(row.change, "0.01")
    yield from (words.UNKNOWN if count is None else str(count) for count in (row.decisions, row.issues))
    yield _number(row.at_stake, "0.1")
    yield row.as_of.at.isoformat(timespec="seconds") if row.as_of.at else words.UNKNOWN
    yield from map(harmless, (row.as_of.level, row.connection))


def _number(value: Decimal | None, unit: str) -> str:
    return words.UNKNOWN if value is None else f"{value.quantize(Decimal(unit)):f}"
