"""Mirrors are read, never written, outside the merge."""

from typing import Any

import pytest

from ar.models import Invoice, PaymentLine
from core.mirror import MirrorIsReadOnly, line_mirrors, mirror_named, mirrors
from core.models import Business
from tests.bookkeeping import Books, books

__all__ = ["books"]
EVERY_TABLE = pytest.mark.parametrize(
    "model", [*mirrors(), *line_mirrors()], ids=lambda model: model.__name__
)


@EVERY_TABLE
def test_no_mirror_is_written_by_the_product(model: Any, acme: Business) -> None:
    for write in (
        lambda: model(business=acme).save(),
        lambda: model(business=acme).delete(),
        lambda: model.objects.create(business=acme),
        lambda: model.objects.bulk_create([model(business=acme)]),
        lambda: model.objects.filter(business=acme).update(business=acme),
        lambda: model.objects.filter(business=acme).delete(),
        lambda: model.objects.get_or_create(business=acme),
        lambda: model.objects.update_or_create(business=acme),
    ):
        with pytest.raises(MirrorIsReadOnly, match="mirror of QBO"):
            write()
    assert not model.objects.exists()


def test_page_queries_leave_the_payload_in_the_database(books: Books) -> None:
    books.enter("Invoice", DocNumber="2077")
    assert "payload" in Invoice.objects.get().get_deferred_fields()


def test_deleted_objects_are_kept_and_left_out(books: Books) -> None:
    gone = books.enter("Invoice", DocNumber="2077")
    books.delete("Invoice", gone)
    assert Invoice.objects.get().doc_number == "2077"
    assert not Invoice.objects.of(books.business).exists()


def test_a_void_is_told_by_its_zero_and_its_marker(books: Books) -> None:
    voided = books.enter("Invoice", TotalAmt=0, PrivateNote="Voided - sent twice")
    books.enter("Invoice", TotalAmt=0, PrivateNote="Goodwill")
    books.enter("Invoice", TotalAmt=10, PrivateNote="Voided cheque attached")
    assert [invoice.qbo_id for invoice in Invoice.objects.of(books.business).voided()] == [voided]


def test_an_entity_is_known_by_any_of_its_names_in_any_case() -> None:
    assert mirror_named("bill") is mirror_named("Bill")
    assert mirror_named("CreditCardPaymentTxn") is mirror_named("CreditCardPayment")
    assert mirror_named("TimeActivity") is None


def test_lines_come_in_the_order_of_their_document(books: Books) -> None:
    lines = [{"Amount": amount, "LinkedTxn": [{"TxnId": "9", "TxnType": "Invoice"}]} for amount in (3, 1, 2)]
    books.enter("Payment", TotalAmt=6, Line=lines)
    assert [line.amount for line in PaymentLine.objects.of(books.business)] == [3, 1, 2]
