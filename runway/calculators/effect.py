"""What deciding does to the expected case: recomputed exactly, beside the unchanged base (RUNWAY 6).

The base is the expected case of digest and board. A decision moves the money of its own document, all of it, to its
day; every other entry stays where the forecast has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from core.cash import Name
from runway.calculators.base_case import DAYS
from runway.calculators.cents import Cents, to_amount, to_cents
from runway.calculators.course import Course, course
from runway.calculators.curve import Point


@dataclass(frozen=True, slots=True)
class Move:
    """Money of one document moves on another day, or not within the forecast (`on` None).

    `saved` is what moving it on that day takes off (a discount), positive. `is_back`: it moves as it would if nothing
    were decided on it.
    """

    on: date | None
    saved: Decimal = Decimal(0)
    is_back: bool = False


BACK = Move(None, is_back=True)


@dataclass(frozen=True, slots=True)
class Change:
    """The low point with one document moved, and its change against the base."""

    on: date
    lowest: Point
    change: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """Two courses over the same days; changes are set less base."""

    base: Course
    chosen: Course

    @property
    def low_change(self) -> Decimal:
        return self.chosen.lowest.cash - self.base.lowest.cash

    @property
    def end_change(self) -> Decimal:
        return self.chosen.days[-1].cash - self.base.days[-1].cash


def compared(base: Course, moves: Mapping[Name, Move]) -> Compared:
    """The base, and the base with a set of moves. Without moves both are the same."""
    return Compared(base, with_moves(base, moves))


def with_moves(base: Course, moves: Mapping[Name, Move]) -> Course:
    """The course if each of these documents moves on its day; a document that moves nothing anyway stays so.

    ValueError for a day that has gone.
    """
    moving = {name: move for name, move in moves.items() if name in base.documents}
    if not moving:
        return base
    parts = base.cents().copy()
    before = parts.sum(axis=0)
    for name, move in moving.items():
        place = base.documents[name].place
        parts[place] = _there(base, name, move, parts[place])
    shifts = np.cumsum(parts.sum(axis=0) - before)[:DAYS].tolist()
    days = (Point(p.on, p.cash + to_amount(shift)) for p, shift in zip(base.days, shifts, strict=True))
    bases = {name: lying.basis for name, lying in base.documents.items()}
    return replace(course(days, bases, parts), undecided=base.undecided)


def _there(base: Course, name: Name, move: Move, parts: Cents) -> Cents:
    if move.is_back:
        return np.array(base.undecided.get(name, parts), np.int64)
    return moved(parts, move, base.today)


def moved(parts: Cents, move: Move, today: date) -> Cents:
    """The parts of one document if all of it moves on one day; beyond the forecast, or on no day, later."""
    ahead = DAYS if move.on is None else (move.on - today).days
    if ahead < 0:
        raise ValueError(f"{move.on} is before {today}: what has passed cannot be decided.")
    whole = parts.sum()
    size = max(abs(int(whole)) - to_cents(move.saved), 0)
    there = np.zeros_like(parts)
    there[min(ahead, DAYS)] = np.sign(whole) * size
    return there


class Effects:
    """Answers for single moves on one course without computing it anew: one pass over its days each."""

    def __init__(self, base: Course) -> None:
        self.base, self.lowest, self._parts = base, base.lowest, base.cents()
        self._days = np.array([to_cents(point.cash) for point in base.days], np.int64)

    def of(self, name: Name, move: Move) -> Change | None:
        """The low point if this document alone moves; None for a move to no day."""
        if move.on is None:
            return None
        lowest = self.lowest
        if (parts := self.parts(name)) is not None:
            lowest = self._lowest(moved(parts, move, self.base.today) - parts)
        return Change(move.on, lowest, lowest.cash - self.lowest.cash)

    def without(self, name: Name) -> Point:
        """The low point if this document were not there at all."""
        parts = self.parts(name)
        return self.lowest if parts is None else self._lowest(-parts)

    def undecided(self, name: Name) -> Point:
        """The low point if nothing were decided on this document, nor said by its customer."""
        parts, before = self.parts(name), self.base.undecided.get(name)
        return self.lowest if parts is None or before is None else self._lowest(np.array(before) - parts)

    def parts(self, name: Name) -> Cents | None:
        """What one document moves by day, in cents; None where it moves nothing."""
        found = self.base.documents.get(name)
        return None if found is None else self._parts[found.place]

    def _lowest(self, shift: Cents) -> Point:
        days = self._days + np.cumsum(shift[:DAYS])
        place = int(days.argmin())
        return Point(self.base.today + timedelta(days=place), to_amount(int(days[place])))
