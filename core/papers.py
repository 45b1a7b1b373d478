"""Facts that tell whether records can be trusted: what the tray's calculators look at. Frozen, no Django, no I/O."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import Document, Side


@dataclass(frozen=True, slots=True)
class Paper:
    """One bill, invoice or payment as it stands, open or settled; `total` in home currency, None where unknown."""

    side: Side
    document: Document
    party_id: str
    party: str
    on: date | None
    due_on: date | None
    total: Decimal | None
    note: str = ""
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """A customer or vendor that is in use."""

    side: Side
    party_id: str
    name: str
    has_terms: bool


@dataclass(frozen=True, slots=True)
class VagueAccount:
    """An account named for not knowing what is on it; `balance` is None where it has none of its own (expenses)."""

    account_id: str
    name: str
    balance: Decimal | None


@dataclass(frozen=True, slots=True)
class Unsorted:
    """One amount on an account that says nothing about what it was for, in home currency."""

    account_id: str
    account: str
    on: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Untied:
    """A figure that is not the same in the mirror and in QuickBooks' own report of a day; `amount` is the difference
    that no rate and no date accounts for, `documents` those that differ."""

    about: Document
    name: str
    on: date
    mirror: Decimal | None
    qbo: Decimal
    amount: Decimal
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """One object that could not be mirrored, and since when."""

    document: Document
    reason: str
    since: date
