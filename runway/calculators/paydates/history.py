"""Holds what a book knows of its documents' dates, in a canonical order, so that the order of reading is irrelevant."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

import numpy as np

from runway.calculators.paydates.arrays import Floats, Ints

NOT_PAID = 10**8


@dataclass(frozen=True, slots=True)
class Obligation:
    """One invoice or bill: who owes, since when, until when, and when it was paid; `paid_on` None is open."""

    document_id: str
    counterparty: str
    issued_on: date
    due_on: date
    paid_on: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Asked:
    """Documents whose pay dates are asked for: number of the party, day of issue, day due (ordinals)."""

    party: Ints
    issued: Ints
    due: Ints

    def __len__(self) -> int:
        return len(self.party)


@dataclass(frozen=True, slots=True)
class History:
    """All documents of a book as columns; `party` numbers `names`, days are ordinals, NOT_PAID is open."""

    names: tuple[str, ...]
    party: Ints
    issued: Ints
    due: Ints
    paid: Ints
    amount: Floats

    def __len__(self) -> int:
        return len(self.party)

    def known(self, day: int) -> Ints:
        """Rows issued and paid by the close of a day."""
        return np.flatnonzero((self.paid <= day) & (self.issued <= day))

    def open(self, day: int) -> Ints:
        """Rows issued by the close of a day and paid later, or never so far."""
        return np.flatnonzero((self.issued <= day) & (self.paid > day))

    def as_known(self, day: int) -> "History":
        """What the close of a day knew: the documents issued by then; those that were paid later are open."""
        rows = np.flatnonzero(self.issued <= day)
        parties, party = np.unique(self.party[rows], return_inverse=True)
        paid = self.paid[rows]
        return History(
            names=tuple(self.names[number] for number in parties.tolist()),
            party=party,
            issued=self.issued[rows],
            due=self.due[rows],
            paid=np.where(paid <= day, paid, NOT_PAID),
            amount=self.amount[rows],
        )

    @property
    def word(self) -> str:
        """64 characters that tell this history from any other."""
        said = sha256(repr(self.names).encode())
        for column in (self.party, self.issued, self.due, self.paid, self.amount):
            said.update(column.tobytes())
        return said.hexdigest()

    def asked(self, rows: Ints) -> Asked:
        """The dates of these rows without what became of them."""
        return Asked(self.party[rows], self.issued[rows], self.due[rows])

    def number(self, counterparty: str) -> int:
        """The number of a party; one past the last for a party never seen."""
        place = bisect_left(self.names, counterparty)
        return place if self.names[place : place + 1] == (counterparty,) else len(self.names)


def history_of(obligations: Iterable[Obligation]) -> History:
    """The columns of documents; the same whatever the order they come in."""
    rows = sorted(obligations, key=_place)
    names = tuple(sorted({row.counterparty for row in rows}))
    numbers = {name: number for number, name in enumerate(names)}
    return History(
        names=names,
        party=_column([numbers[row.counterparty] for row in rows]),
        issued=_column([row.issued_on.toordinal() for row in rows]),
        due=_column([row.due_on.toordinal() for row in rows]),
        paid=_column([row.paid_on.toordinal() if row.paid_on else NOT_PAID for row in rows]),
        amount=np.array([float(row.amount) for row in rows], dtype=np.float64),
    )


def _column(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _place(row: Obligation) -> tuple[date, date, str, Decimal, str]:
    """By what is known at issue, so that the day of payment cannot decide on anything."""
    return row.issued_on, row.due_on, row.counterparty, row.amount, row.document_id
