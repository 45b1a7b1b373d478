"""What the pages of kept weeks show: frozen values, so that the templates only lay them out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.cash import Document
from runway.calculators.accuracy import Accuracy
from runway.calculators.accuracy_fan import FanWeek
from runway.calculators.outcomes import Measure
from runway.calculators.status import Light
from runway.calculators.variance import Kind
from runway.charts_fan import FanChart
from runway.services.digest_page import AsOf
from runway.services.forecast_page import Block, Column


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One Monday of the list. Not kept: `why` says so, and all else is None."""

    monday: date
    why: str
    on: date | None = None
    status: Light = Light.UNKNOWN
    reason: str = ""
    cash: Decimal | None = None
    lowest: Decimal | None = None
    lowest_on: date | None = None

    @property
    def is_late(self) -> bool:
        """Whether it was made on a later day than its Monday."""
        return self.on is not None and self.on != self.monday


@dataclass(frozen=True, slots=True)
class AccuracyOf:
    """How near the forecasts of one amount came, one week ahead, two to four and five to thirteen."""

    measure: Measure
    rows: tuple[Accuracy, ...]
    has_band: bool


@dataclass(frozen=True, slots=True)
class Fan:
    """The accuracy fan of closing cash: its weeks, drawn for wide and narrow pages, and what it shows in words."""

    weeks: tuple[FanWeek, ...]
    sentence: str
    wide: FanChart
    narrow: FanChart


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One way to foretell pay dates; None is unknown. Conventions have no band."""

    name: str
    pay_date_days: Decimal | None
    weekly_percent: Decimal | None
    band_percent: Decimal | None
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class SideScore:
    """The backtest of one side of the books; `why` says what keeps it, or a part of it, from being known."""

    name: str
    on: date | None
    documents: int
    judged: int
    rows: tuple[ScoreRow, ...]
    why: str


@dataclass(frozen=True, slots=True)
class WeeksPage:
    """All kept Mondays of one business, how near their forecasts came, and how well its pay dates are foretold.

    `waits` says why this week's forecast is not kept yet; `unknown` why nothing is held against what happened,
    `note` what past balances leave out.
    """

    name: str
    slug: str
    currency: str
    as_of: AsOf
    today: date
    weeks: tuple[KeptRow, ...]
    waits: str
    unknown: str
    note: str
    accuracy: tuple[AccuracyOf, ...]
    fan: Fan | None
    scores: tuple[SideScore, ...]


@dataclass(frozen=True, slots=True)
class KindPart:
    """What one kind of variance did."""

    kind: Kind
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PieceRow:
    """One piece of money in the week."""

    party: str
    documents: tuple[Document, ...]
    forecast: Decimal
    actual: Decimal
    difference: Decimal
    kinds: tuple[KindPart, ...]


@dataclass(frozen=True, slots=True)
class VarianceRow:
    """One row of the sheet; the kinds, in the order of `Kind`, add up to its difference.

    `pieces` are those that differ, the largest first; so many `more` are not listed.
    """

    name: str
    forecast: Decimal
    actual: Decimal
    difference: Decimal
    kinds: tuple[KindPart, ...]
    pieces: tuple[PieceRow, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class VarianceTable:
    """The week as forecast against what became of it by `until`, its last day or today."""

    since: date
    until: date
    is_over: bool
    rows: tuple[VarianceRow, ...]
    total: VarianceRow


@dataclass(frozen=True, slots=True)
class Below:
    """An amount, when expected available cash first fell below it, and how likely it was below it by then."""

    name: str
    amount: Decimal
    on: date | None
    probability: float


@dataclass(frozen=True, slots=True)
class KeptWeekPage:
    """One Monday again as it was: its forecast and sheet, and beside them what became of its week.

    `variance` is None where it cannot be told; `unknown` says why.
    """

    name: str
    slug: str
    currency: str
    as_of: AsOf
    today: date
    monday: date
    on: date
    kept_at: datetime
    read_at: datetime
    status: Light
    reason: str
    cash: Decimal
    lowest: Decimal
    lowest_on: date
    line: Decimal | None
    below: tuple[Below, ...]
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    variance: VarianceTable | None
    unknown: str
    before: date | None
    after: date | None

    @property
    def is_late(self) -> bool:
        """Whether it was made on a later day than its Monday."""
        return self.on != self.monday

    @property
    def past(self) -> int:
        """How many weeks of the sheet were over."""
        return sum(1 for column in self.columns if column.is_actual)

    @property
    def ahead(self) -> int:
        """How many were ahead."""
        return len(self.columns) - self.past

    @property
    def width(self) -> int:
        """Columns of the table: names, weeks, total."""
        return len(self.columns) + 2


def parts_of(kinds: Mapping[Kind, Decimal]) -> tuple[KindPart, ...]:
    """Every kind, in the order of `Kind`."""
    return tuple(KindPart(kind, kinds.get(kind, Decimal(0))) for kind in Kind)
