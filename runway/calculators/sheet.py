"""The 13-week sheet by the direct method: four weeks as they were, thirteen ahead, every column footing (RUNWAY 4).

Amounts are signed: money out is negative, so that a column is a plain sum.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.cash import ZERO, Side
from runway.calculators.actuals import Actual
from runway.calculators.cents import to_amount
from runway.calculators.forecast import Forecast
from runway.calculators.rows import DISBURSEMENTS, NOT_OPERATING, RECEIPTS, Row
from runway.calculators.sheet_grid import (
    OTHER_VENDORS,
    WEEKS_BACK,
    Grid,
    Part,
    SheetWeek,
    vendor_line,
)
from runway.calculators.weeks import FRIDAY

Amounts = tuple[Decimal | None, ...]
OTHERS = "Other vendors"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: an amount a week, None where it is unknown, and the total where one has a meaning.

    `row` where money itself is on it; `made_of` names the lines whose sum it is.
    """

    key: str
    name: str
    amounts: Amounts
    total: Decimal | None = None
    row: Row | None = None
    made_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet: lines from opening to memo, in the order of RUNWAY 4, over 4 + 13 weeks."""

    today: date
    weeks: tuple[SheetWeek, ...]
    lines: tuple[Line, ...]
    grid: Grid = field(compare=False, repr=False)

    def line(self, key: str) -> Line:
        """The line of this key. KeyError where the sheet has none."""
        return {line.key: line for line in self.lines}[key]

    def parts(self, key: str, week: int) -> tuple[Part, ...]:
        """What a cell is made of: entries with rule, documents and assumption, and what happened, largest first.

        Empty for lines that are computed from other lines. KeyError for a line, IndexError for a week not there.
        """
        line, column = self.line(key), self.weeks[week]
        if key in MEMO_OPEN:
            return () if column.is_actual else self.grid.open_parts(week, *MEMO_OPEN[key])
        return self.grid.parts(line.made_of or (key,), week)


def sheet(
    forecast: Forecast,
    actuals: Iterable[Actual],
    last: int = FRIDAY,
    unexplained: Iterable[Actual] = (),
    undrawn: Decimal | None = None,
) -> Sheet:
    """The sheet of a forecast and what happened up to today, weeks ending on the weekday `last` (Friday or Sunday).

    `unexplained`: what no document explains, of each past week for which balances were read and of this one so far
    (weekly_rest.py). It is unknown elsewhere: weeks between two readings then close as if what is unexplained of them
    had come in the last of them, those before the first reading by documents alone. opening + net = closing in every
    column and in the total; the opening of a week is the closing of the week before.
    """
    grid = Grid.of(forecast.base, (*actuals, *unexplained), last)
    money = _money(grid)
    sums = _sums(money)
    net = [amount or ZERO for amount in _line_of(sums, "net").amounts]
    opening, closing = _balances(grid, net)
    lines = (
        Line("opening", "Opening cash", opening, opening[0]),
        *_between(money, sums),
        Line("closing", "Closing cash", closing, closing[-1]),
        *_below(forecast, grid, closing, undrawn),
    )
    return Sheet(forecast.base.today, grid.weeks, lines, grid)


def _money(grid: Grid) -> list[Line]:
    """The lines that money is on, in the order of the rows."""
    found = grid.amounts()
    return [line for row in Row for line in _of_row(row, grid, found)]


def _of_row(row: Row, grid: Grid, found: Mapping[str, Sequence[Decimal]]) -> Iterator[Line]:
    key = row.name.lower()
    amounts = found.get(key, [ZERO] * len(grid.weeks))
    if row is Row.VENDORS:
        yield from (_line(vendor_line(party), party, found[vendor_line(party)], row) for party in grid.named)
        yield _line(OTHER_VENDORS, OTHERS if grid.named else row.value, amounts, row)
    elif row is Row.UNEXPLAINED:
        yield _line(key, row.value, _unexplained(grid, amounts), row)
    elif key in found or row is not Row.COLLECTED:
        yield _line(key, row.value, amounts, row)


def _unexplained(grid: Grid, amounts: Sequence[Decimal]) -> Iterator[Decimal | None]:
    """Past weeks of which nothing was read are unknown, not zero."""
    known = {grid.week_of(actual.on) for actual in grid.actuals if actual.row is Row.UNEXPLAINED}
    for week, amount in enumerate(amounts):
        yield None if grid.weeks[week].is_actual and week not in known else amount


def _line(key: str, name: str, amounts: Iterable[Decimal | None], row: Row) -> Line:
    """The total of weeks of which one is unknown is unknown too."""
    amounts = tuple(amounts)
    known = [amount for amount in amounts if amount is not None]
    return Line(key, name, amounts, sum(known, ZERO) if len(known) == len(amounts) else None, row)


def _sums(money: Sequence[Line]) -> list[Line]:
    receipts = [line for line in money if line.row in RECEIPTS]
    spent = [line for line in money if line.row in DISBURSEMENTS]
    operating = [line for line in money if line.row not in NOT_OPERATING]
    return [
        _sum("receipts", "Total receipts", receipts, money),
        _sum("disbursements", "Total disbursements", spent, money),
        _sum("net_operating", "Net operating", operating, money),
        _sum("net", "Net cash flow", money, money),
    ]


def _sum(key: str, name: str, of: Sequence[Line], money: Sequence[Line]) -> Line:
    weeks = range(len(money[0].amounts))
    amounts = tuple(sum((line.amounts[week] or ZERO for line in of), ZERO) for week in weeks)
    return Line(key, name, amounts, sum(amounts, ZERO), made_of=tuple(line.key for line in of))


def _line_of(lines: Iterable[Line], key: str) -> Line:
    return next(line for line in lines if line.key == key)


def _between(money: Sequence[Line], sums: Sequence[Line]) -> Iterator[Line]:
    """Receipts, disbursements and the unexplained, each above its total; then the nets."""
    receipts, spent, *nets = sums
    yield from (line for line in money if line.row in RECEIPTS)
    yield receipts
    yield from (line for line in money if line.row in DISBURSEMENTS)
    yield spent
    yield from (line for line in money if line.row is Row.UNEXPLAINED)
    yield from nets


def _balances(grid: Grid, net: Sequence[Decimal]) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Openings and closings: this week's opening is today's cash less what this week has moved already."""
    happened = sum((a.amount for a in grid.actuals if grid.week_of(a.on) == WEEKS_BACK), ZERO)
    openings = [grid.base.cash - happened - sum(net[:WEEKS_BACK], ZERO)]
    for moved in net:
        openings.append(openings[-1] + moved)
    return tuple(openings[:-1]), tuple(openings[1:])


