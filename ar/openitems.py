"""Flow: mirrored. What customers still owe, document by document, as each document states it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ar.models import CreditMemo, Invoice, Payment
from core.cash import Document, Side
from core.models import Business
from core.money import less
from core.movements import HEAD
from core.openitems import OpenEntry, stated_by
from core.together import together

COLUMNS = (
    *HEAD,
    "customer_id",
    "customer_name",
    "due_on",
    "balance",
    "unapplied",
    "remaining",
    "home_total",
    "home_balance",
    "reference",
)


def open_entries(business: Business) -> Iterator[OpenEntry]:
    """Open invoices, unapplied payments and unused credit memos; the latter two negative. One query."""
    parts = [
        Invoice.objects.of(business).exclude(balance=0),
        Payment.objects.of(business).exclude(unapplied=0),
        CreditMemo.objects.of(business).exclude(remaining=0),
    ]
    rows = together(parts, COLUMNS, order=("due_on", "txn_on", "qbo_id"))
    yield from map(_invoice, rows["Invoice"])
    yield from map(_payment, rows["Payment"])
    yield from map(_credit_memo, rows["CreditMemo"])


def _invoice(row: Any) -> OpenEntry:
    home = {"home_total": row.home_total, "home_open": row.home_balance}
    return _entry("Invoice", row, row.total, row.balance, due_on=row.due_on, **home)


def _payment(row: Any) -> OpenEntry:
    """A payment goes by the number of the check where it has none of its own."""
    document = Document("Payment", row.qbo_id, row.doc_number or row.reference or "")
    return _entry("Payment", row, less(row.total), less(row.unapplied), document=document)


def _credit_memo(row: Any) -> OpenEntry:
    home = {"home_total": less(row.home_total), "home_open": less(row.home_balance)}
    return _entry("CreditMemo", row, less(row.total), less(row.remaining), **home)


def _entry(entity: str, row: Any, total: Decimal | None, left: Decimal | None, **more: Any) -> OpenEntry:
    customer = {"party_id": row.customer_id, "party": row.customer_name}
    return stated_by(Side.RECEIVABLE, entity, row, total, left, **customer, **more)
