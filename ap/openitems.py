"""Flow: mirrored. What is still owed to vendors, document by document, as each document states it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum

from ap.models import Bill, BillPayment, BillPaymentLine, VendorCredit
from core.cash import ZERO, Document, Side
from core.models import Business
from core.openitems import OpenEntry

HEAD = ("qbo_id", "doc_number", "txn_on", "currency", "exchange_rate", "total", "vendor_id", "vendor_name")

OVERPAID = """
SELECT qbo_id, sum(amount) FROM (
    SELECT qbo_id, total AS amount, true AS paid FROM ap_billpayment
    WHERE business_id = %(business)s AND deleted_at IS NULL AND total IS NOT NULL
    UNION ALL
    SELECT parent_qbo_id, CASE linked_type WHEN 'VendorCredit' THEN amount ELSE -amount END, false
    FROM ap_billpaymentline WHERE business_id = %(business)s AND linked_id IS NOT NULL
) moved GROUP BY qbo_id HAVING sum(amount) <> 0 AND bool_or(paid)
"""
"""Written out: no foreign key joins lines to payments, and a page affords one pass over both, not a join."""


def open_entries(business: Business) -> Iterator[OpenEntry]:
    """Open bills; negative: unused vendor credits and what was paid beyond bills. Up to five queries."""
    bills = Bill.objects.of(business).exclude(balance=0).order_by("due_on", "qbo_id")
    for row in bills.values_list(*HEAD, "due_on", "balance", "home_balance", named=True):
        yield _entry("Bill", row, row.total, row.balance, due_on=row.due_on, home_open=row.home_balance)
    yield from _vendor_credits(business)
    yield from _overpaid(business)


def _vendor_credits(business: Business) -> Iterator[OpenEntry]:
    """Where QBO does not state what is left of a credit (API_FACTS 9.10): total less what was used."""
    credits = VendorCredit.objects.of(business).exclude(balance=0).order_by("txn_on", "qbo_id")
    rows = list(credits.values_list(*HEAD, "balance", named=True))
    used = _used_credits(business, [row.qbo_id for row in rows if row.balance is None])
    for row in rows:
        left = row.balance
        if left is None and row.total is not None:
            left = row.total - used.get(row.qbo_id, ZERO)
        yield _entry("VendorCredit", row, _less(row.total), _less(left))


def _used_credits(business: Business, ids: list[str]) -> dict[str, Decimal]:
    if not ids:
        return {}
    lines = BillPaymentLine.objects.filter(business=business, linked_type="VendorCredit", linked_id__in=ids)
    return dict(lines.values("linked_id").annotate(used=Sum("amount")).values_list("linked_id", "used"))


def _overpaid(business: Business) -> Iterator[OpenEntry]:
    """What a bill payment paid beyond its bills stands to our credit with the vendor (API_FACTS 9.5)."""
    with connection.cursor() as cursor:
        cursor.execute(OVERPAID, {"business": business.pk})
        beyond = dict(cursor.fetchall())
    if beyond:
        rows = BillPayment.objects.of(business).filter(qbo_id__in=beyond).order_by("txn_on", "qbo_id")
        for row in rows.values_list(*HEAD, named=True):
            yield _entry("BillPayment", row, _less(row.total), _less(beyond[row.qbo_id]))


def _entry(entity: str, row: Any, total: Decimal | None, left: Decimal | None, **more: Any) -> OpenEntry:
    return OpenEntry(
        side=Side.PAYABLE,
        document=Document(entity, row.qbo_id, row.doc_number or ""),
        party_id=row.vendor_id,
        party=row.vendor_name,
        issued_on=row.txn_on,
        total=total,
        open=left,
        currency=row.currency,
        rate=row.exchange_rate,
        **({"due_on": None} | more),
    )


def _less(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount
