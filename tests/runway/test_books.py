"""The seal on a business's books, and the page that says what did not agree."""

from datetime import date, timedelta
from decimal import Decimal

from django.test import Client

from core import clock
from core.models import Business
from runway.services.books import seal_of
from runway.services.tray import TrayService
from sync.differences import DifferenceKind
from sync.models import Discrepancy, TieOut, TieState
from tests.bookkeeping import Books

TODAY = date(2026, 11, 20)
CENT = Decimal("0.01")


def compared(business: Business, **states: str) -> None:
    """What a reconcile kept, a figure a name."""
    now = clock.now()
    for what, state in states.items():
        off = Decimal(0) if state == TieState.AGREES else Decimal("12.50")
        TieOut.objects.create(
            business=business,
            at=now,
            as_of=TODAY,
            what=what,
            name="Receivables" if what == "ar" else "Checking",
            mirror=Decimal(100) + off,
            report=Decimal(100),
            difference=off,
            explained=0,
            state=state,
        )


def test_books_that_were_never_compared_have_no_seal(acme: Business) -> None:
    seal = seal_of(acme, clock.now())
    assert not seal.holds
    assert "not yet compared" in seal.words


def test_the_seal_names_the_day_and_ends_with_it(acme: Business) -> None:
    compared(acme, ar=TieState.AGREES)
    assert seal_of(acme, clock.now()).words == "Books agree as of Nov 20"
    old = seal_of(acme, clock.now() + timedelta(days=30))
    assert (old.holds, old.words) == (False, "Books agreed as of Nov 20; not compared since")


def test_the_page_says_what_did_not_agree(acme: Business, olives_browser: Client) -> None:
    compared(acme, ar=TieState.AGREES, x35=TieState.UNEXPLAINED)
    page = olives_browser.get("/sync/acme/books/").content.decode()
    assert "1 of 2 figures did not agree" in page
    assert "Differs, unexplained" in page
    assert "12.50" in page


def test_a_document_that_is_not_as_in_quickbooks_breaks_the_seal_and_is_named(
    acme: Business, olives_browser: Client
) -> None:
    compared(acme, ar=TieState.AGREES)
    said = {"business": acme, "entity": "Bill", "qbo_id": "9"}
    Discrepancy.objects.create(kind=DifferenceKind.FUTURE_DATED, words="Bill 8 is dated ahead.", **said)
    assert seal_of(acme, clock.now()).holds, "which is no fault of the mirror"
    Discrepancy.objects.create(kind=DifferenceKind.AMOUNT, words="Bill 9: open 1 in the mirror.", **said)
    seal = seal_of(acme, clock.now())
    assert (seal.holds, seal.words) == (
        False,
        "Figures agreed as of Nov 20, and 1 document is not as in QuickBooks",
    )
    page = olives_browser.get("/sync/acme/books/").content.decode()
    assert "Bill 9: open 1 in the mirror." in page
    assert "Bill 8" not in page


def test_the_sync_page_and_the_digest_lead_there(acme: Business, olives_browser: Client) -> None:
    compared(acme, ar=TieState.AGREES)
    page = olives_browser.get("/sync/acme/").content.decode()
    assert "Books agree as of Nov 20" in page
    assert "/sync/acme/books/" in page


def test_the_tray_asks_about_a_figure_that_does_not_tie(acme: Business) -> None:
    Books(acme)
    compared(acme, x35=TieState.UNEXPLAINED, ar=TieState.MOVING)
    issues = TrayService(acme).look(clock.now()).findings.issues
    (issue,) = [each for each in issues if each.kind == "does not tie to the report"]
    assert (issue.where, issue.amount) == ("Checking", Decimal("12.50"))
    assert "No document explains" in issue.text
