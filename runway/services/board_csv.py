"""The board as a file for spreadsheets."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from core.sheets import sheet
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
    "breach_on",
    "breach_odds",
    "buffer_days",
    "change_since_last_week",
    "decisions_waiting",
    "tray_issues",
    "tray_days_at_stake",
    "as_of",
    "age",
    "connection",
)

NO_BREACH = "not within 13 weeks"


def board_csv(page: BoardPage) -> str:
    """The rows of a page in its order, with a heading; what is unknown says so."""
    return sheet(HEADINGS, map(list, map(_cells, page.rows)))


def _cells(row: BoardRow) -> Iterator[Any]:
    yield from (row.name, row.firm, row.light, row.reason, row.currency)
    yield _rounded(row.available, "0.01")
    yield _rounded(row.lowest, "0.01")
    yield row.lowest_on
    yield row.breach_on or (None if row.breach_odds is None else NO_BREACH)
    yield row.breach_odds
    yield _rounded(row.buffer_days, "0.1")
    yield _rounded(row.change, "0.01")
    yield from (row.decisions, row.issues)
    yield _rounded(row.at_stake, "0.1")
    yield from (row.as_of.at, row.as_of.level, row.connection)


def _rounded(value: Decimal | None, unit: str) -> Decimal | None:
    return None if value is None else value.quantize(Decimal(unit))
