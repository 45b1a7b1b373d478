"""Flow: mirrored. What QuickBooks itself posts, or reminds of, on a schedule: its recurring transactions."""

from datetime import date

from django.db.models import OuterRef, Subquery

from ap.models import Vendor
from core.cash import Document
from core.dealings import Template
from core.models import Business, RecurringTransaction

COLUMNS = (
    "qbo_id",
    "name",
    "txn_type",
    "recur_type",
    "vendor_id",
    "vendor",
    "total",
    "currency",
    "interval_type",
    "interval_count",
    "next_on",
    "end_on",
    "day_of_month",
)


def repeating(business: Business) -> tuple[Template, ...]:
    """Those in use, by their next date, undated ones last. One query.

    A bill's party is the name of its vendor. An amount in home currency has no currency beside it.
    """
    vendor = Vendor.objects.of(business).filter(qbo_id=OuterRef("vendor_id"))
    rows = RecurringTransaction.objects.of(business).exclude(active=False)
    rows = rows.annotate(vendor=Subquery(vendor.values("name")[:1])).values_list(*COLUMNS)
    found = (
        Template(
            document=Document(RecurringTransaction.qbo.name, qbo_id, name or ""),
            kind=kind or "",
            recurs=recurs or "",
            party_id=party_id or "",
            party=party or "",
            amount=amount,
            currency="" if currency == business.home_currency else currency or "",
            unit=unit or "",
            count=1 if count is None else count,
            next_on=on,
            end_on=end,
            day=day,
        )
        for qbo_id, name, kind, recurs, party_id, party, amount, currency, unit, count, on, end, day in rows
    )
    return tuple(sorted(found, key=lambda one: (one.next_on or date.max, one.name, one.document)))
