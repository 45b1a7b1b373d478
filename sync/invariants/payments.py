"""A payment states as unapplied what it applied to nothing."""

from collections.abc import Iterator

from core.models import Business
from sync.invariants.violation import Violation, found

NAME = "unapplied payments"
RULE = "What a payment states as unapplied is what it applied to no document."
# What is applied from a credit memo adds to what the payment can be applied to; what is applied to or from a journal
# entry or an expense does the one or the other, and the link does not say which (API_FACTS 9.5).
UNEXPLAINED = """
SELECT 'Payment', payment.qbo_id, payment.unapplied, payment.total, COALESCE(used.on_invoices, 0)
FROM ar_payment payment
LEFT JOIN (
    SELECT parent_qbo_id,
      sum(CASE linked_type WHEN 'Invoice' THEN amount WHEN 'CreditMemo' THEN -amount ELSE 0 END) AS on_invoices,
      sum(abs(amount)) FILTER (WHERE linked_type NOT IN ('Invoice', 'CreditMemo')) AS either_way
    FROM ar_paymentline WHERE business_id = %(business)s AND linked_id IS NOT NULL GROUP BY parent_qbo_id
) used ON used.parent_qbo_id = payment.qbo_id
WHERE payment.business_id = %(business)s AND payment.deleted_at IS NULL AND (payment.unapplied < 0 OR
  abs(payment.total - COALESCE(used.on_invoices, 0) - payment.unapplied) > COALESCE(used.either_way, 0))
"""
WORDS = "{0} unapplied of {1}, and {2} applied to invoices less credits"


def violations(business: Business) -> Iterator[Violation]:
    """Payments whose parts do not add up; a void one has neither total nor lines."""
    return found(UNEXPLAINED, {"business": business.pk}, WORDS)
