"""What the tray shows: one frozen value, every number and sentence ready, so that the template only lays it out."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from runway.calculators.hygiene.effect import Score
from runway.calculators.hygiene.issue import Issue, Kind, Severity
from runway.calculators.unexplained import Span
from runway.services.digest_page import AsOf, Notice
from runway.services.notes import Said


class Show(StrEnum):
    """Which issues are asked for."""

    OPEN = "open"
    ASKED = "asked"
    ACCEPTED = "accepted"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing that both documents of a duplicate state, in words."""

    name: str
    earlier: str
    later: str

    @property
    def differs(self) -> bool:
        return self.earlier != self.later


@dataclass(frozen=True, slots=True)
class Voiding:
    """One figure as it is, and as it would be without the later document; None where it is unknown."""

    name: str
    now: Decimal | None
    then: Decimal | None
    is_days: bool = False

    @property
    def change(self) -> Decimal | None:
        return None if self.now is None or self.then is None else self.then - self.now


@dataclass(frozen=True, slots=True)
class Twins:
    """Two documents that may be one. Where `voiding` is empty nothing ahead would move, and `settled` says why."""

    what: str
    earlier: str
    later: str
    earlier_link: str
    traits: tuple[Trait, ...]
    voiding: tuple[Voiding, ...]
    settled: str


@dataclass(frozen=True, slots=True)
class Row:
    """One issue with its effect, the way to mend it in QuickBooks, and what was said about it.

    `twins` are the two documents of a duplicate side by side.
    `seen` is the word that the person acting has before them, empty where nothing was said yet.
    """

    issue: Issue
    days: Decimal | None
    severity: Severity
    link: str
    fix: str
    may_exclude: bool
    said: Said | None
    twins: Twins | None = None

    @property
    def seen(self) -> str:
        return self.said.seen if self.said else ""


@dataclass(frozen=True, slots=True)
class Group:
    """All issues of one kind; rows that are not shown are in `more`. `amount` is None where no worth is known."""

    kind: Kind
    title: str
    rows: tuple[Row, ...]
    count: int
    more: int
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter and how many issues it shows."""

    show: Show
    name: str
    count: int
    current: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """What was said about an issue that the books do not show any more; `text` says what that means."""

    said: Said
    title: str
    where: str
    link: str
    text: str


@dataclass(frozen=True, slots=True)
class Bank:
    """One account's opening + movements + unexplained = closing; `span` None where that cannot be told."""

    name: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Tray:
    """The issues themselves: present only where the books are fit to be looked at.

    `at_stake` counts a document once; `unpriced` issues, whose worth is unknown, are not in it.
    """

    score: Score
    open_count: int
    at_stake: Decimal
    unpriced: int
    days: Decimal | None
    daily: Decimal | None
    chips: tuple[Chip, ...]
    groups: tuple[Group, ...]
    gone: tuple[Gone, ...]
    banks: tuple[Bank, ...]


@dataclass(frozen=True, slots=True)
class TrayPage:
    """One business's tray at one instant: either `tray` or `refusal`; a `warning` goes with numbers."""

    name: str
    slug: str
    currency: str
    today: date
    as_of: AsOf
    show: Show
    tray: Tray | None
    refusal: Notice | None
    warning: Notice | None
