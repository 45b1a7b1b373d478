"""One thing in the books that is worth a look: a value in a list, never an exception."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.cash import Document


class Kind(StrEnum):
    """What can be wrong. The values are kept with people's verdicts, so they never change."""

    NO_DUE_DATE = "no due date"
    SILENT = "overdue and silent"
    OLD = "open over 180 days"
    UNAPPLIED = "payment not applied"
    CREDIT = "credit not used"
    DUPLICATE_BILL = "duplicate bill"
    DUPLICATE_INVOICE = "duplicate invoice"
    DUPLICATE_PAYMENT = "duplicate payment"
    SAME_PARTY = "near-equal names"
    NO_TERMS = "vendor without terms"
    VAGUE = "uncategorised account"
    UNDEPOSITED = "undeposited funds"
    NEGATIVE = "negative balance"
    TOTAL = "zero or negative total"
    FUTURE = "dated in the future"
    DUE_BEFORE = "due before issued"
    UNREADABLE = "quarantined"
    INCOMPLETE = "incomplete document"
    UNEXPLAINED = "unexplained movement"
    UNTIED = "does not tie to the report"
    MISSING = "missing bill"


class Severity(StrEnum):
    """How much hangs on it: at least one buffer day, at least a quarter of one, less."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Issue:
    """What, where, since when, and how much money hangs on it; None is unknown.

    `about` is what the issue is known by, together with its kind; its number is for people. `touches` are the
    documents whose money it makes uncertain; `about` need not be one of them (an account, a party). `opens` is what
    to open in QuickBooks where `about` is nothing that is there.
    """

    kind: Kind
    about: Document
    where: str
    text: str
    since: date | None
    amount: Decimal | None
    touches: frozenset[tuple[str, str]] = frozenset()
    opens: Document | None = None