def _below(
    forecast: Forecast, grid: Grid, closing: Sequence[Decimal], undrawn: Decimal | None
) -> Iterator[Line]:
    """What stands below closing cash; of past weeks it is not known."""
    ends = [(week.ends_on - forecast.base.today).days for week in grid.weeks[WEEKS_BACK:]]
    available = [forecast.base.available[end].cash for end in ends]
    bands = [forecast.bands[end] for end in ends]
    kept = [a - c for a, c in zip(available, closing[WEEKS_BACK:], strict=True)]
    line = forecast.line
    yield _ahead("earmarked", "Earmarked", kept)
    yield _ahead("available", "Available cash", available)
    yield _ahead("line", "Minimum line", [line] * len(ends))
    yield _ahead("headroom", "Headroom", [None if line is None else cash - line for cash in available])
    yield _ahead("undrawn", "Undrawn credit", [undrawn] * len(ends))
    for key, name in (
        ("open_ar", "Receivables"),
        ("open_ap", "Payables"),
        ("open_overdue", "Receivables overdue"),
    ):
        yield _ahead(key, name, _open_amounts(grid, key))
    yield _ahead("p10", "Closing, one in ten below", [band.p10 for band in bands])
    yield _ahead("p90", "Closing, nine in ten below", [band.p90 for band in bands])


def _ahead(key: str, name: str, amounts: Sequence[Decimal | None]) -> Line:
    return Line(key, name, (*[None] * WEEKS_BACK, *amounts))


MEMO_OPEN = {
    "open_ar": (Side.RECEIVABLE, False),
    "open_ap": (Side.PAYABLE, False),
    "open_overdue": (Side.RECEIVABLE, True),
}
"""The memo lines of what is still open: the side, and whether only what is past due by then."""


def _open_amounts(grid: Grid, key: str) -> list[Decimal | None]:
    return [to_amount(cents) for cents in grid.still_open(*MEMO_OPEN[key]).sum(axis=0)]
