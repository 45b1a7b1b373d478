"""Flow: mirrored. How documents made out to customers move money: into an account is positive (RUNWAY 2)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet

from ar.models import Invoice, Payment, RefundReceipt, SalesReceipt
from core.mirror import DocumentMirror
from core.models import Business
from core.movements import HEAD, Entry, dated_since, stated_by


def movements(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    """What moved on the accounts named, from that day on, as the documents state it. Four queries.

    A payment without an account went to undeposited funds (API_FACTS 9.8) and is cash once deposited.
    """
    yield from _payments(business, since, accounts)
    yield from _sales_receipts(business, since, accounts)
    yield from _refunds(business, since, accounts)
    yield from _invoice_deposits(business, since, accounts)


def _payments(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    for row in _rows(Payment, business, since, ("account_id",)).filter(account_id__in=accounts):
        yield stated_by("Payment", row, row.account_id, row.total, "customer payment", **_party(row))


def _sales_receipts(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    for row in _rows(SalesReceipt, business, since, ("account_id", "home_total")).filter(
        account_id__in=accounts
    ):
        yield stated_by(
            "SalesReceipt",
            row,
            row.account_id,
            row.total,
            "sales receipt",
            home=row.home_total,
            **_party(row),
        )


def _refunds(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    for row in _rows(RefundReceipt, business, since, ("account_id", "home_total")).filter(
        account_id__in=accounts
    ):
        amount, home = _out(row.total), _out(row.home_total)
        yield stated_by("RefundReceipt", row, row.account_id, amount, "refund", home=home, **_party(row))


def _invoice_deposits(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    """Money taken on the invoice's own form. A voided invoice has no total, whatever its form still says."""
    rows = _rows(Invoice, business, since, ("deposit", "deposit_account_id"))
    taken = (
        rows.filter(deposit_account_id__in=accounts).exclude(deposit=None).exclude(deposit=0).exclude(total=0)
    )
    for row in taken:
        yield stated_by("Invoice", row, row.deposit_account_id, row.deposit, "invoice deposit", **_party(row))


def _rows(
    model: type[DocumentMirror], business: Business, since: date, more: tuple[str, ...]
) -> QuerySet[Any, Any]:
    rows = model.objects.of(business).filter(dated_since(since)).order_by("txn_on", "qbo_id")
    return rows.values_list(*HEAD, "customer_id", "customer_name", *more, named=True)


def _party(row: Any) -> dict[str, Any]:
    return {"party_id": row.customer_id, "party": row.customer_name}


def _out(amount: Any) -> Any:
    return None if amount is None else -amount
