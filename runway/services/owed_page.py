"""What the pages of receivables and payables show: one frozen value, every number ready."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import Document, Problem, Side
from core.dealings import Settled
from runway.calculators.turnover import Turnover
from runway.charts_days import DaysChart, Strip, StripScale
from runway.services.digest_page import AsOf, Notice, OpenSide
from runway.services.overlay import LeftOut
from runway.services.owed_words import SIDES, SideWords


@dataclass(frozen=True, slots=True)
class AccountRow:
    """The side's account in one currency beside what documents have open; `held` and `difference` None are unknown."""

    account: Document
    currency: str
    owed: Decimal
    held: Decimal | None
    difference: Decimal | None
    agrees: bool
    said: str


@dataclass(frozen=True, slots=True)
class Tie:
    """What the ageing adds up to: buckets and what was left out by choice are `total`, open on all documents."""

    buckets: Decimal
    left_out: Decimal
    total: Decimal
    accounts: tuple[AccountRow, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """DSO or DPO now and at the end of 13 weeks, with its formula; `why` says why there is no number."""

    now: Turnover
    formula: str
    why: str
    weeks: tuple[Turnover, ...]
    sentence: str
    wide: DaysChart | None
    narrow: DaysChart | None


@dataclass(frozen=True, slots=True)
class HabitRow:
    """How late one party pays: days past the due date, in numbers and in words; None is unknown.

    `undated` were settled without a due date. `low` and `high` are P10 and P90.
    """

    party_id: str
    party: str
    count: int
    undated: int
    median: Decimal | None
    low: int | None
    high: int | None
    usual: str
    latest: Settled
    latest_late: str
    trend: Decimal | None
    trend_said: str
    strip: Strip | None


@dataclass(frozen=True, slots=True)
class Habits:
    """All parties together, then each, the slowest first; those in `more` wait in a disclosure."""

    scale: StripScale
    everyone: HabitRow
    rows: tuple[HabitRow, ...]
    more: tuple[HabitRow, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """The numbers of one side: present only where the books are fit to give them."""

    headline: str
    side: OpenSide
    tie: Tie
    figure: Figure
    habits: Habits | None


@dataclass(frozen=True, slots=True)
class OwedPage:
    """One side of one business at one instant: either `owed` or `refusal`; a `warning` goes with numbers."""

    name: str
    slug: str
    currency: str
    side: Side
    today: date
    as_of: AsOf
    problems: tuple[Problem, ...]
    owed: Owed | None
    refusal: Notice | None
    warning: Notice | None
    left_out: LeftOut | None

    @property
    def words(self) -> SideWords:
        """How this side is spoken of."""
        return SIDES[self.side]
