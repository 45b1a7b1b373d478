"""The sheet as CSV: the numbers of the page to the cent, one line a row, a week a column."""

from collections.abc import Iterator
from typing import Any

from core.sheets import sheet
from runway.services.forecast_page import Column, ForecastPage, ForecastSheet


def forecast_csv(page: ForecastPage) -> str:
    """The lines of a page in their order, amounts as they stand there; what is unknown says so."""
    made = page.sheet
    if made is None:
        return sheet(("line",), ())
    return sheet(_headings(made, page.currency), _rows(made))


def kind_of(column: Column) -> str:
    """Whether a week happened or is ahead."""
    return "actual" if column.is_actual else "forecast"


def _headings(made: ForecastSheet, currency: str) -> tuple[str, ...]:
    weeks = (f"{kind_of(column)} {column.way}" for column in made.columns)
    return ("group", f"line, {currency}", *weeks, "total")


def _rows(made: ForecastSheet) -> Iterator[list[Any]]:
    for block in made.blocks:
        for line in block.lines:
            yield [block.name.lower(), line.name, *(cell.amount for cell in line.cells), line.total]
