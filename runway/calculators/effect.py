"""What deciding does to the due-date projection: recomputed exactly, beside the unchanged base (RUNWAY 6).

The base is the projection of digest and board (calculators/curve.py): what is past due stands beside it, never
dropped and never paid today (RUNWAY 4), until a decision gives it a day.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.cash import ZERO, OpenItem, Side
from runway.calculators.curve import CashCurve, Point, cash_curve
from runway.calculators.owned import Reserve

Name = tuple[str, str]
"""Entity and QBO id."""


@dataclass(frozen=True, slots=True)
class Move:
    """Money of one document moves on another day, or not within the projection (`on` None); `amount` what then."""

    on: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Change:
    """The low point with one document moved, and its change against the base."""

    on: date
    lowest: Point
    change: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """Two curves over the same days; changes are set less base."""

    base: CashCurve
    chosen: CashCurve

    @property
    def low_change(self) -> Decimal:
        return self.chosen.lowest.cash - self.base.lowest.cash

    @property
    def end_change(self) -> Decimal:
        return self.chosen.days[-1].cash - self.base.days[-1].cash


def name_of(item: OpenItem) -> Name:
    """The key under which decisions refer to a document."""
    return (item.document.entity, item.document.qbo_id)


def with_moves(items: Iterable[OpenItem], moves: Mapping[Name, Move]) -> tuple[OpenItem, ...]:
    """The same items, with those that are moved on their new day and with their new amount."""
    return tuple(_moved(item, moves.get(name_of(item))) for item in items)


def compared(
    cash: Decimal,
    items: Iterable[OpenItem],
    moves: Mapping[Name, Move],
    today: date,
    reserves: Collection[Reserve] = (),
    base: CashCurve | None = None,
) -> Compared:
    """The base and the base with a set of moves, both computed from nothing; `reserves` are those that cash holds.

    `base` is given by who computed it before. Without moves both are the same.
    """
    items = tuple(items)
    base = base or cash_curve(cash, (), items, today, reserves)
    return Compared(base, cash_curve(cash, (), with_moves(items, moves), today, reserves) if moves else base)


@dataclass(frozen=True, slots=True)
class Effects:
    """Answers for single moves against one base curve without computing it anew: days after the move shift alike."""

    days: tuple[Point, ...]
    lowest: Point

    @classmethod
    def on(cls, curve: CashCurve) -> "Effects":
        return cls(curve.days, curve.lowest)

    def of(self, item: OpenItem, move: Move) -> Change | None:
        """The low point if this item alone moves; None for a move to no day."""
        if move.on is None:
            return None
        sign = 1 if item.side is Side.RECEIVABLE else -1
        lowest = self._lowest(item.due_on, -sign * item.open, move.on, sign * move.amount)
        return Change(move.on, lowest, lowest.cash - self.lowest.cash)

    def without(self, item: OpenItem) -> Point:
        """The low point if this item were not there at all; `item` as the curve dates it."""
        sign = 1 if item.side is Side.RECEIVABLE else -1
        return self._lowest(item.due_on, -sign * item.open, self.days[0].on, ZERO)

    def _lowest(self, away: date | None, undone: Decimal, to: date, done: Decimal) -> Point:
        """`undone` from the day that the item had (if that is on the line), `done` from its new day."""
        first = self.days[0].on
        if away is not None and away < first:
            away = None
        shifted = (
            (p.cash + (undone if away and p.on >= away else ZERO) + (done if p.on >= to else ZERO), p.on)
            for p in self.days
        )
        cash, on = min(shifted)
        return Point(on, cash)


def _moved(item: OpenItem, move: Move | None) -> OpenItem:
    return item if move is None else replace(item, due_on=move.on, open=move.amount)
