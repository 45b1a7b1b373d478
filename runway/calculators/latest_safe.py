"""The latest day on which a bill was ever paid without trouble, from terms, discount and history (RUNWAY 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import OpenItem
from core.dealings import Discount, LateFee, Settled
from runway.calculators.tiers import Tier
from runway.calculators.weeks import DAY

COST_OF_MONEY = Decimal("0.12")  # a year: what keeping the cash until the due date is worth
FEE_FOLLOWS = 60  # days after a payment in which a late fee is laid to it
NEVER_LATE = 1  # this tier and below: the due date is the latest


@dataclass(frozen=True, slots=True)
class LatestSafe:
    """The day and the reason; no day where the bill has no due date."""

    on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Patience:
    """How late one vendor was ever paid without a late fee; `days` is never below zero."""

    days: int
    payments: int
    troubled: int


def patience(paid: Iterable[Settled], fees: Iterable[LateFee]) -> dict[str, Patience]:
    """By vendor. A late payment is troubled when the vendor charged for lateness from due date to 60 days after it."""
    charged: dict[str, list[date]] = {}
    for fee in fees:
        charged.setdefault(fee.party_id, []).append(fee.on)
    by_vendor: dict[str, list[Settled]] = {}
    for settled in paid:
        by_vendor.setdefault(settled.party_id, []).append(settled)
    return {vendor: _patience(bills, charged.get(vendor, [])) for vendor, bills in by_vendor.items()}


def latest_safe(
    bill: OpenItem, tier: Tier, discount: Discount | None, known: Patience | None, today: date
) -> LatestSafe:
    """The later of today and: the discount's last day where it is worth more than waiting; the due date for
    payroll and taxes, and without history; else the due date and as many days as the vendor once waited."""
    if bill.due_on is None:
        return LatestSafe(None, "no due date in the books")
    if discount and discount_beats_delay(bill, discount, today):
        return LatestSafe(discount.until, f"last day of {_percent(discount)} off")
    if tier.number <= NEVER_LATE:
        return _not_before(today, bill.due_on, "due date: payroll or tax")
    if known is None:
        return _not_before(today, bill.due_on, "no bill of this vendor was paid before")
    return _not_before(today, bill.due_on + DAY * known.days, _history(known))


def discount_beats_delay(bill: OpenItem, discount: Discount, today: date) -> bool:
    """Whether the discount still runs and is worth more than the cash until the due date, at 12 percent a year."""
    if discount.until < today or bill.due_on is None:
        return False
    waited = Decimal(max((bill.due_on - discount.until).days, 0))
    return discount.percent / 100 > COST_OF_MONEY * waited / 365


def _patience(bills: list[Settled], charged: list[date]) -> Patience:
    troubled = [bill for bill in bills if _in_trouble(bill, charged)]
    calm = [bill.days_late or 0 for bill in bills if bill not in troubled]
    return Patience(max([0, *calm]), len(bills), len(troubled))


def _in_trouble(bill: Settled, charged: list[date]) -> bool:
    if bill.due_on is None or (bill.days_late or 0) <= 0:
        return False
    return any(bill.due_on <= on <= bill.paid_on + DAY * FEE_FOLLOWS for on in charged)


def _not_before(today: date, on: date, reason: str) -> LatestSafe:
    return LatestSafe(on, reason) if on >= today else LatestSafe(today, f"{_passed(on)} {reason}")


def _passed(on: date) -> str:
    return f"{on:%b} {on.day} has passed:"


def _history(known: Patience) -> str:
    fees = f"; {known.troubled} with a late fee left out" if known.troubled else ""
    bills = "1 bill" if known.payments == 1 else f"{known.payments} bills"
    if known.days == 0:
        return f"none of {bills} was paid later{fees}"
    return (
        f"{known.days} days late once, of {bills}{fees}"
        if known.days > 1
        else f"1 day late once, of {bills}{fees}"
    )


def _percent(discount: Discount) -> str:
    return f"{discount.percent.normalize():f} percent"
