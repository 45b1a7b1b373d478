"""Flow: mirrored. What the page of known items shows: one frozen value, so that the template only lays it out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.cash import Document
from core.dealings import Template
from runway.calculators.owned import Direction
from runway.services.digest_page import AsOf


@dataclass(frozen=True, slots=True)
class KnownRow:
    """One known item; `asks`: its owner is to say whether it still holds. `ending` is empty while it does."""

    id: int
    name: str
    direction: Direction
    amount: Decimal
    signed: Decimal
    on: date
    probability: int
    owner: str
    note: str
    asks: bool
    is_past: bool
    ending: str
    version: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What the open items bring and take, in full and weighted by their probability."""

    money_in: Decimal
    money_out: Decimal
    weighted_in: Decimal
    weighted_out: Decimal


@dataclass(frozen=True, slots=True)
class DateRow:
    """A date that somebody set for one document; `due_on` and `open` as that person saw them, None unknown."""

    document: Document
    party: str
    open: Decimal | None
    due_on: date | None
    on: date
    why: str
    said_by: str
    said_on: date
    is_past: bool


@dataclass(frozen=True, slots=True)
class Repeating:
    """One of QuickBooks' templates, and what the forecast makes of it, in words."""

    template: Template
    standing: str


@dataclass(frozen=True, slots=True)
class KnownPage:
    """All known items of one business, the ended ones beside them, dates that people set, and QuickBooks' templates."""

    name: str
    slug: str
    currency: str
    as_of: AsOf
    today: date
    items: tuple[KnownRow, ...]
    ended: tuple[KnownRow, ...]
    sums: Sums
    dates: tuple[DateRow, ...]
    repeating: tuple[Repeating, ...] = ()

    @property
    def asking(self) -> tuple[KnownRow, ...]:
        """Those whose owners are to say something."""
        return tuple(row for row in self.items if row.asks)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a change log: who did what and when, and each field as it was and is."""

    at: datetime
    who: str
    deed: str
    fields: tuple[tuple[str, str, str], ...]
