"""Flow: mirrored. What customers still owe, document by document, as each document states it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ar.models import CreditMemo, Invoice, Payment
from core.cash import Document, Side
from core.models import Business
from core.openitems import OpenEntry

HEAD = (
    "qbo_id",
    "doc_number",
    "txn_on",
    "currency",
    "exchange_rate",
    "total",
    "customer_id",
    "customer_name",
)


def open_entries(business: Business) -> Iterator[OpenEntry]:
    """Open invoices, unapplied payments and unused credit memos; the latter two negative. Three queries."""
    invoices = Invoice.objects.of(business).exclude(balance=0).order_by("due_on", "qbo_id")
    for row in invoices.values_list(*HEAD, "due_on", "balance", "home_total", "home_balance", named=True):
        home = {"home_total": row.home_total, "home_open": row.home_balance}
        yield _entry("Invoice", row, row.doc_number, row.total, row.balance, due_on=row.due_on, **home)
    payments = Payment.objects.of(business).exclude(unapplied=0).order_by("txn_on", "qbo_id")
    for row in payments.values_list(*HEAD, "unapplied", "reference", named=True):
        yield _entry("Payment", row, row.doc_number or row.reference, _less(row.total), _less(row.unapplied))
    credits = CreditMemo.objects.of(business).exclude(remaining=0).order_by("txn_on", "qbo_id")
    for row in credits.values_list(*HEAD, "remaining", "home_total", "home_balance", named=True):
        home = {"home_total": _less(row.home_total), "home_open": _less(row.home_balance)}
        yield _entry("CreditMemo", row, row.doc_number, _less(row.total), _less(row.remaining), **home)


def _entry(
    entity: str, row: Any, number: str | None, total: Decimal | None, left: Decimal | None, **more: Any
) -> OpenEntry:
    return OpenEntry(
        side=Side.RECEIVABLE,
        document=Document(entity, row.qbo_id, number or ""),
        party_id=row.customer_id,
        party=row.customer_name,
        issued_on=row.txn_on,
        total=total,
        open=left,
        currency=row.currency,
        rate=row.exchange_rate,
        **({"due_on": None} | more),
    )


def _less(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount
