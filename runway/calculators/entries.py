"""One piece of money to come, with the rule that dates it: what the forecast is made of (RUNWAY 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.cash import Document, Name, Side
from runway.calculators.chances import Chances
from runway.calculators.rows import Row

SURE = Decimal(1)


class Rule(StrEnum):
    """What says when money moves. The first four, all of open documents, are in their order of authority."""

    USER_DATE = "a date that a person set"
    PROMISE = "a promise"
    LEARNED = "learned from past payments"
    DUE_DATE = "the due date"
    WAITING = "no usable date and nothing learned"
    DATED_AHEAD = "dated ahead in the ledger"
    RECURRING = "recurs"
    MISSING = "recurs, and is missing"
    KNOWN = "a known item"
    STATED = "a payroll that people stated"
    FILING = "a liability at its filing date"
    IN_TRANSIT = "received, not in the bank yet"
    RUN_RATE = "the average of past weeks"


OF_DOCUMENTS = frozenset({Rule.USER_DATE, Rule.PROMISE, Rule.LEARNED, Rule.DUE_DATE, Rule.WAITING})


@dataclass(frozen=True, slots=True)
class Entry:
    """Money that will move: `amount` is signed, positive into the bank, and whole even where it is not certain.

    key          names it from week to week and for its draws; lines of one document and party share it
    chances      when, if it moves at all; `probability` that it does
    is_spread    moves in parts, every day its share, instead of at once on one of the days
    varies       standard deviation of the amount, as a share of it
    known_since  when the document came to be
    """

    key: str
    row: Row
    rule: Rule
    amount: Decimal
    chances: Chances
    party: str = ""
    documents: tuple[Document, ...] = ()
    assumption: str = ""
    probability: Decimal = SURE
    is_spread: bool = False
    varies: float = 0.0
    due_on: date | None = None
    known_since: date | None = None

    @property
    def own(self) -> Name:
        """What its own document is known by; credits that made it smaller come after that. IndexError without one."""
        return self.documents[0].name

    @property
    def side(self) -> Side:
        """Whether money is received or paid."""
        return Side.RECEIVABLE if self.amount > 0 else Side.PAYABLE

    @property
    def expected(self) -> Decimal:
        """The amount by its probability, unrounded."""
        return self.amount * self.probability


@dataclass(frozen=True, slots=True)
class Said:
    """A date that a person set; `on` None: not within the forecast. `why` in words."""

    on: date | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """What is known of when open documents move money, by (entity, QBO id).

    A date set in the ledger is none of an open document: QuickBooks knows it as a payment dated ahead, which takes what
    is open with it and is money of its own (`planned.dated_ahead`).
    """

    said: Mapping[Name, Said] = field(default_factory=dict)
    promised: Mapping[Name, date] = field(default_factory=dict)
    learned: Mapping[Name, Chances] = field(default_factory=dict)


UNDATED = Dates()
