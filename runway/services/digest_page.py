"""What the digest page shows: one frozen value, every number ready, so that the template only lays it out."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from core.cash import Balance, Problem
from runway.calculators.ageing import Aged, Ageing, PartyOpen
from runway.calculators.coming import Coming, Line
from runway.calculators.curve import InOut
from runway.calculators.forecast import Band
from runway.calculators.forecast_curve import ForecastCurve
from runway.calculators.movements import BookCash
from runway.calculators.owned import Reserve
from runway.calculators.runway import Runway, Week
from runway.calculators.status import Light
from runway.charts import Bar, CurveChart
from runway.services.in_out import InOutWeeks
from runway.services.low_moved import LowMoved
from runway.services.overlay import LeftOut
from runway.services.week_page import Decisions, Fix, LastWeek, LowPoint, ThisWeek, Unexplained

MORE_NAMED = 40


class Age(StrEnum):
    """How fresh what is shown is; the word is for people, the value names the chip's style."""

    FRESH = "fresh"
    LATE = "late"
    STALE = "stale"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AsOf:
    """When the books shown were last known to be true, in the business's own time, and whether newer ones can come."""

    at: datetime | None
    age: timedelta | None
    level: Age
    connected: bool = True

    @property
    def known_on(self) -> date | None:
        """The day of books that are stale or no longer read: their values are of then; None while they are kept."""
        is_kept = self.connected and self.level is not Age.STALE
        return None if is_kept or self.at is None else self.at.date()


@dataclass(frozen=True, slots=True)
class Notice:
    """Why there is no digest, or what limits it; `details` are facts, `next_step` says what follows.

    `wants_connection`: what helps is a consent in QuickBooks, which not everybody may give.
    """

    title: str
    text: str
    details: tuple[str, ...] = ()
    next_step: str = ""
    wants_connection: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """An account that is not cash, and the word for why."""

    balance: Balance
    kind: str


@dataclass(frozen=True, slots=True)
class Cash:
    """Book cash by account, what is available of it, its change since a week ago, and what stands apart.

    `available` is book cash less `set_aside`, below zero where more is set aside than there is: then `short` says so.
    `held_apart` is set aside on accounts that are not cash, so nothing is taken off for it.

    `undeposited` is received and not in the bank yet: receipts of the next days, which the forecast has.
    """

    book: BookCash
    available: Decimal | None
    set_aside: tuple[Reserve, ...]
    held_apart: tuple[Reserve, ...]
    short: tuple[str, ...]
    apart: tuple[Apart, ...]
    week_ago_on: date
    change: Decimal | None
    undeposited: Decimal | None


@dataclass(frozen=True, slots=True)
class RunwayRow:
    """One runway number in words: `value` and `unit` large, `formula` and `note` small."""

    name: str
    formula: str
    value: str
    unit: str
    note: str
    runway: Runway | None


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A week of the net-burn sample with its bar."""

    week: Week
    bar: Bar


@dataclass(frozen=True, slots=True)
class BucketRow:
    """An ageing bucket with its bar."""

    aged: Aged
    bar: Bar


@dataclass(frozen=True, slots=True)
class OpenSide:
    """Receivables or payables: by age, and the largest parties; `others` adds up what is not named."""

    ageing: Ageing
    rows: tuple[BucketRow, ...]
    parties: tuple[PartyOpen, ...]
    others: PartyOpen | None


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines by name; those in `more` wait in a disclosure, `more_total` is their sum.

    Of very many only the first stand on the page; how many do not is `unnamed`. The console has every one.
    """

    lines: tuple[Line, ...]
    more: tuple[Line, ...]
    more_total: Decimal
    total: Decimal

    @property
    def named(self) -> tuple[Line, ...]:
        return self.more[:MORE_NAMED]

    @property
    def unnamed(self) -> int:
        return len(self.more) - len(self.named)


@dataclass(frozen=True, slots=True)
class TwoWeeks:
    """Money due in and out of the next two weeks, what is past due, and cash if each due document is paid."""

    coming: Coming
    due_in: Listing
    due_out: Listing
    late_in: Listing
    late_out: Listing
    net: Decimal
    cash_then: Decimal | None


@dataclass(frozen=True, slots=True)
class CurveWeek:
    """A row of the table beside the curve; `kind` says where it comes from. Of past weeks closing cash alone is told.

    `available` is cash less what is set aside then, `band` its 80 %.
    """

    ends_on: date
    kind: str
    money_in: Decimal | None
    money_out: Decimal | None
    cash: Decimal
    available: Decimal | None
    band: Band | None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where open documents are in the forecast."""

    name: str
    amounts: InOut


@dataclass(frozen=True, slots=True)
class Curve:
    """The cash curve in two drawings, its sentence, its table, and where all open documents are in it.

    `is_less`: something is set aside in these weeks, so that available cash is less than cash. `ghost_of` is the day of
    the earlier forecast that is drawn behind it.
    """

    curve: ForecastCurve
    wide: CurveChart
    narrow: CurveChart
    sentence: str
    weeks: tuple[CurveWeek, ...]
    places: tuple[Placed, ...]
    is_less: bool
    open_total: InOut
    ghost_of: date | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """How the business stands, as far as the age of its books lets it be said."""

    light: Light
    reason: str


@dataclass(frozen=True, slots=True)
class Digest:
    """The numbers themselves: present only where the books are fit to give them.

    `moved` says why the low point is otherwise than in an earlier forecast, where one is at hand. `ahead_unknown` says
    why nothing ahead is told of books that have grown old: low point, curve, breach date, effects of decisions.
    """

    headline: str
    status: Shown
    cash: Cash
    low: LowPoint
    ahead_unknown: Notice | None
    moved: LowMoved | None
    runways: tuple[RunwayRow, ...]
    unexplained: Unexplained
    week: ThisWeek
    needed: Decisions
    last_week: LastWeek
    fixes: tuple[Fix, ...] | None
    two_weeks: TwoWeeks
    sample: tuple[SampleRow, ...]
    curve: Curve | None
    in_out: InOutWeeks
    receivables: OpenSide
    payables: OpenSide


@dataclass(frozen=True, slots=True)
class DigestPage:
    """One business's digest at one instant: either `digest` or `refusal`; a `warning` goes with numbers."""

    name: str
    slug: str
    currency: str
    today: date
    week_of: date
    as_of: AsOf
    problems: tuple[Problem, ...]
    digest: Digest | None
    refusal: Notice | None
    warning: Notice | None
    left_out: LeftOut | None = None
