"""The expected case as decisions move it: available cash by day, and what each open document does to it (RUNWAY 6).

It is the part of a forecast that the effect of decisions needs, small enough to be kept with the pages that show it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from core.cash import Name
from runway.calculators.base_case import DAYS, BaseCase, shares_of, whole_cents
from runway.calculators.cents import Cents, split, to_amount
from runway.calculators.curve import Point
from runway.calculators.entries import OF_DOCUMENTS, Entry

COLUMNS = DAYS + 1
KEPT_AS = "<i8"


@dataclass(frozen=True, slots=True)
class Lying:
    """How one open document lies in the expected case: its row of the parts, and what dates it, in words."""

    place: int
    basis: str


@dataclass(frozen=True, slots=True)
class Course:
    """Available cash at the close of each day, today first, and the signed parts of open documents by day.

    `parts` are cents, 64 bits little-endian, (documents, days + 1), the last column being later or not at all. A
    document that its party's credits pay whole moves nothing and is not among them. `undecided` are the parts of
    those that a decision or a customer's word dates, as they would be without.
    """

    days: tuple[Point, ...]
    documents: Mapping[Name, Lying] = field(default_factory=dict)
    parts: bytes = field(default=b"", repr=False)
    undecided: Mapping[Name, tuple[int, ...]] = field(default_factory=dict, repr=False)

    @property
    def today(self) -> date:
        return self.days[0].on

    @property
    def lowest(self) -> Point:
        """The least available cash, and its first day."""
        return lowest_of(self.days)

    @property
    def money_in(self) -> Decimal:
        """What open documents bring within the days."""
        return self._moving(1)

    @property
    def money_out(self) -> Decimal:
        """What open documents take within the days, positive."""
        return self._moving(-1)

    def on(self, day: date) -> Decimal:
        """Available cash at the close of one of the days."""
        return self.days[(day - self.today).days].cash

    def cents(self) -> Cents:
        """The parts as an array, one row a document."""
        return np.frombuffer(self.parts, KEPT_AS).astype(np.int64, copy=False).reshape(-1, COLUMNS)

    def of(self, name: Name) -> Cents | None:
        """The parts of one document; None where it moves nothing."""
        found = self.documents.get(name)
        return None if found is None else self.cents()[found.place]

    def only(self, names: Collection[Name]) -> "Course":
        """The same days with these documents alone."""
        kept = [(name, lying) for name, lying in self.documents.items() if name in names]
        rows = self.cents()[[lying.place for _, lying in kept]]
        return course(self.days, {name: lying.basis for name, lying in kept}, rows)

    def _moving(self, sign: int) -> Decimal:
        sums = self.cents()[:, :DAYS].sum(axis=1) * sign
        return to_amount(sums[sums > 0].sum())


def course_of(base: BaseCase, undecided: Iterable[Entry] = ()) -> Course:
    """The course of an expected case; of a document open on several lines the parts are added up."""
    rows: dict[Name, list[int]] = {}
    for row, entry in enumerate(base.entries):
        if entry.rule in OF_DOCUMENTS:
            rows.setdefault(entry.own, []).append(row)
    parts = [base.parts[places].sum(axis=0) for places in rows.values()]
    bases = {name: base.entries[places[0]].assumption for name, places in rows.items()}
    made = course(base.available, bases, np.array(parts, np.int64).reshape(-1, COLUMNS))
    return replace(made, undecided=_parts_of(tuple(undecided)))


def _parts_of(entries: Sequence[Entry]) -> dict[Name, tuple[int, ...]]:
    if not entries:
        return {}
    parts = split(whole_cents(entries), shares_of(entries)).tolist()
    return {entry.own: tuple(row) for entry, row in zip(entries, parts, strict=True)}


def course(days: Iterable[Point], bases: Mapping[Name, str], parts: Cents) -> Course:
    """A course of documents in the order of their rows, with what dates each."""
    documents = {name: Lying(place, basis) for place, (name, basis) in enumerate(bases.items())}
    return Course(tuple(days), documents, parts.astype(KEPT_AS).tobytes())


def lowest_of(days: Iterable[Point]) -> Point:
    """The first day of the least cash."""
    return min(days, key=lambda point: (point.cash, point.on))


def certain_day(parts: Cents, today: date) -> date | None:
    """The day on which all of a document's money moves, if it is one day ahead; else None."""
    days = np.flatnonzero(parts)
    return today + timedelta(days=int(days[0])) if len(days) == 1 and days[0] < DAYS else None


def within(parts: Cents, days: int = DAYS) -> Decimal:
    """What moves in so many days, today being the first; signed."""
    return to_amount(parts[:days].sum())
