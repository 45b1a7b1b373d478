"""Which authority dates an open document. Books in docstrings; today is Mon, Nov 23, 2026."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.cash import Side
from core.clock import local_date
from core.dealings import SpentOn
from runway.calculators.chances import Chances
from runway.calculators.documents_ahead import document_entries
from runway.calculators.entries import Dates, Entry, Rule, Said
from runway.calculators.rows import Row
from tests.runway.books import Books

TODAY = date(2026, 11, 23)
NAME = ("Invoice", "1")
LEARNED = Chances((0.0, 0.25, 0.5), "9 payments")


def day(text: str) -> date:
    return date.fromisoformat(text)


def entry(books: Books, dates: Dates) -> Entry:
    return document_entries(books.items, books.today, dates)[0]


def only_day(entry: Entry) -> date:
    """The day of an entry that moves on one day for sure."""
    assert sum(entry.chances.by_day) == 1
    return TODAY + timedelta(days=entry.chances.by_day.index(1))


@pytest.mark.parametrize(
    ("known", "rule", "on"),
    [
        ("said promised learned", Rule.USER_DATE, "2026-12-10"),
        ("promised learned", Rule.PROMISE, "2026-12-09"),
        ("", Rule.DUE_DATE, "2026-12-01"),
    ],
)
def test_authorities_come_in_their_order(books: Books, known: str, rule: Rule, on: str) -> None:
    """
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-12-01
    """
    everything = {
        "said": {NAME: Said(day("2026-12-10"), "told by phone")},
        "promised": {NAME: day("2026-12-09")},
        "learned": {NAME: LEARNED},
    }
    found = entry(books, Dates(**{name: everything[name] for name in known.split()}))
    assert found.rule is rule
    assert only_day(found) == day(on)
    assert on in found.assumption


def test_the_learned_distribution_comes_before_the_due_date(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-12-01
    """
    found = entry(books, Dates(learned={NAME: LEARNED}))
    assert (found.rule, found.chances, found.assumption) == (Rule.LEARNED, LEARNED, "9 payments")


def test_a_date_that_has_passed_says_nothing_and_todays_still_does(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-12-01
    """
    broken = Dates(promised={NAME: day("2026-11-22")}, learned={NAME: LEARNED})
    assert entry(books, broken).rule is Rule.LEARNED
    kept = Dates(promised={NAME: TODAY}, learned={NAME: LEARNED})
    assert only_day(entry(books, kept)) == TODAY


def test_a_person_may_say_that_it_does_not_come_within_the_forecast(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-12-01
    """
    found = entry(books, Dates(said={NAME: Said(None, "disputed")}, learned={NAME: LEARNED}))
    assert (found.rule, found.chances.by_day, found.assumption) == (Rule.USER_DATE, (), "disputed")


def test_due_today_is_due_today_and_not_overdue(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-11-23
    """
    found = entry(books, Dates())
    assert (only_day(found), found.row) == (TODAY, Row.NOT_DUE)


def test_overdue_is_never_dropped_and_never_today(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-11-22
    """
    found = entry(books, Dates())
    assert (found.rule, found.row, found.chances.by_day[0]) == (Rule.WAITING, Row.OVERDUE, 0)
    assert 0.9 < sum(found.chances.by_day) < 1


def test_without_due_date_it_waits_and_says_so(books: Books) -> None:
    """
    2026-11-01  bill  Acme Paper  500.00
    """
    found = entry(books, Dates())
    assert found.rule is Rule.WAITING
    assert found.assumption.startswith("no due date")


def test_an_entry_tells_side_documents_and_signed_amount(books: Books) -> None:
    """
    2026-11-01  bill           Acme Paper  500.00   due 2026-12-01
    2026-11-02  vendor credit  Acme Paper   80.00
    """
    found = entry(books, Dates())
    assert (found.amount, found.side, found.row) == (Decimal(-420), Side.PAYABLE, Row.VENDORS)
    assert [document.number for document in found.documents] == ["1", "2"]


def test_a_bill_goes_to_the_row_of_the_account_that_it_posts_to(books: Books) -> None:
    """
    2026-11-01  bill  Mr. Smith  500.00   due 2026-12-01
    """
    rent = (SpentOn("Office", "Expense", "RentOrLeaseOfBuildings", Decimal(500)),)
    found = document_entries(books.items, TODAY, posted_to={("Bill", "1"): rent})
    assert found[0].row is Row.RENT


def test_beyond_thirteen_weeks_is_later(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds  500.00   due 2027-02-22
    2026-11-01  invoice  Beth's Bees  500.00   due 2027-02-23
    """
    last, later = document_entries(books.items, TODAY)
    assert (last.chances.by_day[-1], len(last.chances.by_day)) == (1, 92)
    assert later.chances.by_day == ()


@pytest.mark.parametrize(
    ("zone", "rule"), [("America/New_York", Rule.DUE_DATE), ("Pacific/Auckland", Rule.WAITING)]
)
def test_the_same_bill_is_due_today_in_new_york_and_overdue_in_auckland(
    books: Books, zone: str, rule: Rule
) -> None:
    """
    2026-11-01  bill  Acme Paper  500.00   due 2026-11-23
    """
    today = local_date(datetime(2026, 11, 23, 18, tzinfo=UTC), zone)
    assert document_entries(books.items, today)[0].rule is rule


def test_a_day_that_has_gone_is_refused() -> None:
    with pytest.raises(ValueError, match="what has passed"):
        Chances.on(day("2026-11-22"), TODAY)
