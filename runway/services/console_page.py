"""What the console page shows: one frozen value, every number and word ready, so that the template only lays it out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.cash import Foreign, Problem
from runway import words
from runway.calculators.lanes import Lane
from runway.calculators.tiers import Tier
from runway.charts_effect import EffectChart
from runway.services.digest_page import AsOf, Notice


@dataclass(frozen=True, slots=True)
class Option:
    """A day on which a bill can be paid, or an act on an invoice; `change` is what it alone does to the low point.

    `days` says the same in days of average outflow. Where `moves` is False there is no effect to show; where `open`
    is False the day cannot be chosen here. `decided` is what the current decision says, `chosen` what is tried out.
    """

    label: str
    value: str
    on: date | None
    note: str
    moves: bool = True
    change: Decimal | None = None
    days: str = ""
    base: bool = False
    chosen: bool = False
    open: bool = True
    decided: bool = False

    @property
    def said(self) -> str:
        """Its day where it has one."""
        return words.short_day(self.on) if self.on else self.label

    @property
    def tag(self) -> str:
        """What it is in this row: the decided one, or the one of the base case."""
        return "Chosen" if self.decided else "Base" if self.base else ""

    @property
    def effect(self) -> str:
        """What it alone does to the low point; nothing where it changes nothing."""
        return words.UNKNOWN if self.change is None else words.change(self.change) if self.change else ""


@dataclass(frozen=True, slots=True)
class Decided:
    """The current decision on a document in words, with who may approve it, and what changed in the books since."""

    id: int
    words: str
    state: str
    proposer: str
    approver: str
    note: str
    marks: tuple[str, ...]
    waiting: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class Row:
    """One open bill or invoice, or a decision whose document is no longer open (`open` None).

    `basis` says what dates its money in the forecast, `chance` how likely an invoice arrives by the low point's day,
    `contact` when its customer was last chased, promised or disputed.
    `key` names the row's fields; `own_day` is the field for a day that is not among the options, `own_day_decided`
    such a day in the current decision.
    """

    key: str
    entity: str
    qbo_id: str
    party: str
    number: str
    due_on: date | None
    days_late: int
    days_left: int
    open: Decimal | None
    discount: str
    tier: Tier | None
    usual: str
    lane: Lane
    reason: str
    options: tuple[Option, ...]
    own_day: str
    own_day_chosen: date | None
    decided: Decided | None
    touched: bool
    own_day_decided: date | None = None
    foreign: Foreign | None = None
    expected: date | None = None
    basis: str = ""
    chance: Decimal | None = None
    contact: date | None = None

    @property
    def name(self) -> str:
        """Party and number, for those who hear a field and do not see its row."""
        return f"{self.party} {self.number}"

    @property
    def is_held(self) -> bool:
        """Decided, or chosen and not recorded."""
        return self.touched or self.decided is not None

    @property
    def due(self) -> str:
        return words.short_day(self.due_on) if self.due_on else words.UNKNOWN

    @property
    def left(self) -> str:
        """`in 5 days`; nothing on the due date and after it."""
        return f"in {self.days_left} day{'' if self.days_left == 1 else 's'}" if self.days_left else ""

    @property
    def expects(self) -> str:
        """What the way to its expected date is called."""
        return f"expected {words.short_day(self.expected)}" if self.expected else "expect a day"


@dataclass(frozen=True, slots=True)
class LaneTable:
    """A lane: rows that are shown, how many more there are, and what is open in all of them."""

    lane: Lane
    slug: str
    rule: str
    rows: tuple[Row, ...]
    more: int
    count: int
    decided: int
    total: Decimal

    @property
    def amount(self) -> str:
        """What the amounts of its rows are called."""
        return "Amount" if self.lane is Lane.DONE else "Open"

    @property
    def otherwise(self) -> str:
        """Where those of its rows stand that nobody decided on."""
        return "In QuickBooks" if self.lane is Lane.DONE else "Base case"

    @property
    def is_touched(self) -> bool:
        """Something in it is decided, or chosen and not recorded."""
        return any(row.is_held for row in self.rows)


@dataclass(frozen=True, slots=True)
class Compare:
    """One line of the base beside the set, in words."""

    name: str
    base: str
    chosen: str
    change: str
    worse: bool = False


@dataclass(frozen=True, slots=True)
class WeekPair:
    """Closing cash of one week in both cases."""

    ends_on: date
    base: Decimal
    chosen: Decimal
    change: Decimal


@dataclass(frozen=True, slots=True)
class SetLine:
    """One document of the set: what happens, its amount and day, and what that alone does to the low point.

    `in_base`: the forecast counts it already, and `change` is in the base.
    """

    act: str
    party: str
    number: str
    amount: Decimal | None
    on: date | None
    change: Decimal | None
    second_person: bool
    decided: Decided | None
    in_base: bool = False


@dataclass(frozen=True, slots=True)
class Brief:
    """The low point with the set, and its change against the base in money and in days of average outflow."""

    lowest: Decimal
    on: date
    change: Decimal
    days: Decimal | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The base case beside the case with the set; where nothing ahead is told only the set, and `sentence` says why."""

    sentence: str
    rows: tuple[Compare, ...]
    weeks: tuple[WeekPair, ...]
    wide: EffectChart | None
    narrow: EffectChart | None
    new: tuple[SetLine, ...]
    standing: tuple[SetLine, ...]
    sums: str
    assumption: str
    brief: Brief | None


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One act on a decision, in the business's own time."""

    at: datetime
    who: str
    deed: str
    what: str
    document: str
    party: str


@dataclass(frozen=True, slots=True)
class Console:
    """The lanes and the effect of the set: present only where the books are fit to give them."""

    effect: Effect
    bills: tuple[LaneTable, ...]
    invoices: tuple[LaneTable, ...]
    line: Decimal | None
    line_rule: str
    set_aside: Decimal
    second_above: Decimal
    trail: tuple[TrailLine, ...]


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """One business's console at one instant: either `console` or `refusal`."""

    name: str
    slug: str
    currency: str
    today: date
    as_of: AsOf
    problems: tuple[Problem, ...]
    console: Console | None
    refusal: Notice | None
    warning: Notice | None
    waiting: int
    trouble: tuple[str, ...]
    note: str
    may_propose: bool
    may_approve: bool
