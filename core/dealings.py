"""Words for what dealing with a party has been like, beyond what is open: terms, habits, fates. No Django, no I/O."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.cash import Document


@dataclass(frozen=True, slots=True)
class Discount:
    """What paying by a day takes off, in percent of the amount."""

    percent: Decimal
    until: date


@dataclass(frozen=True, slots=True)
class SpentOn:
    """An account that a bill's lines post to, and how much of the bill."""

    name: str
    account_type: str
    sub_type: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Settled:
    """A document with nothing left open: when it fell due, and when the last money for it moved."""

    document: Document
    party_id: str
    party: str
    due_on: date | None
    paid_on: date
    amount: Decimal | None
    issued_on: date | None = None

    @property
    def days_late(self) -> int | None:
        """Days between due date and payment, negative when early; None without a due date."""
        return None if self.due_on is None else (self.paid_on - self.due_on).days


@dataclass(frozen=True, slots=True)
class Part:
    """What one payment or deposit did for one document, in home currency; of credits too, it is positive."""

    document: Document
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Liability:
    """Taxes withheld or collected and not paid over yet: an account by its full name, and what is owed on it."""

    account_id: str
    name: str
    sub_type: str
    owed: Decimal


@dataclass(frozen=True, slots=True)
class Template:
    """What QuickBooks posts, or reminds of, on a schedule (API_FACTS 9.18); None and empty are unknown.

    `kind` is QuickBooks' name of what it makes, `recurs` how (Automated, Reminder, Unscheduled, Manual), every `count`
    times `unit` (Yearly, Monthly, Weekly, Daily), on `day` of the month. `amount` is in `currency`, empty where that is
    the home currency.
    """

    document: Document
    kind: str
    recurs: str
    party_id: str = ""
    party: str = ""
    amount: Decimal | None = None
    currency: str = ""
    unit: str = ""
    count: int = 1
    next_on: date | None = None
    end_on: date | None = None
    day: int | None = None

    @property
    def name(self) -> str:
        """What people called it."""
        return self.document.number

    @property
    def every(self) -> str:
        """How often, as `1 Monthly`."""
        return f"{self.count} {self.unit}" if self.unit else ""


@dataclass(frozen=True, slots=True)
class LateFee:
    """A bill in which a vendor charged for lateness."""

    party_id: str
    on: date


class Fate(StrEnum):
    """What is known of a document that is not among the open items; `OPEN`: with an amount that cannot be told."""

    OPEN = "open"
    SETTLED = "settled"
    VOIDED = "voided"
    DELETED = "deleted"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Posted:
    """What the documents of one kind and day added to the receivable or payable account, in home currency.

    Money that settles is negative. `amount` is None where the total or the rate of one of them is unknown.
    """

    on: date
    entity: str
    amount: Decimal | None
    documents: int = 1
