"""Which lane an open bill or invoice starts in, and what its lane says (RUNWAY 6)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.cash import OpenItem
from core.dealings import Discount
from runway.calculators.latest_safe import LatestSafe
from runway.calculators.tiers import Tier

SOON = 3
FAR = 14
FIRST_TIERS = 2


class Lane(StrEnum):
    """Where a document stands; the value is the lane's name on the page."""

    MUST_PAY = "Must pay"
    CAN_DELAY = "Can delay"
    SCHEDULED = "Scheduled"
    DONE = "Done"
    CHASE = "Chase"
    PROMISED = "Promised"
    DISPUTED = "Disputed"
    WAITING = "Waiting"


BILLS = (Lane.MUST_PAY, Lane.CAN_DELAY, Lane.SCHEDULED, Lane.DONE)
INVOICES = (Lane.CHASE, Lane.PROMISED, Lane.DISPUTED, Lane.WAITING)


@dataclass(frozen=True, slots=True)
class Placed:
    """A lane, and why."""

    lane: Lane
    reason: str


UNMOVED = Placed(Lane.SCHEDULED, "paid as usual unless moved")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the books say of one open bill before anybody decides."""

    tier: Tier
    discount: Discount | None
    safe: LatestSafe
    placed: Placed


@dataclass(frozen=True, slots=True)
class Low:
    """The low point of the base, and with a bill moved to its latest safe date; the line is None where unknown."""

    base: Decimal
    delayed: Decimal
    line: Decimal | None

    @property
    def bears_it(self) -> bool:
        """The low point stays above the line, or is no lower than without the delay."""
        return self.delayed >= self.base or (self.line is not None and self.delayed >= self.line)


def bill_lane(bill: OpenItem, tier: Tier, discount_beats_delay: bool, low: Low | None, today: date) -> Placed:
    """The lane of a bill that nobody has decided on. `low` is None where cash or a latest safe date is unknown."""
    if bill.due_on is None:
        return Placed(Lane.SCHEDULED, "no due date")
    days = (bill.due_on - today).days
    if days < 0:
        return Placed(Lane.MUST_PAY, "overdue")
    if days <= SOON:
        return Placed(Lane.MUST_PAY, f"due within {SOON} days")
    if tier.number <= FIRST_TIERS:
        return Placed(Lane.MUST_PAY, f"tier {tier.number}")
    if discount_beats_delay:
        return Placed(Lane.MUST_PAY, "the discount is worth more than the delay")
    if days > FAR and low is not None and low.bears_it:
        return Placed(Lane.CAN_DELAY, f"due in more than {FAR} days")
    return UNMOVED


def without_low(placed: Placed) -> Placed:
    """The lane of the same bill where the low point is unknown: only that it bears a delay was read off it."""
    return UNMOVED if placed.lane is Lane.CAN_DELAY else placed


def invoice_lane(invoice: OpenItem, today: date) -> Placed:
    """The lane of an invoice that nobody has decided on: chased once it is past due."""
    if invoice.due_on is None:
        return Placed(Lane.WAITING, "no due date")
    if invoice.due_on < today:
        return Placed(Lane.CHASE, "past due")
    return Placed(Lane.WAITING, "not due yet")
