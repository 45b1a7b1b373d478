"""What was learned from the past by Monday is kept for the week; whether it is changes no number of any page."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

import pytest

from core.cash import Side
from core.models import Business
from core.moment import one_moment
from runway.calculators.position import Position
from runway.models import Kept
from runway.services.position import position_of
from runway.services.tunings import kept_tunings
from sync.erase import tables_of_books
from tests.bookkeeping import Books as Pen
from tests.bookkeeping import linked, ref
from tests.runway.weeks.conftest import MONDAY, NEXT
from tests.runway.weeks.test_pay_date_scores import sold

pytestmark = pytest.mark.django_db
FJORD = ref("12", "Fjord & Pine")
DAY = timedelta(days=1)


class Committed(Protocol):
    """Carries out what waits for the end of the moment."""

    def __call__(self, *, execute: bool) -> AbstractContextManager[object]: ...


@pytest.fixture
def books(acme: Business, pen: Pen) -> Pen:
    """Acme's books: 20 invoices paid ten days late, and one that is open."""
    sold(acme, 20)
    dated = {"TxnDate": "2026-11-02", "DueDate": "2026-12-02"}
    pen.enter("Invoice", Id="900", CustomerRef=FJORD, TotalAmt=250, Balance=250, **dated)
    return pen


def paid(books: Pen, on: str) -> None:
    """Another invoice of 90, entered and paid on a day."""
    dated = {"TxnDate": on, "CustomerRef": FJORD, "TotalAmt": 90}
    invoice = books.enter("Invoice", Id="901", DueDate=on, Balance=0, **dated)
    line = [linked("90", "Invoice", invoice)]
    books.enter("Payment", Id="902", DepositToAccountRef=ref("Checking"), Line=line, **dated)


def seen(books: Pen, at: datetime, committed: Committed) -> Position:
    with committed(execute=True):
        return position_of(books.business, at)


def same(one: Position, other: Position) -> bool:
    return (one, one.forecast, one.sheet) == (other, other.forecast, other.sheet)


def row(books: Pen) -> Kept:
    return Kept.objects.get(business=books.business, name="tunings")


def test_the_week_goes_by_what_its_first_look_learned(
    books: Pen, django_capture_on_commit_callbacks: Committed
) -> None:
    """Tuesday's payment changes the forecast, and nothing of what Monday learned; next Monday it has become past."""
    first = seen(books, MONDAY, django_capture_on_commit_callbacks)
    kept = row(books)
    assert set(kept_tunings(books.business)) == {Side.RECEIVABLE}
    paid(books, "2026-11-24")
    later = seen(books, MONDAY + 2 * DAY, django_capture_on_commit_callbacks)
    assert later.forecast != first.forecast
    assert (row(books).computed_at, row(books).body) == (kept.computed_at, kept.body)
    seen(books, NEXT, django_capture_on_commit_callbacks)
    assert row(books).computed_at == NEXT


@pytest.mark.parametrize("day", [0, 6])
def test_with_and_without_what_is_kept_the_number_is_the_same(
    day: int, books: Pen, django_capture_on_commit_callbacks: Committed
) -> None:
    seen(books, MONDAY, django_capture_on_commit_callbacks)
    paid(books, "2026-11-23")
    at = MONDAY + day * DAY
    with_kept = seen(books, at, django_capture_on_commit_callbacks)
    Kept.objects.all().delete()
    assert same(with_kept, seen(books, at, django_capture_on_commit_callbacks))


def test_an_old_document_that_is_edited_is_learned_from_anew(
    books: Pen, django_capture_on_commit_callbacks: Committed
) -> None:
    seen(books, MONDAY, django_capture_on_commit_callbacks)
    paid(books, "2026-11-03")
    now = seen(books, MONDAY + DAY, django_capture_on_commit_callbacks)
    assert row(books).computed_at == MONDAY + DAY
    Kept.objects.all().delete()
    assert same(now, seen(books, MONDAY + DAY, django_capture_on_commit_callbacks))


@pytest.mark.parametrize("damage", [{"body": b"\xc1"}, {"basis": "of an earlier edition"}])
def test_what_cannot_be_read_or_is_of_another_edition_is_learned_anew(
    damage: dict[str, object], books: Pen, django_capture_on_commit_callbacks: Committed
) -> None:
    before = seen(books, MONDAY, django_capture_on_commit_callbacks)
    Kept.objects.update(**damage)
    assert kept_tunings(books.business) == {}
    assert same(before, seen(books, MONDAY + DAY / 24, django_capture_on_commit_callbacks))
    assert set(kept_tunings(books.business)) == {Side.RECEIVABLE}


@pytest.mark.django_db(transaction=True)
def test_what_was_learned_within_a_moment_is_kept_when_it_is_over(books: Pen) -> None:
    with one_moment():
        position_of(books.business, MONDAY)
        assert not Kept.objects.exists()
    assert row(books).computed_at == MONDAY


def test_it_goes_with_the_books_when_they_are_erased() -> None:
    assert Kept in tables_of_books()
