"""Flow: mirrored. How paying vendors moves money: out of a bank or card account is negative (RUNWAY 2)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce

from ap.models import BillPayment
from core.models import Business
from core.money import less
from core.movements import HEAD, Entry, dated_since, stated_by


def movements(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    """Bill payments from the accounts named, from that day on, as they state it. One query."""
    rows = BillPayment.objects.of(business).filter(dated_since(since)).order_by("txn_on", "qbo_id")
    paid_from = rows.annotate(account_id=Coalesce(F("bank_account_id"), F("card_account_id")))
    columns = (*HEAD, "vendor_id", "vendor_name", "account_id")
    for row in paid_from.filter(account_id__in=accounts).values_list(*columns, named=True):
        out = less(row.total)
        party = {"party_id": row.vendor_id, "party": row.vendor_name}
        yield stated_by("BillPayment", row, row.account_id, out, "bill payment", **party)
