"""Paging through books as they stand: many objects in one second, exact multiples of a page, nothing at all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ap.models import Bill
from sandbox.query.run import query
from sandbox.store import Store
from sandbox.wire import encode
from sync.paging import Place, pages

REALM = "9130350000000001"
ONE_SECOND = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp())
ASKED_AT = datetime(2026, 11, 21, tzinfo=UTC)


class Books:
    """A company's books that answer queries, and count them."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "books.sqlite3")
        self.asked = 0
        with self.store.transaction():
            self.store.rows("INSERT INTO company VALUES (?, 'agency', 0, 'Books', ?)", REALM, ONE_SECOND)

    def import_bills(self, count: int, *, per_second: int, first: int = 1) -> None:
        with self.store.transaction():
            self.store.put_many(
                row(n, ONE_SECOND + (n - 1) // per_second) for n in range(first, first + count)
            )

    def query(self, statement: str) -> bytes:
        self.asked += 1
        answer = query(self.store, REALM, statement, ASKED_AT)
        return b'{"QueryResponse":' + answer.body + b',"time":"2026-11-21T00:00:00.000-08:00"}'


def row(number: int, at: int) -> tuple[object, ...]:
    bill = {
        "Id": str(number),
        "SyncToken": "0",
        "MetaData": {"LastUpdatedTime": stamp(at)},
        "TotalAmt": number,
    }
    return REALM, "Bill", str(number), 0, at, at, 1, 0, number, encode(bill)


def stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()


@pytest.fixture
def books(tmp_path: Path) -> Books:
    return Books(tmp_path)


def ids(books: Books, place: Place = Place()) -> set[str]:  # noqa: B008  a frozen value
    return {qbo_id for page in pages(books, Bill, place, 1000) for qbo_id in page.decoded.rows}


def test_3500_objects_of_one_second_are_all_met(books: Books) -> None:
    books.import_bills(3500, per_second=3500)
    assert ids(books) == {str(number) for number in range(1, 3501)}


def test_a_crowded_second_among_quiet_ones_is_met_whole(books: Books) -> None:
    books.import_bills(900, per_second=1)
    books.import_bills(2500, per_second=10_000, first=10_001)
    assert len(ids(books)) == 3400


@pytest.mark.parametrize("count", [1, 999, 1000, 1001, 2000])
def test_pages_that_are_just_full_end_where_they_should(books: Books, count: int) -> None:
    books.import_bills(count, per_second=1)
    assert len(ids(books)) == count
    assert books.asked <= count // 1000 + 2


def test_empty_books_give_one_empty_page(books: Books) -> None:
    found = list(pages(books, Bill, Place(), 1000))
    assert [(page.decoded.read, page.next_place) for page in found] == [(0, None)]


def test_a_walk_goes_on_from_where_it_was_kept(books: Books) -> None:
    books.import_bills(2500, per_second=1)
    first = next(iter(pages(books, Bill, Place(), 1000)))
    assert first.next_place is not None
    assert ids(books, first.next_place) | set(first.decoded.rows) == {
        str(number) for number in range(1, 2501)
    }


def test_what_a_page_gives_again_unchanged_is_taken_once(books: Books) -> None:
    books.import_bills(2500, per_second=1)
    taken = [qbo_id for page in pages(books, Bill, Place(), 1000) for qbo_id in page.decoded.rows]
    assert sorted(taken, key=int) == [str(number) for number in range(1, 2501)]


def test_what_changes_between_two_pages_of_one_second_is_taken_again(books: Books) -> None:
    books.import_bills(1500, per_second=1500)
    walk = pages(books, Bill, Place(), 1000)
    first = next(walk)
    changed = {
        "Id": "1000",
        "SyncToken": "1",
        "MetaData": {"LastUpdatedTime": stamp(ONE_SECOND)},
        "TotalAmt": 7,
    }
    books.store.put_many([(REALM, "Bill", "1000", 1, ONE_SECOND, ONE_SECOND, 1, 0, 1000, encode(changed))])
    later = [page.decoded.rows["1000"] for page in walk if "1000" in page.decoded.rows]
    assert first.decoded.rows["1000"].version[1] == 0
    assert {row.version[1] for row in later} == {1}
