"""What the console page shows: one frozen value, every number and word ready, so that the template only lays it out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import Problem
from runway.calculators.lanes import Lane
from runway.calculators.tiers import Tier
from runway.charts_effect import EffectChart
from runway.services.digest_page import AsOf, Notice


@dataclass(frozen=True, slots=True)
class Option:
    """A day on which a bill can be paid, or an act on an invoice; `change` is what it alone does to the low point.

    `days` says the same in days of average outflow. Where `moves` is False there is no effect to show; where `open`
    is False the day cannot be chosen here.
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

    `key` names the row's fields; `own_day` is the field for a day that is not among the options.
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


@dataclass(frozen=True, slots=True)
class Compare:
    """One line of the base beside the set, in words; `strong` marks the first."""

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
    """One document of the set: what happens, its amount and day, and what that alone does to the low point."""

    act: str
    party: str
    number: str
    amount: Decimal | None
    on: date | None
    change: Decimal | None
    second_person: bool
    decided: Decided | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The base case beside the case with the set; unknown cash leaves `rows` empty and says so in `sentence`."""

    sentence: str
    rows: tuple[Compare, ...]
    weeks: tuple[WeekPair, ...]
    wide: EffectChart | None
    narrow: EffectChart | None
    new: tuple[SetLine, ...]
    standing: tuple[SetLine, ...]
    sums: str
    assumption: str


@dataclass(frozen=True, slots=True)
class Console:
    """The lanes and the effect of the set: present only where the books are fit to give them."""

    effect: Effect
    bills: tuple[LaneTable, ...]
    invoices: tuple[LaneTable, ...]
    line: Decimal | None
    line_rule: str
    second_above: Decimal


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
