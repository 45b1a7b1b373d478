"""The sheet as a workbook in which totals, nets and balances are formulas, so that it foots by itself (RUNWAY 4)."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from core.sheets import UNKNOWN
from runway import words
from runway.services.forecast_csv import kind_of, told
from runway.services.forecast_page import Block, ForecastPage, ForecastSheet, Line, Rank

NAMES, FIRST = 0, 1
KINDS_ROW, WEEKS_ROW, LINES_ROW = 3, 4, 5
MONEY, DAY = "#,##0.00;-#,##0.00", "yyyy-mm-dd"
NOT_OPERATING_OUT = ("debt", "owners")
BOLD = frozenset({Rank.SUM, Rank.STRONG, Rank.GRAND})


@dataclass(frozen=True)
class Grid:
    """Where each line stands, and the blocks that sums are over."""

    sheet: ForecastSheet
    rows: Mapping[str, int]
    blocks: Mapping[str, Block]

    @classmethod
    def of(cls, made: ForecastSheet) -> "Grid":
        rows, row = {}, LINES_ROW
        for block in made.blocks:
            row += bool(block.name)
            for line in block.lines:
                rows[line.key] = row
                row += 1
        return cls(made, rows, {block.name: block for block in made.blocks if block.name})

    @property
    def total(self) -> int:
        """The column of totals."""
        return FIRST + len(self.sheet.columns)

    def at(self, key: str, column: int) -> str:
        """A line's cell in one column, as formulas name it."""
        return str(xl_rowcol_to_cell(self.rows[key], column))

    def formula(self, line: Line, column: int) -> str:
        """What computes a cell from others; empty where it is a number of its own."""
        if column == self.total:
            return self._of_total(line)
        return self._of_week(line, column)

    def _of_week(self, line: Line, column: int) -> str:
        def at(key: str) -> str:
            return self.at(key, column)

        match line.key:
            case "opening" if column > FIRST:
                return f"={self.at('closing', column - 1)}"
            case "receipts":
                return self._sum("Receipts", column)
            case "disbursements":
                return self._sum("Disbursements", column)
            case "net_operating":
                less = "".join(f"+{at(key)}" for key in NOT_OPERATING_OUT)
                return f"={at('receipts')}-{at('financing')}-{at('disbursements')}{less}"
            case "net":
                return f"={at('receipts')}-{at('disbursements')}+SUM({at('unexplained')})"
            case "closing":
                return f"={at('opening')}+{at('net')}"
        return self._below_closing(line, column)

    def _below_closing(self, line: Line, column: int) -> str:
        """Available cash and headroom, where all that they rest on is known."""
        rests_on = {"available": ("closing", "+", "earmarked"), "headroom": ("available", "-", "line")}
        if line.key not in rests_on or line.cells[column - FIRST].amount is None:
            return ""
        first, sign, second = rests_on[line.key]
        return f"={self.at(first, column)}{sign}{self.at(second, column)}"

    def _of_total(self, line: Line) -> str:
        match line.key:
            case "opening":
                return f"={self.at('opening', FIRST)}"
            case "closing":
                return f"={self.at('opening', self.total)}+{self.at('net', self.total)}"
        if line.total is None:
            return ""
        if line.untold:
            return f"={self.at(line.key, self.total - 1)}"
        return f"=SUM({self.at(line.key, FIRST)}:{self.at(line.key, self.total - 1)})"

    def _sum(self, block: str, column: int) -> str:
        """The lines of a block above its sum."""
        lines = self.blocks[block].lines
        return f"=SUM({self.at(lines[0].key, column)}:{self.at(lines[-2].key, column)})"


def forecast_xlsx(page: ForecastPage) -> bytes:
    """The workbook of a page that has numbers: amounts are numbers, weeks are dates, text is never a formula."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    if page.sheet:
        _Writer(book, page, page.sheet).write()
    book.close()
    return file.getvalue()


class _Writer:
    """Writes one page into one workbook."""

    def __init__(self, book: Workbook, page: ForecastPage, made: ForecastSheet) -> None:
        self.book, self.page, self.made = book, page, made
        self.grid = Grid.of(made)
        self.into = book.add_worksheet("Forecast")
        self.formats = {
            bold: {kind: book.add_format({"num_format": kind, "bold": bold}) for kind in (MONEY, DAY, "@")}
            for bold in (False, True)
        }

    def write(self) -> None:
        self._head()
        for block in self.made.blocks:
            if block.name:
                self._text(self.grid.rows[block.lines[0].key] - 1, NAMES, block.name, bold=True)
            for line in block.lines:
                self._line(line)
        self.into.set_column(NAMES, NAMES, 34)
        self.into.set_column(FIRST, self.grid.total, 14)
        self.into.freeze_panes(LINES_ROW, FIRST)
        self.into.set_landscape()
        self.into.fit_to_pages(1, 0)

    def _head(self) -> None:
        at = self.page.as_of.at
        self._text(0, NAMES, f"{self.page.name}: 13-week forecast, {self.page.currency}", bold=True)
        self._text(
            1,
            NAMES,
            f"Books as of {words.instant(at) if at else UNKNOWN}, made {self.page.today.isoformat()}",
        )
        self._text(WEEKS_ROW, NAMES, f"Week to {self.page.week_end}", bold=True)
        for place, column in enumerate(self.made.columns, FIRST):
            self._text(KINDS_ROW, place, kind_of(column))
            self.into.write_datetime(WEEKS_ROW, place, column.ends_on, self.formats[True][DAY])
        self._text(WEEKS_ROW, self.grid.total, "Total", bold=True)

    def _line(self, line: Line) -> None:
        bold = line.rank in BOLD
        self._text(self.grid.rows[line.key], NAMES, line.name, bold=bold)
        for column, amount in enumerate(told(line), FIRST):
            self._amount(line, column, amount, bold=bold)

    def _amount(self, line: Line, column: int, amount: Decimal | None, *, bold: bool) -> None:
        row, shape = self.grid.rows[line.key], self.formats[bold][MONEY]
        formula = self.grid.formula(line, column)
        if formula:
            self.into.write_formula(row, column, formula, shape, float(amount or 0))
        elif amount is None:
            self._text(row, column, UNKNOWN)
        else:
            self.into.write_number(row, column, float(amount), shape)

    def _text(self, row: int, column: int, text: str, *, bold: bool = False) -> None:
        self.into.write_string(row, column, text, self.formats[bold]["@"])
