"""Flow: mirrored. What bills say beyond what is owed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, OuterRef, Q, Subquery, Sum

from ap.models import Bill, BillLine
from core.cash import ZERO
from core.dealings import Discount, LateFee
from core.models import Business, Term

CHARGED_FOR_LATENESS = r"\m(late (fee|charge|payment|penalty)|finance charge|past[- ]due (fee|charge))"


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


def spent_on(business: Business, since: date) -> dict[str, dict[str, Decimal]]:
    """How much of each bill its lines post to each account, both by QBO id: open bills and those since that day.

    One query.
    """
    wanted = Bill.objects.of(business).filter(Q(txn_on__gte=since) | ~Q(balance=0))
    lines = BillLine.objects.of(business).filter(parent_qbo_id__in=wanted.values("qbo_id"))
    posted = lines.exclude(account_id=None).values("parent_qbo_id", "account_id")
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in posted.annotate(amount=Sum("amount"), bill=F("parent_qbo_id")).order_by():
        found[row["bill"]][row["account_id"]] = row["amount"] or ZERO
    return found
