"""What the firm board shows: one frozen value, sorted and filtered, so that the template only lays it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from runway.calculators.curve import Point
from runway.calculators.status import Light
from runway.services import narrowing
from runway.services.digest_page import Age, AsOf
from runway.services.narrowing import Filter

SHORT_DAYS = 30
FIRST = 100


class Show(StrEnum):
    """What the board can be narrowed to; the value is what the address says."""

    ALL = "all"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    UNKNOWN = "unknown"
    SHORT = "under-30-days"
    STALE = "stale"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One client. Amounts are in its own currency; None is unknown. `known_on` is the day of figures gone stale.

    `breach_on` is the first day expected below the minimum line: None where there is none within 13 weeks, if
    `breach_odds` are known, the probability that it is below by then or at some time in them. `past_due_out` are bills
    past due, which the low point counts. `sealed` says whether mirror and reports agreed.
    `weeks` are available cash at the close of the Fridays ahead, to be held against the minimum `line`.
    """

    name: str
    slug: str
    firm: str
    light: Light
    reason: str
    currency: str
    cash: Decimal | None
    available: Decimal | None
    lowest: Decimal | None
    lowest_on: date | None
    breach_on: date | None
    breach_odds: Decimal | None
    past_due_out: Decimal | None
    buffer_days: Decimal | None
    change: Decimal | None
    decisions: int | None
    issues: int | None
    at_stake: Decimal | None
    as_of: AsOf
    known_on: date | None
    connection: str
    trouble: str
    is_mine: bool
    sealed: str = ""
    line: Decimal | None = None
    weeks: tuple[Point, ...] = ()

    @property
    def is_short(self) -> bool:
        """Overdrawn, or under 30 buffer days."""
        return self.is_overdrawn or (self.buffer_days is not None and self.buffer_days < SHORT_DAYS)

    @property
    def is_overdrawn(self) -> bool:
        return self.cash is not None and self.cash < 0


@dataclass(frozen=True, slots=True)
class Total:
    """Available cash of the clients of one currency."""

    currency: str
    cash: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """What the clients shown amount to."""

    cash: tuple[Total, ...]
    known: int
    unknown: int
    decisions: int
    waiting: int
    fresh: int


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The clients asked for, worst first, of all `clients`; `find` is what their names were searched for.

    Of many only the first stand on the page, unless `every` one of them is wanted there.
    """

    rows: tuple[BoardRow, ...]
    clients: int
    show: Show
    find: str
    filters: tuple[Filter, ...]
    totals: Totals
    currency: str
    has_many_firms: bool
    every: bool = False

    @property
    def shown(self) -> tuple[BoardRow, ...]:
        return self.rows if self.every else self.rows[:FIRST]

    @property
    def more(self) -> int:
        """How many of the clients asked for are not on the page."""
        return len(self.rows) - len(self.shown)


SHOWN: Mapping[Show, tuple[str, Callable[[BoardRow], bool]]] = {
    Show.ALL: ("All", lambda row: True),
    Show.RED: ("Red", lambda row: row.light is Light.RED),
    Show.AMBER: ("Amber", lambda row: row.light is Light.AMBER),
    Show.GREEN: ("Green", lambda row: row.light is Light.GREEN),
    Show.UNKNOWN: ("Unknown", lambda row: row.light is Light.UNKNOWN),
    Show.SHORT: ("Under 30 days", lambda row: row.is_short),
    Show.STALE: ("Stale", lambda row: row.as_of.level is Age.STALE),
    Show.MINE: ("Mine", lambda row: row.is_mine),
}


def narrowed(rows: list[BoardRow], show: Show, find: str) -> BoardPage:
    """The page of these rows: those that are asked for, worst first; the filters count what the search leaves."""
    asked = narrowing.narrowed(rows, SHOWN, show, find)
    shown = sorted(asked.rows, key=_worst_first)
    currencies = {row.currency for row in shown}
    return BoardPage(
        rows=tuple(shown),
        clients=len(rows),
        show=show,
        find=find,
        filters=asked.filters,
        totals=_totals(shown),
        currency=currencies.pop() if len(currencies) == 1 else "",
        has_many_firms=len({row.firm for row in rows}) > 1,
    )


def _totals(rows: list[BoardRow]) -> Totals:
    known = [row for row in rows if row.available is not None]
    by_currency: dict[str, Decimal] = {}
    for row in known:
        by_currency[row.currency] = by_currency.get(row.currency, Decimal(0)) + (row.available or 0)
    waiting = [row.decisions for row in rows if row.decisions]
    return Totals(
        cash=tuple(Total(currency, cash) for currency, cash in sorted(by_currency.items())),
        known=len(known),
        unknown=len(rows) - len(known),
        decisions=sum(waiting),
        waiting=len(waiting),
        fresh=sum(row.as_of.level is Age.FRESH for row in rows),
    )


WORST = (Light.RED, Light.AMBER, Light.UNKNOWN, Light.GREEN)


def _worst_first(row: BoardRow) -> tuple[int, bool, bool, Decimal, str]:
    """By colour, unknown before green; then the overdrawn, then the fewest buffer days."""
    days = row.buffer_days
    return (WORST.index(row.light), not row.is_overdrawn, days is None, days or Decimal(0), row.name)
