"""Flow: mirrored. What is still owed to vendors, document by document, as each document states it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection

from ap.models import Bill, BillPayment, VendorCredit
from core.cash import ZERO, Side
from core.models import Business
from core.money import less
from core.movements import HEAD
from core.openitems import OpenEntry, stated_by
from core.together import together

COLUMNS = (*HEAD, "vendor_id", "vendor_name", "due_on", "balance", "home_balance")

SETTLED = """
SELECT 'BillPayment', qbo_id, sum(amount) FROM (
    SELECT qbo_id, total AS amount, true AS paid FROM ap_billpayment
    WHERE business_id = %(business)s AND deleted_at IS NULL AND total IS NOT NULL
    UNION ALL
    SELECT parent_qbo_id, CASE linked_type WHEN 'VendorCredit' THEN amount ELSE -amount END, false
    FROM ap_billpaymentline WHERE business_id = %(business)s AND linked_id IS NOT NULL
) moved GROUP BY qbo_id HAVING sum(amount) <> 0 AND bool_or(paid)
UNION ALL
SELECT linked_type, linked_id, sum(amount) FROM ap_billpaymentline
WHERE business_id = %(business)s AND linked_type = 'VendorCredit' GROUP BY linked_type, linked_id
"""
"""Written out: no foreign key joins lines to payments, and a page affords one pass over both, not a join."""

Amounts = dict[str, Decimal]


def open_entries(business: Business) -> Iterator[OpenEntry]:
    """Open bills; negative: unused vendor credits and what was paid beyond bills. Two queries."""
    beyond, used = _settled(business)
    parts = [
        Bill.objects.of(business).exclude(balance=0),
        VendorCredit.objects.of(business).exclude(balance=0),
        BillPayment.objects.of(business).filter(qbo_id__in=beyond),
    ]
    rows = together(parts, COLUMNS, order=("due_on", "txn_on", "qbo_id"))
    for row in rows["Bill"]:
        yield _entry("Bill", row, row.total, row.balance, due_on=row.due_on, home_open=row.home_balance)
    for row in rows["VendorCredit"]:
        yield _entry("VendorCredit", row, less(row.total), less(_left(row, used)))
    for row in rows["BillPayment"]:
        yield _entry("BillPayment", row, less(row.total), less(beyond[row.qbo_id]))


def _settled(business: Business) -> tuple[Amounts, Amounts]:
    """What each bill payment paid beyond its bills, which stands to our credit with the vendor (API_FACTS 9.5);
    and how much of each vendor credit was used."""
    found: dict[str, Amounts] = {"BillPayment": {}, "VendorCredit": {}}
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, {"business": business.pk})
        for entity, qbo_id, amount in cursor.fetchall():
            found[entity][qbo_id] = amount
    return found["BillPayment"], found["VendorCredit"]


def _left(row: Any, used: Amounts) -> Decimal | None:
    """Where QBO does not state what is left of a credit (API_FACTS 9.10): total less what was used."""
    if row.balance is not None or row.total is None:
        return row.balance
    return row.total - (used.get(row.qbo_id) or ZERO)


def _entry(entity: str, row: Any, total: Decimal | None, left: Decimal | None, **more: Any) -> OpenEntry:
    vendor = {"party_id": row.vendor_id, "party": row.vendor_name}
    return stated_by(Side.PAYABLE, entity, row, total, left, **vendor, **more)
