"""Credits make the next payment smaller and are no payment themselves. Today is Mon, Nov 23, 2026."""

from decimal import Decimal

from runway.calculators.crediting import less_credits
from tests.runway.books import Books


def left(books: Books) -> list[tuple[str, Decimal, tuple[str, ...]]]:
    return [
        (owed.item.document.number, owed.left, tuple(credit.number for credit in owed.credits))
        for owed in less_credits(books.items).owed
    ]


def test_a_credit_is_taken_off_the_oldest_document_of_its_party(books: Books) -> None:
    """
    2026-11-02  invoice      Amy's Birds  500.00   due 2026-12-02
    2026-10-01  invoice      Amy's Birds  300.00   due 2026-11-01
    2026-11-03  credit memo  Amy's Birds  100.00
    2026-11-02  invoice      Beth's Bees  700.00   due 2026-12-02
    """
    assert left(books) == [("2", Decimal(200), ("3",)), ("1", Decimal(500), ()), ("4", Decimal(700), ())]


def test_a_credit_that_is_larger_goes_on_to_the_next_document(books: Books) -> None:
    """
    2026-10-01  bill           Acme Paper  300.00   due 2026-11-01
    2026-11-02  bill           Acme Paper  500.00   due 2026-12-02
    2026-11-03  vendor credit  Acme Paper  450.00
    """
    assert left(books) == [("2", Decimal(350), ("3",))]


def test_what_exceeds_all_that_a_party_owes_moves_no_money(books: Books) -> None:
    """
    2026-10-01  invoice              Amy's Birds  300.00   due 2026-11-01
    2026-11-03  payment not applied  Amy's Birds  450.00
    """
    credited = less_credits(books.items)
    assert credited.owed == ()
    assert [(unused.item.document.number, unused.left) for unused in credited.unused] == [("2", Decimal(150))]
