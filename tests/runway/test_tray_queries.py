"""What a tray costs: the same few queries for ten documents and for a thousand, and never a payload."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import Business, User
from runway.calculators.hygiene.issue import Kind
from runway.models import TrayNote
from tests.bookkeeping import Books
from tests.runway.test_page_queries import books, pile_of

__all__ = ["books"]

MOST_QUERIES, MOST_OF_KEPT = 65, 19


def queries_of_the_tray(browser: Client) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        page = browser.get("/b/acme/tray/")
    assert "Payment not applied" in page.content.decode()
    return [query["sql"] for query in asked]


def speak_of(business: Business, user: User, first: int, last: int) -> None:
    words = [
        TrayNote(business=business, kind=Kind.NO_DUE_DATE, entity="Bill", qbo_id=str(n), changed_by=user)
        for n in range(first, last)
    ]
    TrayNote.objects.bulk_create(words)


def test_a_hundred_times_as_many_documents_take_the_same_few_queries(
    books: Books, olive: User, olives_browser: Client
) -> None:
    small, large = pile_of(1), pile_of(72)
    assert (small.size, large.size) == (14, 1008)
    small.merge_into(books.business)
    speak_of(books.business, olive, 0, 1)
    few = queries_of_the_tray(olives_browser)
    large.merge_into(books.business)
    speak_of(books.business, olive, 1, 100)
    many = queries_of_the_tray(olives_browser)
    assert len(many) == len(few) <= MOST_QUERIES
    assert not [sql for sql in many if "payload" in sql]
    assert len(queries_of_the_tray(olives_browser)) <= MOST_OF_KEPT
