"""The sheet as CSV: the numbers of the page to the cent, one line a row, a week a column."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.sheets import sheet
from runway.calculators.cents import CENT
from runway.services.forecast_page import Column, ForecastPage, ForecastSheet, Line


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
            yield [block.name.lower(), line.name, *map(_to_the_cent, told(line))]


def told(line: Line) -> Iterator[Decimal | None]:
    """What a line says: its weeks, then its total."""
    yield from (cell.amount for cell in line.cells)
    yield line.total


def _to_the_cent(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(CENT, ROUND_HALF_UP)
