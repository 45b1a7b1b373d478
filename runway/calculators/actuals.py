"""What happened, on the rows of the sheet: the past weeks, and the days of this week that are over."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import Document, Name
from runway.calculators.movements import Movement
from runway.calculators.recurring import NOWHERE, PostedTo, row_of
from runway.calculators.rows import Row


@dataclass(frozen=True, slots=True)
class Actual:
    """Money that moved, signed. `key` is that of the entry that announced it, where one is known."""

    on: date
    amount: Decimal
    row: Row
    party: str = ""
    documents: tuple[Document, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a movement did for one document: a positive amount, on the row of that document."""

    document: Document
    amount: Decimal
    row: Row
    party: str = ""


PaidFor = Mapping[Name, tuple[Piece, ...]]
"""What payments and deposits are made of, by (entity, QBO id)."""
NOTHING_KNOWN: PaidFor = {}


def actuals(
    movements: Iterable[Movement],
    today: date,
    posted_to: PostedTo = NOWHERE,
    paid_for: PaidFor = NOTHING_KNOWN,
) -> tuple[Actual, ...]:
    """Movements up to today, each on one row by its accounts, kind and party.

    A deposit of several payments, or a payment of several bills, is one movement: it is split into what `paid_for`
    knows of it, as far as the money goes, and the rest.
    """
    return tuple(
        part
        for movement in movements
        if movement.on <= today
        for part in _split(movement, posted_to, paid_for)
    )


def _split(movement: Movement, posted_to: PostedTo, paid_for: PaidFor) -> Iterator[Actual]:
    """Credits that a payment used make its last parts smaller."""
    name = movement.document.name
    sign, left = (1 if movement.amount > 0 else -1), abs(movement.amount)
    for piece in paid_for.get(name, ()):
        if amount := min(piece.amount, left):
            left -= amount
            documents = (piece.document, movement.document)
            yield Actual(movement.on, sign * amount, piece.row, piece.party, documents)
    if left:
        row = row_of(movement, posted_to)
        yield Actual(movement.on, sign * left, row, movement.party, (movement.document,))


def in_order(happened: Iterable[Actual]) -> tuple[Actual, ...]:
    """By day, in an order that does not depend on the one given."""
    return tuple(sorted(happened, key=lambda a: (a.on, a.party, a.amount, a.documents, a.row, a.key)))
