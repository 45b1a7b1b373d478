"""The digest of books that grew old, lost their connection or carry no number: what it refuses, and why."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.cash import Freshness, Problem
from runway.services.digest_page import Age
from tests.runway.books import Books, parse
from tests.runway.test_digest_service import FRESH, NOW, digest_of, page_of


def test_of_old_books_cash_stands_with_its_day_and_all_that_follows_is_unknown(books: Books) -> None:
    """
    2026-11-23  cash     Operating    9,100.00
    2026-05-29  receipt  Amy's Birds      1.00
    2026-10-30  spend    Landlord     9,100.00
    """
    page = page_of(books, replace(FRESH, as_of=NOW - timedelta(days=3)))
    assert page.as_of.known_on == date(2026, 11, 20)
    assert page.digest is not None
    assert page.digest.headline == "Cash was $9,100 on Nov 20. What moved since is unknown."
    assert [row.value for row in page.digest.runways] == ["91.0", "not burning", "unknown"]
    assert (page.digest.cash.book.total, page.digest.cash.change) == (9100, None)
    week = page.digest.week
    assert (week.opening, week.came_in, week.went_out, week.closing) == (None, None, None, None)


OLD = replace(FRESH, as_of=NOW - timedelta(days=3))
LET_GO = replace(FRESH, connected=False)


@pytest.mark.parametrize(
    ("freshness", "title", "next_step"),
    [
        (
            OLD,
            "The books are of Fri, Nov 20, so nothing ahead of them is shown.",
            "The forecast appears when the books are read again.",
        ),
        (
            LET_GO,
            "The books are of Mon, Nov 23, so nothing ahead of them is shown.",
            "The forecast appears when QuickBooks is connected again and its books are read.",
        ),
    ],
)
def test_old_or_disconnected_books_carry_nothing_ahead_and_say_why(
    freshness: Freshness, title: str, next_step: str
) -> None:
    """The day before they were too old the same books had all of it."""
    books = parse(
        """
        2026-11-23  cash   Operating   9,100.00
        2026-06-01  spend  Landlord        1.00
        2026-11-20  spend  Landlord    9,100.00
        2026-11-01  bill   Acme Paper  9,000.00   due 2026-11-27
        2026-11-01  bill   Late          100.00   due 2026-11-01
        """
    )
    digest, fit = page_of(books, freshness).digest, digest_of(books)
    assert digest is not None
    low = digest.low
    assert (low.amount, low.on, low.days, low.band, low.headroom) == (None,) * 5
    assert (low.line_breach, low.zero_breach, low.line_odds, low.zero_odds) == (None,) * 4
    assert (digest.curve, digest.moved, digest.two_weeks.cash_then) == (None, None, None)
    assert [(one.party, one.change, one.days) for one in digest.needed.first] == [("Late", None, None)]
    assert (digest.runways[2].value, "low" in digest.headline) == ("unknown", False)
    assert digest.ahead_unknown is not None
    assert (digest.ahead_unknown.title, digest.ahead_unknown.next_step) == (title, next_step)
    assert fit.ahead_unknown is None
    assert None not in (
        fit.low.amount,
        fit.low.band,
        fit.curve,
        fit.two_weeks.cash_then,
        fit.needed.first[0].change,
    )


@pytest.mark.parametrize(
    ("minutes", "level"), [(15, Age.FRESH), (16, Age.LATE), (24 * 60, Age.LATE), (24 * 60 + 1, Age.STALE)]
)
def test_books_grow_late_after_15_minutes_and_stale_after_a_day(minutes: int, level: Age) -> None:
    freshness = replace(FRESH, as_of=NOW - timedelta(minutes=minutes))
    assert page_of(Books(), freshness).as_of.level is level


@pytest.mark.parametrize(
    ("freshness", "title"),
    [
        (Freshness(None, connected=False, complete=False), "No books yet: QuickBooks is not connected."),
        (
            Freshness(None, connected=True, complete=False),
            "No books yet: QuickBooks is connected, and has not been read.",
        ),
        (
            Freshness(
                None, True, False, problems=(Problem("not read yet", "Not read to the end yet: Bill."),)
            ),
            "The books are not complete yet, so no number is shown.",
        ),
        (FRESH, "The books are empty."),
    ],
)
def test_books_that_carry_no_digest_get_a_reason_instead_of_numbers(freshness: Freshness, title: str) -> None:
    page = page_of(Books(), freshness)
    assert page.digest is None
    assert page.refusal is not None
    assert page.refusal.title == title


def test_incomplete_books_say_what_is_missing_even_where_numbers_exist(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    missing = Problem("not read yet", "Not read to the end yet: Bill, Payment.")
    page = page_of(books, Freshness(None, True, False, "too many requests", (missing,)))
    assert page.digest is None
    assert page.refusal is not None
    assert page.refusal.details == (missing.text, "Last error: too many requests")


def test_a_lost_connection_keeps_the_numbers_with_a_warning(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    page = page_of(books, replace(FRESH, connected=False, last_error="access was revoked"))
    assert page.digest is not None
    assert page.warning is not None
    assert page.warning.title == "QuickBooks is not connected."
    assert page.warning.details == ("Last error: access was revoked",)
