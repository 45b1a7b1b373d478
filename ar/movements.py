"""Flow: mirrored. How documents made out to customers move money: into an account is positive (RUNWAY 2)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from ar.models import Invoice, Payment, RefundReceipt, SalesReceipt
from core.models import Business
from core.money import less
from core.movements import HEAD, Entry, dated_since, stated_by
from core.together import together

COLUMNS = (
    *HEAD,
    "customer_id",
    "customer_name",
    "account_id",
    "home_total",
    "deposit",
    "deposit_account_id",
)


def movements(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    """What moved on the accounts named, from that day on, as the documents state it. One query.

    A payment without an account went to undeposited funds (API_FACTS 9.8) and is cash once deposited.
    """
    received = [
        model.objects.of(business).filter(dated_since(since), account_id__in=accounts)
        for model in (Payment, SalesReceipt, RefundReceipt)
    ]
    taken = Invoice.objects.of(business).filter(dated_since(since), deposit_account_id__in=accounts)
    # A voided invoice has no total, whatever its form still says.
    taken = taken.exclude(deposit=None).exclude(deposit=0).exclude(total=0)
    rows = together([*received, taken], COLUMNS, order=("txn_on", "qbo_id"))
    yield from map(_payment, rows["Payment"])
    yield from map(_sales_receipt, rows["SalesReceipt"])
    yield from map(_refund, rows["RefundReceipt"])
    yield from map(_invoice_deposit, rows["Invoice"])


def _payment(row: Any) -> Entry:
    return stated_by("Payment", row, row.account_id, row.total, "customer payment", **_party(row))


def _sales_receipt(row: Any) -> Entry:
    home = {"home": row.home_total}
    return stated_by("SalesReceipt", row, row.account_id, row.total, "sales receipt", **home, **_party(row))


def _refund(row: Any) -> Entry:
    amount, home = less(row.total), less(row.home_total)
    return stated_by("RefundReceipt", row, row.account_id, amount, "refund", home=home, **_party(row))


def _invoice_deposit(row: Any) -> Entry:
    """Money taken on the invoice's own form."""
    return stated_by("Invoice", row, row.deposit_account_id, row.deposit, "invoice deposit", **_party(row))


def _party(row: Any) -> dict[str, Any]:
    return {"party_id": row.customer_id, "party": row.customer_name}
