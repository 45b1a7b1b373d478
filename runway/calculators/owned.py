"""What people told RowCol, as calculators take it: frozen values beside the facts of the books (RUNWAY 2 to 4).

Amounts are in home currency and positive; `Direction` says which way they move cash.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum


class WeekEnd(IntEnum):
    """The day that closes a week, as `date.weekday` numbers it."""

    FRIDAY = 4
    SUNDAY = 6

    @property
    def label(self) -> str:
        return self.name.capitalize()


class Cycle(StrEnum):
    """How often payroll is paid."""

    WEEKLY = "weekly"
    BIWEEKLY = "every two weeks"
    SEMIMONTHLY = "twice a month"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Payroll:
    """The payroll cycle that people stated: one of its pay dates, and what one takes; None: as the books have it."""

    cycle: Cycle
    next_on: date
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class DigestMail:
    """When the digest goes out, if at all: Monday is weekday 0, the hour is of this time zone (an IANA name)."""

    is_sent: bool
    weekday: int
    hour: int
    timezone: str


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the numbers of one business rest on. None leaves the rule: for the line (`line.py`), for payroll the books.

    `chosen` names the fields that people chose; all others are defaults.
    """

    minimum_line: Decimal | None = None
    week_end: WeekEnd = WeekEnd.FRIDAY
    payroll: Payroll | None = None
    digest: DigestMail | None = None
    chosen: frozenset[str] = frozenset()


class ReserveKind(StrEnum):
    """An earmark is for something to come; a reserve is kept for what nobody can tell."""

    EARMARK = "earmark"
    RESERVE = "reserve"


@dataclass(frozen=True, slots=True)
class Reserve:
    """Cash set aside from `since` to `until`, both included; `until` None: without end. `account_id` may be empty."""

    kind: ReserveKind
    name: str
    amount: Decimal
    since: date
    until: date | None = None
    account_id: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it is set aside on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Direction(StrEnum):
    """Which way a known item moves cash."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class KnownItem:
    """Money in no system: `probability` is a share of 0 to 1.

    `is_past`: its day is over, and nobody said what came of it.
    """

    id: int
    name: str
    direction: Direction
    amount: Decimal
    on: date
    probability: Decimal
    is_past: bool = False

    @property
    def signed(self) -> Decimal:
        """What it does to cash if it happens; money in is positive."""
        return self.amount if self.direction is Direction.IN else -self.amount


class DateSource(StrEnum):
    """Whose word a date is (RUNWAY 4): a person's, or their approved decision to pay then; a customer's."""

    USER = "user"
    DECISION = "decision"
    PROMISE = "promise"
    DISPUTE = "dispute"

    @property
    def is_own(self) -> bool:
        """Whether people of the business set the date; what customers say comes after it."""
        return self in (DateSource.USER, DateSource.DECISION)


@dataclass(frozen=True, slots=True)
class ExpectedDate:
    """When the money of one open document is expected, on whose word; `on` None: not within the forecast."""

    on: date | None
    source: DateSource


@dataclass(frozen=True, slots=True)
class Owned:
    """All of it for one business and one day; `dates` by entity and QBO id of the document."""

    assumptions: Assumptions = field(default_factory=Assumptions)
    reserves: tuple[Reserve, ...] = ()
    known_items: tuple[KnownItem, ...] = ()
    dates: Mapping[tuple[str, str], ExpectedDate] = field(default_factory=dict)
