"""Documents that people left out are in no number of the digest, and are counted beside it."""

from dataclasses import dataclass
from decimal import Decimal

from runway.models import Verdict
from runway.services.overlay import LeftOut, left_out, without_excluded
from sync.orchestrators.digest import DigestSnapshot
from tests.runway.books import Books
from tests.runway.test_digest_service import FRESH


@dataclass(frozen=True)
class Word:
    entity: str
    qbo_id: str
    verdict: str


def snapshot_of(books: Books) -> DigestSnapshot:
    return DigestSnapshot(books.balances, books.flows, books.items, FRESH, ())


def test_only_what_was_left_out_is_left_out(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds   400.00   due 2026-12-01
    2026-11-01  invoice  Studio Nørd   150.00   due 2026-12-01
    2026-11-01  bill     Acme Paper     70.00   due 2026-12-01
    """
    words = [Word("Invoice", "1", Verdict.ACCEPTED), Word("Invoice", "2", Verdict.EXCLUDED)]
    words += [Word("Bill", "3", Verdict.EXCLUDED), Word("Bill", "99", Verdict.EXCLUDED)]
    laid = without_excluded(snapshot_of(books), words)
    assert [item.document.qbo_id for item in laid.open_items] == ["1"]
    assert left_out(laid.left_out) == LeftOut(2, Decimal(150), Decimal(70))


def test_a_bill_is_not_left_out_for_an_invoice_of_the_same_id(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds   400.00   due 2026-12-01
    """
    laid = without_excluded(snapshot_of(books), [Word("Bill", "1", Verdict.EXCLUDED)])
    assert laid.open_items == books.items
    assert left_out(laid.left_out) is None
