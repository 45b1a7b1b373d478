"""Flow: mirrored. What QuickBooks itself posts, or reminds of, on a schedule: its recurring transactions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.models import Business, RecurringTransaction


@dataclass(frozen=True, slots=True)
class Repeating:
    """One template. `kind` is QuickBooks' name of what it makes, `recurs` how (Automated, Reminder, Unscheduled).

    `every` says how often, as `1 Monthly`; None and empty are unknown.
    """

    name: str
    kind: str
    recurs: str
    every: str
    next_on: date | None
    end_on: date | None
    amount: Decimal | None
    currency: str


def repeating(business: Business) -> tuple[Repeating, ...]:
    """Those in use that have not ended, by their next date, undated ones last. One query."""
    rows = RecurringTransaction.objects.of(business).exclude(active=False)
    columns = "name", "txn_type", "recur_type", "interval_count", "interval_type", "next_on", "end_on"
    found = (
        Repeating(name or "", kind or "", recurs or "", _every(count, unit), on, end, amount, currency or "")
        for name, kind, recurs, count, unit, on, end, amount, currency in rows.values_list(
            *columns, "total", "currency"
        )
    )
    return tuple(sorted(found, key=lambda one: (one.next_on or date.max, one.name)))


def _every(count: int | None, unit: str | None) -> str:
    return f"{count or 1} {unit}" if unit else ""
