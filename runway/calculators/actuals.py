"""What happened, on the rows of the sheet: the past weeks, and the days of this week that are over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import Document
from runway.calculators.effect import Name
from runway.calculators.movements import Movement
from runway.calculators.recurring import NOWHERE, PostedTo, row_of
from runway.calculators.rows import Row

NO_ROWS: Mapping[Name, Row] = {}


@dataclass(frozen=True, slots=True)
class Actual:
    """Money that moved, signed. `key` is that of the entry that announced it, where one is known."""

    on: date
    amount: Decimal
    row: Row
    party: str = ""
    documents: tuple[Document, ...] = ()
    key: str = ""


def actuals(
    movements: Iterable[Movement],
    today: date,
    posted_to: PostedTo = NOWHERE,
    rows: Mapping[Name, Row] = NO_ROWS,
) -> tuple[Actual, ...]:
    """Movements up to today, each on one row: the one that `rows` says, else by its accounts, kind and party.

    A deposit of several payments, or a payment of several bills, is one movement; who knows its parts makes an
    `Actual` of each.
    """
    return tuple(
        Actual(
            on=movement.on,
            amount=movement.amount,
            row=rows.get((movement.document.entity, movement.document.qbo_id)) or row_of(movement, posted_to),
            party=movement.party,
            documents=(movement.document,),
        )
        for movement in movements
        if movement.on <= today
    )


def in_order(happened: Iterable[Actual]) -> tuple[Actual, ...]:
    """By day, in an order that does not depend on the one given."""
    return tuple(sorted(happened, key=lambda a: (a.on, a.party, a.amount, a.documents, a.row, a.key)))
