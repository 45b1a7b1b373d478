"""Flow: mirrored. How customers have paid before."""

from collections.abc import Iterator
from datetime import date

from django.db import connection

from core.cash import Document
from core.dealings import Settled
from core.models import Business
from core.money import in_home

SETTLED = """
SELECT invoice.qbo_id, invoice.doc_number, invoice.customer_id, invoice.customer_name, invoice.due_on,
       paid.last_on, invoice.total, invoice.currency, invoice.exchange_rate
FROM (
    SELECT line.linked_id, max(payment.txn_on) AS last_on
    FROM ar_payment payment
    JOIN ar_paymentline line
      ON line.business_id = payment.business_id AND line.parent_qbo_id = payment.qbo_id
    WHERE payment.business_id = %(business)s AND payment.deleted_at IS NULL
      AND payment.txn_on >= %(since)s AND line.linked_type = 'Invoice'
    GROUP BY line.linked_id
) paid
JOIN ar_invoice invoice ON invoice.business_id = %(business)s AND invoice.qbo_id = paid.linked_id
WHERE invoice.deleted_at IS NULL AND invoice.balance = 0
ORDER BY paid.last_on DESC, invoice.qbo_id
"""


def settled_invoices(business: Business, since: date) -> Iterator[Settled]:
    """Invoices paid in full whose last payment is of that day or later, newest first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, {"business": business.pk, "since": since})
        for qbo_id, number, customer_id, customer, due_on, paid_on, total, currency, rate in cursor:
            amount = in_home(total, currency, rate, business.home_currency)
            document = Document("Invoice", qbo_id, number or "")
            yield Settled(document, customer_id or "", customer or "", due_on, paid_on, amount)
