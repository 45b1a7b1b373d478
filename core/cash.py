"""The words that orchestrators and calculators share: frozen values, no Django, no I/O.

Amounts are `Decimal` in the business's home currency unless a field says otherwise; `None` means unknown, never zero.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


Name = tuple[str, str]
"""Entity and QBO id: the key under which everything that is said of a document refers to it."""


@dataclass(frozen=True, slots=True, order=True)
class Document:
    """Names one QBO document or account, with the number that people know it by."""

    entity: str
    qbo_id: str
    number: str = ""

    @property
    def name(self) -> Name:
        """What it is known by, whatever its number."""
        return (self.entity, self.qbo_id)


class AccountKind(StrEnum):
    """What an account means for cash (RUNWAY 2). Only `OPERATING` is cash; `TAX` and `EXCLUDED` people alone say."""

    OPERATING = "operating"
    TRUST = "trust"
    TAX = "tax"
    EXCLUDED = "excluded"
    UNDEPOSITED = "undeposited"
    CARD = "card"
    CREDIT_LINE = "credit line"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Balance:
    """One account's book balance as QBO last gave it: what is owed on cards and credit lines is negative.

    `home` is None while no dated rate is known; of a foreign account `rate` and `rate_on` say what it was valued at.
    """

    account_id: str
    name: str
    kind: AccountKind
    currency: str
    amount: Decimal | None
    home: Decimal | None
    read_at: datetime | None
    rate: Decimal | None = None
    rate_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one account in home currency held when it was first read on a local day (sync/readings.py).

    `explained`: what all documents that could be read by then added up to.
    """

    account_id: str
    on: date
    balance: Decimal
    explained: Decimal

    @property
    def rest(self) -> Decimal:
        """What no readable document explained, of all that had ever moved it."""
        return self.balance - self.explained


@dataclass(frozen=True, slots=True)
class CashAccount:
    """An account that matters for cash as the books have it: `balance.kind` is what it counts as while nobody has
    marked it, `suggested` what it may be and `why` the reason.
    """

    balance: Balance
    classed: str
    suggested: AccountKind
    why: str


@dataclass(frozen=True, slots=True)
class Flow:
    """One dated, signed movement on one account (RUNWAY 2): money in is positive.

    `replaces` names the documents that this one collects (a deposit of payments), so that nothing is counted twice.
    A document that moves money between two accounts gives one flow on each.
    """

    on: date
    amount: Decimal
    account_id: str
    kind: str
    party: str
    document: Document
    replaces: frozenset[tuple[str, str]] = frozenset()


class Side(StrEnum):
    """Which way an open item will move cash."""

    RECEIVABLE = "receivable"
    PAYABLE = "payable"


@dataclass(frozen=True, slots=True)
class Foreign:
    """What is open on a document in its own currency, and its value; `rate` None: QBO stated the value."""

    currency: str
    amount: Decimal
    rate: Decimal | None
    rate_on: date | None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """What is still open on one document, in home currency; credits and unapplied payments are negative.

    `due_on` is the day it falls due: a journal entry's own date, where it adds to what is owed. None for an invoice
    or bill that lacks its due date, and for credits, which can be used at any time. `foreign` where it is not in home
    currency.
    """

    side: Side
    document: Document
    party_id: str
    party: str
    issued_on: date | None
    due_on: date | None
    total: Decimal
    open: Decimal
    foreign: Foreign | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the books that could change a number: shown to the user, never raised."""

    kind: str
    text: str
    document: Document | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """How old the mirror is. `as_of` is the oldest instant at which everything shown was known to be true."""

    as_of: datetime | None
    connected: bool
    complete: bool
    last_error: str = ""
    problems: tuple[Problem, ...] = field(default=())
