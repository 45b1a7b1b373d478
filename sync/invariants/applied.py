"""What payments used of a document, and what is still open on it, are together no more than the document."""

from collections.abc import Iterator

from ap.models import Bill, BillPaymentLine, VendorCredit
from ar.models import CreditMemo, Invoice, PaymentLine
from core.mirror import LineMirror, Mirror
from core.models import Business
from sync.invariants.violation import Violation, every, found

NAME = "applied amounts"
RULE = "What was applied to a document and what is open on it exceed its total nowhere."
PAID: tuple[tuple[type[Mirror], type[LineMirror], str, str], ...] = (
    (Invoice, PaymentLine, "balance", "COALESCE(doc.deposit, 0)"),
    (CreditMemo, PaymentLine, "remaining", "0"),
    (Bill, BillPaymentLine, "balance", "0"),
    (VendorCredit, BillPaymentLine, "balance", "0"),
)
EXCEEDED = """
SELECT '{entity}', doc.qbo_id, COALESCE(paid.amount, 0) + {deposit}, COALESCE(doc.{left}, 0), doc.total
FROM {document} doc
LEFT JOIN (
    SELECT linked_id, sum(amount) AS amount FROM {line}
    WHERE business_id = %(business)s AND linked_type = '{entity}' GROUP BY linked_id
) paid ON paid.linked_id = doc.qbo_id
WHERE doc.business_id = %(business)s AND doc.deleted_at IS NULL
  AND (COALESCE(paid.amount, 0) + {deposit} + COALESCE(doc.{left}, 0) > doc.total OR doc.{left} < 0)
"""
WORDS = "{0} applied and {1} open, of {2} in all"


def violations(business: Business) -> Iterator[Violation]:
    """Invoices, credit memos, bills and vendor credits of which more is used or open than there is (API_FACTS 9.5)."""
    return found(every(_part(*each) for each in PAID), {"business": business.pk}, WORDS)


def _part(document: type[Mirror], line: type[LineMirror], left: str, deposit: str) -> str:
    tables = {"document": document._meta.db_table, "line": line._meta.db_table}
    return EXCEEDED.format(entity=document.qbo.name, left=left, deposit=deposit, **tables)
