"""Several mirrors in one query."""

from typing import Any

from django.db.models import F

from ar.models import Invoice, Payment
from bank.models import DepositLine, JournalLine
from core.models import Business
from core.together import together
from tests.bookkeeping import Books, linked, money, posted, ref

COLUMNS = ("qbo_id", "txn_on", "balance", "reference")


def test_each_row_has_every_column_and_none_where_its_mirror_has_no_such(
    books: Books, django_assert_num_queries: Any
) -> None:
    invoice = books.enter("Invoice", TxnDate="2026-11-02", Balance=90)
    payment = books.enter("Payment", TxnDate="2026-11-03", PaymentRefNum="1007")
    kinds = [Invoice.objects.of(books.business), Payment.objects.of(books.business)]
    with django_assert_num_queries(1):
        found = together(kinds, COLUMNS, order=("txn_on", "qbo_id"))
    (bill,), (money_in,) = found["Invoice"], found["Payment"]
    assert (bill.qbo_id, bill.balance, bill.reference) == (invoice, 90, None)
    assert (money_in.qbo_id, money_in.balance, money_in.reference) == (payment, None, "1007")


def test_rows_come_in_the_order_asked_for(books: Books) -> None:
    for day in ("2026-11-03", "2026-11-01", "2026-11-02"):
        books.enter("Invoice", TxnDate=day)
    kinds = [Payment.objects.of(books.business), Invoice.objects.of(books.business)]
    found = together(kinds, COLUMNS, order=("txn_on", "qbo_id"))
    assert [row.txn_on.day for row in found["Invoice"]] == [1, 2, 3]
    assert found["Payment"] == []


def test_lines_come_under_their_documents_name(books: Books) -> None:
    books.enter("Deposit", TxnDate="2026-11-02", Line=[linked("500", "Payment", "61")])
    books.enter("JournalEntry", TxnDate="2026-11-02", Line=[posted("Debit", "40", "Savings")])
    lines = [DepositLine.objects.of(books.business), JournalLine.objects.of(books.business)]
    columns = ("parent_qbo_id", "position", "linked_id", "posting_type")
    found = together(lines, columns, order=("parent_qbo_id", "position"))
    assert [row.linked_id for row in found["Deposit"]] == ["61"]
    assert [row.posting_type for row in found["JournalEntry"]] == ["Debit"]


def test_another_business_has_no_part_in_it(books: Books, sam: Any) -> None:
    books.enter("Invoice", TxnDate="2026-11-02", CustomerRef=ref("12"), TotalAmt=money("90"))
    elsewhere = Business.objects.get(slug="elsewhere")
    parts = [Invoice.objects.of(elsewhere), Payment.objects.of(elsewhere)]
    assert together(parts, COLUMNS, order=("txn_on",)) == {}


def test_what_a_query_adds_is_a_column_whatever_it_is_taken_from(books: Books) -> None:
    books.enter("Invoice", TxnDate="2026-11-02", Balance=90)
    open_ones = Invoice.objects.of(books.business).annotate(left=F("balance"))
    found = together([open_ones, Payment.objects.of(books.business)], ("qbo_id", "left"), order=("left",))
    assert [row.left for row in found["Invoice"]] == [90]


def test_a_part_that_can_hold_nothing_is_not_asked_for(books: Books, django_assert_num_queries: Any) -> None:
    books.enter("Invoice", TxnDate="2026-11-02")
    nothing = Payment.objects.of(books.business).filter(qbo_id__in=[])
    found = together([nothing, Invoice.objects.of(books.business)], COLUMNS, order=("txn_on",))
    assert list(found) == ["Invoice"]
    with django_assert_num_queries(0):
        assert together([nothing], ("qbo_id",), order=("qbo_id",)) == {}


def test_values_that_look_like_sql_stay_values(books: Books) -> None:
    books.enter("Invoice", TxnDate="2026-11-02", DocNumber="100%s '; --")
    found = Invoice.objects.of(books.business).filter(doc_number="100%s '; --")
    (row,) = together([found], ("doc_number",), order=("doc_number",))["Invoice"]
    assert row.doc_number == "100%s '; --"
