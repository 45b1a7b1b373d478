"""Flow: mirrored. What bills say beyond what is owed, and how their vendors were paid before."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import F, OuterRef, Subquery, Sum

from ap.models import Bill, BillLine
from core.cash import ZERO, Document
from core.dealings import Discount, LateFee, Settled
from core.models import Business, Term
from core.money import in_home

CHARGED_FOR_LATENESS = r"\m(late (fee|charge|payment|penalty)|finance charge|past[- ]due (fee|charge))"

SETTLED = """
SELECT bill.qbo_id, bill.doc_number, bill.vendor_id, bill.vendor_name, bill.due_on, paid.last_on,
       bill.total, bill.currency, bill.exchange_rate
FROM (
    SELECT line.linked_id, max(payment.txn_on) AS last_on
    FROM ap_billpayment payment
    JOIN ap_billpaymentline line
      ON line.business_id = payment.business_id AND line.parent_qbo_id = payment.qbo_id
    WHERE payment.business_id = %(business)s AND payment.deleted_at IS NULL
      AND payment.txn_on >= %(since)s AND line.linked_type = 'Bill'
    GROUP BY line.linked_id
) paid
JOIN ap_bill bill ON bill.business_id = %(business)s AND bill.qbo_id = paid.linked_id
WHERE bill.deleted_at IS NULL AND bill.balance = 0
ORDER BY paid.last_on DESC, bill.qbo_id
"""


def settled_bills(business: Business, since: date) -> Iterator[Settled]:
    """Bills paid in full whose last payment is of that day or later, newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, {"business": business.pk, "since": since})
        for qbo_id, number, vendor_id, vendor, due_on, paid_on, total, currency, rate in cursor:
            amount = in_home(total, currency, rate, business.home_currency)
            document = Document("Bill", qbo_id, number or "")
            yield Settled(document, vendor_id or "", vendor or "", due_on, paid_on, amount)


def late_fees(business: Business, since: date) -> Iterator[LateFee]:
    """Bills since that day in which a vendor charged for lateness, by the words of their lines. One query."""
    bill = Bill.objects.of(business).filter(qbo_id=OuterRef("parent_qbo_id"), txn_on__gte=since)
    lines = BillLine.objects.of(business).filter(description__iregex=CHARGED_FOR_LATENESS)
    found = lines.annotate(vendor=Subquery(bill.values("vendor_id")), on=Subquery(bill.values("txn_on")))
    for vendor_id, on in found.exclude(vendor=None).values_list("vendor", "on"):
        yield LateFee(vendor_id, on)


def discounts(business: Business) -> dict[str, Discount]:
    """What paying early takes off each open bill whose term says so (API_FACTS 9.16), by QBO id. Two queries."""
    terms = Term.objects.filter(business=business, discount_percent__gt=0).exclude(discount_days=None)
    known = {term.qbo_id: term for term in terms}
    bills = Bill.objects.of(business).exclude(balance=0).filter(terms_id__in=known).exclude(txn_on=None)
    return {
        qbo_id: Discount(known[terms_id].discount_percent, on + timedelta(days=known[terms_id].discount_days))
        for qbo_id, terms_id, on in bills.values_list("qbo_id", "terms_id", "txn_on")
    }


def spent_on(business: Business) -> dict[str, dict[str, Decimal]]:
    """How much of each open bill its lines post to each account, both by QBO id. One query."""
    still_open = Bill.objects.of(business).exclude(balance=0)
    lines = BillLine.objects.of(business).filter(parent_qbo_id__in=still_open.values("qbo_id"))
    posted = lines.exclude(account_id=None).values("parent_qbo_id", "account_id")
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in posted.annotate(amount=Sum("amount"), bill=F("parent_qbo_id")).order_by():
        found[row["bill"]][row["account_id"]] = row["amount"] or ZERO
    return found
