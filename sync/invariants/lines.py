"""The lines of a document add up to it, where QBO's shape says so."""

from collections.abc import Iterator

from ap.models import BillLine, BillPaymentLine, VendorCreditLine
from bank.models import DepositLine, JournalLine, PurchaseLine
from core.mirror import LineMirror, line_mirrors
from core.models import Business
from sync.invariants.violation import Violation, every, found

NAME = "lines"
RULE = "The lines of a document add up to its total."
CREDITS_TAKEN = "CASE linked_type WHEN 'VendorCredit' THEN -amount ELSE amount END"
DEBITS_LESS_CREDITS = "CASE posting_type WHEN 'Debit' THEN amount ELSE -amount END"
SAME = "lines.amount NOT IN (doc.total, doc.total - {tax})"
# What is paid beyond the bills is a credit with the vendor; debits and credits are equal, whatever the total says.
SHAPES: tuple[tuple[type[LineMirror], str, str], ...] = (
    (BillLine, "amount", SAME),
    (VendorCreditLine, "amount", SAME),
    (PurchaseLine, "amount", SAME),
    (
        DepositLine,
        "amount",
        "lines.amount - COALESCE(doc.cash_back, 0) NOT IN (doc.total, doc.total - {tax})",
    ),
    (BillPaymentLine, CREDITS_TAKEN, "lines.amount > doc.total"),
    (JournalLine, DEBITS_LESS_CREDITS, "lines.amount <> 0"),
)
TAX = """CASE jsonb_typeof(doc.payload #> '{TxnTaxDetail,TotalTax}')
  WHEN 'number' THEN (doc.payload #>> '{TxnTaxDetail,TotalTax}')::numeric ELSE 0 END"""
ODD = """
SELECT '{entity}', doc.qbo_id, lines.amount, doc.total
FROM {document} doc
JOIN (
    SELECT parent_qbo_id, sum({amount}) AS amount FROM {line} WHERE business_id = %(business)s GROUP BY parent_qbo_id
) lines ON lines.parent_qbo_id = doc.qbo_id
WHERE doc.business_id = %(business)s AND doc.deleted_at IS NULL AND lines.amount <> {expected} AND ({wrong})
"""
ORPHANS = """
SELECT DISTINCT '{entity}', line.parent_qbo_id, 0, NULL::numeric FROM {line} line
LEFT JOIN {document} doc ON doc.business_id = line.business_id AND doc.qbo_id = line.parent_qbo_id
WHERE line.business_id = %(business)s AND (doc.qbo_id IS NULL OR doc.deleted_at IS NOT NULL)
"""
WORDS = "lines of {0}, a total of {1}"


def violations(business: Business) -> Iterator[Violation]:
    """Bills, credits, purchases and deposits unlike their lines, with or without tax; unbalanced journal entries;
    bill payments that pay more than they are; and lines of documents that are not there."""
    return found(
        every([*map(_part, SHAPES), *map(_orphans, line_mirrors())]), {"business": business.pk}, WORDS
    )


def _part(shape: tuple[type[LineMirror], str, str]) -> str:
    child, amount, wrong = shape
    expected = "0" if child is JournalLine else "doc.total"
    names = _names(child) | {"amount": amount, "expected": expected, "wrong": wrong.replace("{tax}", TAX)}
    return ODD.format(**names)


def _orphans(child: type[LineMirror]) -> str:
    return ORPHANS.format(**_names(child))


def _names(child: type[LineMirror]) -> dict[str, str]:
    parent = child.qbo.parent
    return {"entity": parent.qbo.name, "document": parent._meta.db_table, "line": child._meta.db_table}
