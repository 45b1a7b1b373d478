"""Entries of Nov 16 whose documents were corrected by Nov 23."""

from datetime import date
from decimal import Decimal

import pytest

from core.cash import Document
from core.models import Business
from runway.calculators.actuals import Actual
from runway.calculators.corrected import corrected, documents_of, entered_late
from runway.calculators.entries import Rule
from runway.calculators.rows import Row
from sync.orchestrators.gone import gone
from tests.bookkeeping import Books as Pen
from tests.bookkeeping import books as pen
from tests.bookkeeping import money as amount
from tests.bookkeeping import ref
from tests.runway.test_bridge import THEN, money, now, then

__all__ = ["pen"]


def test_a_document_that_is_gone_or_asks_for_more_was_corrected() -> None:
    before = then(
        0,
        money("Amy", 500, "2026-11-18", seen=THEN),
        money("Beth", 500, "2026-11-18", seen=THEN),
        money("Cara", 500, "2026-11-18", seen=THEN),
    )
    after = now(0, money("Beth", 700, "2026-12-01"), money("Cara", 200, "2026-12-01"))
    assert documents_of(before) == {("Invoice", "Amy"), ("Invoice", "Beth"), ("Invoice", "Cara")}
    assert corrected(before, after, {("Invoice", "Amy")}) == {"Amy", "Beth"}


def test_a_payment_of_before_that_was_entered_later_is_an_error_of_the_books_then() -> None:
    before = then(0, money("Amy", 500, "2026-11-18", seen=THEN), money("Beth", 500, "2026-11-18", seen=THEN))

    def received(invoice: str, payment: str, on: str) -> Actual:
        documents = (Document("Invoice", invoice), Document("Payment", payment))
        return Actual(date.fromisoformat(on), Decimal(500), Row.NOT_DUE, invoice, documents)

    known = received("Cara", "1", "2026-11-02")
    late, in_time = received("Amy", "2", "2026-11-13"), received("Beth", "3", "2026-11-17")
    assert entered_late(before, [known, late, in_time], [known]) == {"Amy"}
    assert entered_late(before, [late], ()) == frozenset(), "nothing tells what was known"
    assert entered_late(before, [received("Amy", "4", "2026-10-30")], [known]) == frozenset()


def test_what_recurs_rests_on_no_document_of_its_own() -> None:
    before = then(0, money("Rent", -500, "2026-11-18", rule=Rule.RECURRING, seen=THEN))
    assert documents_of(before) == frozenset()
    assert corrected(before, now(0), {("Invoice", "Rent")}) == frozenset()


@pytest.mark.django_db
def test_the_mirror_tells_which_documents_were_deleted_or_voided(acme: Business, pen: Pen) -> None:
    """Of what is not mirrored, and of what is open, nothing is said."""
    said = {"CustomerRef": ref("12"), "TxnDate": "2026-11-01", "DueDate": "2026-11-30"}
    kept, deleted, voided = (
        pen.enter("Invoice", **said, TotalAmt=amount("90"), Balance=amount("90")) for _ in range(3)
    )
    pen.delete("Invoice", deleted)
    pen.enter("Invoice", Id=voided, **said, TotalAmt=0, Balance=0, PrivateNote="Voided", SyncToken="1")
    asked = [("Invoice", kept), ("Invoice", deleted), ("Invoice", voided), ("Invoice", "0"), ("Account", "1")]
    assert gone(acme, [*asked, ("Nothing", "1")]) == {
        ("Invoice", deleted),
        ("Invoice", voided),
    }
