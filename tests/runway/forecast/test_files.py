"""The files: CSV without formulas, a workbook whose formulas compute what the page shows."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from runway.calculators.base_case import Earmark
from runway.services.forecast_csv import forecast_csv
from runway.services.forecast_page import ForecastPage, Line
from runway.services.forecast_xlsx import forecast_xlsx
from tests.runway.books import Books
from tests.runway.forecast.computed import computed, page_of

CELL = re.compile(r"[A-Z]+\d+")


class Counting:
    """Computes formulas as a spreadsheet does: cells, + and -, SUM of a range, in which text is nothing."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.known: dict[str, Decimal] = {}

    def value(self, at: str) -> Decimal:
        if at not in self.known:
            held = self.sheet[at].value
            self.known[at] = self.formula(held) if str(held).startswith("=") else Decimal(repr(held))
        return self.known[at]

    def formula(self, text: str) -> Decimal:
        total, rest = Decimal(0), text.removeprefix("=")
        for sign, term in re.findall(r"([+-]?)(SUM\([^)]+\)|[A-Z]+\d+)", rest):
            amount = self.sum(term[4:-1]) if term.startswith("SUM") else self.value(term)
            total += -amount if sign == "-" else amount
        assert re.fullmatch(r"([+-]?(SUM\([A-Z\d:]+\)|[A-Z]+\d+))+", rest), f"not computed: {text}"
        return total

    def sum(self, of: str) -> Decimal:
        cells = self.sheet[of]
        rows = cells if isinstance(cells, tuple) else ((cells,),)
        held = [cell for row in rows for cell in row if cell.value is not None]
        return sum((self.value(c.coordinate) for c in held if not is_text(c.value)), Decimal(0))


def is_text(value: Any) -> bool:
    return isinstance(value, str) and not value.startswith("=")


def opened(page: ForecastPage, *, cached: bool = False) -> Worksheet:
    book = load_workbook(io.BytesIO(forecast_xlsx(page)), data_only=cached)
    return book["Forecast"]


def rows_of(sheet: Worksheet) -> dict[str, int]:
    return {
        str(sheet.cell(row, 1).value): row
        for row in range(6, sheet.max_row + 1)
        if sheet.cell(row, 2).value is not None
    }


def told(line: Line) -> list[Decimal | None]:
    return [*(cell.amount for cell in line.cells), line.total]


def test_the_formulas_compute_what_the_page_shows_to_the_cent(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-20  spend    Landlord       300.10
    2026-11-18  receipt  Amy's Birds    120.10
    2026-11-01  invoice  Amy's Birds    500.33   due 2026-11-27
    2026-09-01  invoice  Beth's Bees    333.34   due 2026-10-01
    2026-11-01  bill     Acme Paper     800.07   due 2026-11-28
    2026-12-01  spend    Landlord       300.00
    """
    page = page_of(computed(books, [Earmark("Taxes", Decimal("150.25"))]))
    sheet, kept = opened(page), opened(page, cached=True)
    counting, rows = Counting(sheet), rows_of(sheet)
    assert page.sheet is not None
    computed_cells = 0
    for line in page.sheet.lines:
        for place, amount in enumerate(told(line), 2):
            cell, cached = sheet.cell(rows[line.name], place), kept.cell(rows[line.name], place).value
            if amount is None:
                assert cell.value == "unknown"
                continue
            assert round(counting.value(cell.coordinate), 2) == amount, (line.name, place)
            assert round(Decimal(repr(cached)), 2) == amount, (line.name, place)
            computed_cells += str(cell.value).startswith("=")
    assert computed_cells > 150


def test_sums_and_balances_are_formulas_and_follow_what_is_typed_over(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-01  invoice  Amy's Birds    500.00   due 2026-11-27
    """
    sheet = opened(page_of(computed(books)))
    rows = rows_of(sheet)
    for name in ("Total receipts", "Total disbursements", "Net operating", "Net cash flow", "Closing cash"):
        for column in range(2, 20):
            assert str(sheet.cell(rows[name], column).value).startswith("="), (name, column)
    sheet.cell(rows["Payroll"], 6).value = 120.5
    sheet.cell(rows["Owner draws"], 7).value = 10
    counting = Counting(sheet)
    assert counting.value(sheet.cell(rows["Closing cash"], 18).coordinate) == Decimal("1369.5")
    assert counting.value(sheet.cell(rows["Closing cash"], 19).coordinate) == Decimal("1369.5")
    assert counting.value(sheet.cell(rows["Net operating"], 7).coordinate) == 0
    assert counting.value(sheet.cell(rows["Headroom"], 18).coordinate) == Decimal("969.5")


def test_weeks_are_dates_and_amounts_are_numbers(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    sheet = opened(page_of(computed(books)))
    assert [sheet.cell(5, column).value.date() for column in (2, 18)] == [
        date(2026, 10, 30),
        date(2027, 2, 19),
    ]
    assert sheet.cell(5, 2).number_format == "yyyy-mm-dd"
    assert [sheet.cell(4, column).value for column in (5, 6)] == ["actual", "forecast"]
    assert isinstance(sheet.cell(6, 2).value, int | float)
    assert sheet.cell(6, 2).number_format.startswith("#,##0.00")


def test_a_name_that_begins_like_a_formula_is_text_in_both_files(books: Books) -> None:
    """
    2026-11-23  cash  Operating            1,000.00
    2026-11-01  bill  =HYPERLINK("x","y")    700.00   due 2026-12-24
    2026-11-01  bill  +1 Plumbing             70.00   due 2026-12-24
    2026-11-01  bill  @home                    7.00   due 2026-12-24
    """
    page = page_of(computed(books), name="-Acme")
    sheet = opened(page)
    names = [sheet.cell(row, 1).value for row in range(1, sheet.max_row + 1)]
    assert {'=HYPERLINK("x","y")', "+1 Plumbing", "@home"} <= set(names), "as the books have them"
    assert names[0] == "-Acme: 13-week forecast, USD"
    assert {cell.data_type for cell in sheet["A"]} <= {"s", "n"}, "no name is a formula"
    assert all(cell.data_type != "f" or CELL.search(str(cell.value)) for row in sheet for cell in row)
    text = forecast_csv(page)
    assert "'+1 Plumbing" in text
    assert '\n,"=HYPER' not in text


def test_the_csv_has_every_line_and_week_to_the_cent(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-09-01  invoice  Beth's Bees    333.34   due 2026-10-01
    """
    page = page_of(computed(books))
    assert page.sheet is not None
    headings, *rows = csv.reader(io.StringIO(forecast_csv(page)))
    assert headings[:3] == ["group", "line, USD", "actual 2026-10-30"]
    assert headings[-2:] == ["forecast 2027-02-19", "total"]
    assert len(rows) == len(page.sheet.lines)
    for row, line in zip(rows, page.sheet.lines, strict=True):
        assert row[1] == line.name
        assert [None if said == "unknown" else Decimal(said) for said in row[2:]] == told(line)
