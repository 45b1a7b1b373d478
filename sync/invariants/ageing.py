"""Sorted by age, what is open adds up to what is open: the buckets, from whole tables, against what pages read."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db import connection

from ap import openitems as payable
from ar import openitems as receivable
from core import clock
from core.models import Business
from sync.invariants.violation import Violation, plain

NAME = "ageing"
RULE = "The buckets of an ageing add up to what is open."
# As RUNWAY 9 sorts: by days past the due date; credits, which have none, by their own.
AGED = """
SELECT entity, width_bucket(%(today)s::date - aged_by, ARRAY[1, 31, 61, 91]) AS bucket, sum(open), count(*)
FROM (
    SELECT 'Invoice' AS entity, due_on AS aged_by, balance AS open, business_id, deleted_at FROM ar_invoice
    UNION ALL SELECT 'Payment', txn_on, -unapplied, business_id, deleted_at FROM ar_payment
    UNION ALL SELECT 'CreditMemo', txn_on, -remaining, business_id, deleted_at FROM ar_creditmemo
    UNION ALL SELECT 'Bill', due_on, balance, business_id, deleted_at FROM ap_bill
    UNION ALL SELECT 'VendorCredit', txn_on, -balance, business_id, deleted_at FROM ap_vendorcredit
) stated
WHERE business_id = %(business)s AND deleted_at IS NULL AND open <> 0
GROUP BY entity, bucket
"""
Aged = dict[str, tuple[Decimal, int]]


def violations(business: Business) -> Iterator[Violation]:
    """Kinds of document of which amounts or numbers differ, each in the documents' own currencies."""
    aged, stated = _aged(business, clock.today(business)), _stated(business)
    for entity in sorted(aged.keys() | stated.keys()):
        of_ages, of_pages = aged.get(entity, (Decimal(), 0)), stated.get(entity, (Decimal(), 0))
        if of_ages != of_pages:
            words = f"{_said(of_ages)} by age, {_said(of_pages)} as open"
            yield Violation(entity, "of all", words)


def _aged(business: Business, today: date) -> Aged:
    """What is open by kind of document: the sum over its buckets."""
    sums: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(AGED, {"business": business.pk, "today": today})
        for entity, _bucket, amount, number in cursor.fetchall():
            sums[entity] += amount
            numbers[entity] += number
    return {entity: (Decimal(sums[entity]), numbers[entity]) for entity in numbers}


def _stated(business: Business) -> Aged:
    """The same as pages read it; what states no balance is not theirs to compare."""
    found: Aged = {}
    for entry in (*receivable.open_entries(business), *payable.open_entries(business)):
        entity = entry.document.entity
        if entry.open and entity != "BillPayment":
            amount, number = found.get(entity, (Decimal(), 0))
            found[entity] = amount + entry.open, number + 1
    return found


def _said(known: tuple[Decimal, int]) -> str:
    return f"{plain(known[0])} in {known[1]:,}"
