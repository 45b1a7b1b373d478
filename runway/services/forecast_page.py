"""What the forecast's pages show: frozen values, every number ready, so that templates only lay them out.

Money out is positive below its heading and negative nowhere else than in the nets: opening + receipts - disbursements
+ unexplained = closing, as it stands there.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.cash import Document, Problem
from runway.calculators.waterfall import Step
from runway.charts_sheet import SheetChart
from runway.charts_waterfall import FallChart
from runway.services.digest_page import AsOf, Notice
from runway.services.known_page import DateRow
from runway.services.overlay import LeftOut

LARGE = 1_000_000


class Rank(StrEnum):
    """What a line is among the others; the value names its style."""

    PLAIN = "plain"
    SUM = "sum"
    NET = "net"
    STRONG = "strong"
    GRAND = "grand"
    MEMO = "memo"


@dataclass(frozen=True, slots=True)
class Column:
    """A week, named by its last day."""

    starts_on: date
    ends_on: date
    is_actual: bool

    @property
    def way(self) -> str:
        """How addresses name it."""
        return self.ends_on.isoformat()


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a line crosses a week. None is unknown; `is_below`: below the minimum line."""

    week: date
    is_actual: bool
    amount: Decimal | None
    is_below: bool = False

    @property
    def way(self) -> str:
        """The end of its address, below that of its line."""
        return self.week.isoformat()

    @property
    def style(self) -> str:
        """How it is drawn: what happened, nothing there, below the line."""
        return f"{'a ' if self.is_actual else ''}{'brk' if self.is_below else '' if self.amount else 'z'}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the sheet. `key` is what addresses call it; of so many first weeks as `untold` it is not told."""

    key: str
    name: str
    rank: Rank
    is_change: bool
    cells: tuple[Cell, ...]
    total: Decimal | None
    untold: int = 0

    @property
    def told(self) -> tuple[Cell, ...]:
        """The cells from the first week on of which it is told."""
        return self.cells[self.untold :]

    @property
    def has_gaps(self) -> bool:
        """Whether nothing in a week means that nothing falls there; elsewhere a nought is a nought."""
        return self.rank is Rank.PLAIN


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one heading; the heading may be empty."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Below:
    """A first day below an amount, and how likely cash is below it by then; `on` None: not within 13 weeks.

    `within_4` and `within_13`: how likely it is below on any day of so many weeks. None: unknown.
    """

    name: str
    amount: Decimal | None
    on: date | None
    week: date | None
    within_4: float | None
    within_13: float | None

    @property
    def way(self) -> str:
        """The week of that day, as addresses name it."""
        return self.week.isoformat() if self.week else ""


@dataclass(frozen=True, slots=True)
class Low:
    """The least available cash of the expected case, its first day, and what it is beside the minimum line.

    The forecast goes 91 days ahead, to after the last week that has its end in them: `is_beyond` it.
    """

    amount: Decimal
    on: date
    week: date
    is_beyond: bool
    line: Decimal | None
    line_rule: str
    headroom: Decimal | None
    days: Decimal | None

    @property
    def way(self) -> str:
        """Its week, as addresses name it."""
        return self.week.isoformat()


@dataclass(frozen=True, slots=True)
class Fall:
    """The waterfall of one week, and the weeks before and after it that have one too."""

    column: Column
    steps: tuple[Step, ...]
    sentence: str
    wide: FallChart
    narrow: FallChart
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class ForecastSheet:
    """The numbers themselves: present only where the books are fit to give them.

    `earlier` is the day of the forecast that is drawn behind the curve; None where none is kept.
    """

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    low: Low
    below: tuple[Below, ...]
    sentence: str
    chart: SheetChart
    fall: Fall
    set_aside: Decimal
    earlier: date | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in their order."""
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def width(self) -> int:
        """Columns of the table: names, weeks, total."""
        return len(self.columns) + 2

    @property
    def is_large(self) -> bool:
        """Whether some amount has more digits than fit a column of the usual width."""
        amounts = (cell.amount for line in self.lines for cell in line.cells)
        return any(amount is not None and abs(amount) >= LARGE for amount in amounts)


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """One business's forecast at one instant: either `sheet` or `refusal`; a `warning` goes with numbers."""

    name: str
    slug: str
    currency: str
    today: date
    week_end: str
    as_of: AsOf
    problems: tuple[Problem, ...]
    sheet: ForecastSheet | None
    refusal: Notice | None
    warning: Notice | None
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document behind a cell, its page in QuickBooks, and how it belongs: itself (empty), less, by, or seen in."""

    document: Document
    href: str
    belongs: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a cell: what it is, how much of it falls in this week, what dates it and why.

    amount       what of it is in the cell; all pieces together are the cell
    whole        all of it, where only a share falls in this week; else None
    happened_on  the day on which it happened; None: it is forecast
    expected_on  the day by which it has moved in half of all cases; None: later than 13 weeks, or it happened
    first, last  the days between which it moves in 80 of 100 cases; `last` None: later than 13 weeks
    is_spread    it moves day by day from `first` to `last`, not at once on one of them
    can_be_dated it is an open invoice or bill, whose day people may set; `dated` is the day that stands
    promise      the console's field for the day that its customer promises; empty for what is no open invoice
    """

    key: str
    party: str
    papers: tuple[Paper, ...]
    amount: Decimal
    whole: Decimal | None
    rule: str
    assumption: str
    happened_on: date | None
    due_on: date | None
    expected_on: date | None
    first: date | None
    last: date | None
    is_spread: bool
    can_be_dated: bool
    dated: DateRow | None
    seen: int
    promise: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A summand of a cell that is computed from others: its line, and its amount as it counts there."""

    key: str
    name: str
    week: date
    amount: Decimal | None

    @property
    def way(self) -> str:
        """Its week, as addresses name it."""
        return self.week.isoformat()


@dataclass(frozen=True, slots=True)
class Then:
    """What an earlier forecast had in the same place: None is unknown; without such a line nothing was said of it."""

    on: date
    had_line: bool
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class CellPage:
    """What one cell is made of: pieces, or terms of other cells; `rule` says how. `more` pieces are not listed here.

    `then` is what was forecast for it on an earlier Monday, None where nothing was.
    """

    name: str
    slug: str
    currency: str
    today: date
    as_of: AsOf
    key: str
    title: str
    column: Column
    amount: Decimal | None
    rule: str
    terms: tuple[Term, ...]
    pieces: tuple[Piece, ...]
    more: int
    more_amount: Decimal
    before: date | None
    after: date | None
    then: Then | None = None

    @property
    def change(self) -> Decimal | None:
        """What it is more or less than was forecast for it then."""
        then = self.then.amount if self.then else None
        return None if then is None or self.amount is None else self.amount - then

    @property
    def count(self) -> int:
        """How many pieces there are, those not listed here among them."""
        return len(self.pieces) + self.more

    @property
    def pieces_amount(self) -> Decimal:
        """What all pieces are together: the cell."""
        return sum((piece.amount for piece in self.pieces), self.more_amount)
