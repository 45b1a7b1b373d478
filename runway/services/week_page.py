"""What the digest shows of the week: the low point, what moves, what waits for a decision, what came of the last."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import Document, Foreign
from runway.calculators.coming import Line
from runway.calculators.curve import InOut
from runway.calculators.forecast import Band, Breach
from runway.calculators.movements import Movement
from runway.calculators.unexplained import Rest


@dataclass(frozen=True, slots=True)
class LowPoint:
    """The low point of the forecast, and what is past due, which the forecast expects by its remaining chances.

    None is unknown. It is of available cash, `band` the 80 % of it on that day; `line_rule` says in words where the
    minimum line comes from. `line_breach` and `zero_breach` are the first days on which it is expected below the line
    and below zero, with the probability that it is by then: None where there is none within 13 weeks, if `is_known`;
    `line_odds` and `zero_odds` are the probabilities that it is at some time in the 13 weeks.
    """

    amount: Decimal | None
    on: date | None
    line: Decimal | None
    line_rule: str
    headroom: Decimal | None
    days: Decimal | None
    is_known: bool
    band: Band | None
    line_breach: Breach | None
    zero_breach: Breach | None
    line_odds: float | None
    zero_odds: float | None
    past_due: InOut


@dataclass(frozen=True, slots=True)
class Unexplained:
    """Own cash over its whole history: opening + movements + unexplained = closing, as `rest` has it.

    `a_day` is its average, negative for money out; `unknown` names accounts of which it cannot be told.
    """

    rest: Rest | None
    a_day: Decimal | None
    is_material: bool
    words: str
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThisWeek:
    """What moved since the last week and what is due by the end of this one, by name; `more` count what is not named.

    `opening` + `came_in` + `went_out` (negative) = cash today; that + `total_in` - `total_out` = `closing`, cash if
    each is paid on its due date. `expected` is the week's closing of the forecast. None is unknown.
    """

    since: date
    until: date
    opening: Decimal | None
    moved_in: tuple[Movement, ...]
    moved_out: tuple[Movement, ...]
    more_moved_in: int
    more_moved_out: int
    came_in: Decimal | None
    went_out: Decimal | None
    due_in: tuple[Line, ...]
    due_out: tuple[Line, ...]
    more_in: int
    more_out: int
    total_in: Decimal
    total_out: Decimal
    closing: Decimal | None
    expected: Decimal | None


@dataclass(frozen=True, slots=True)
class Needed:
    """One decision to take: a proposal that waits for approval, or a bill that must be paid.

    `change` is what it alone does to the low point, `days` the same in days of average outflow.
    """

    act: str
    party: str
    document: Document
    amount: Decimal
    why: str
    change: Decimal | None
    days: Decimal | None
    foreign: Foreign | None = None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The first decisions needed, of `count`."""

    first: tuple[Needed, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """One decision dated last week, and what the mirror shows; `happened` None is unknown."""

    party: str
    document: Document
    said: str
    promised: Decimal
    happened: Decimal | None
    word: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class LastWeek:
    """What was decided for the week to `until`, and what came of it."""

    until: date
    rows: tuple[Kept, ...]
    promised: Decimal
    happened: Decimal | None


@dataclass(frozen=True, slots=True)
class Fix:
    """One issue of the tray with the most at stake; None is unknown."""

    kind: str
    title: str
    where: str
    amount: Decimal | None
    days: Decimal | None
