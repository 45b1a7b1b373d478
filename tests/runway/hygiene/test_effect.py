"""What issues weigh. It is Nov 23, 2026."""

from datetime import date
from decimal import Decimal

import pytest

from core.cash import Document
from runway.calculators.hygiene.effect import at_stake, by_effect, days_at_stake, score, severity
from runway.calculators.hygiene.issue import Issue, Kind, Severity
from tests.runway.books import Books
from tests.runway.hygiene.papers import ids


def issue(qbo_id: str, amount: str | None, kind: Kind = Kind.OLD, *touches: tuple[str, str]) -> Issue:
    worth = None if amount is None else Decimal(amount)
    return Issue(kind, Document("Bill", qbo_id), "", "", date(2026, 11, 1), worth, frozenset(touches))


def test_days_are_money_over_the_daily_outflow_and_unknown_without_one() -> None:
    assert days_at_stake(Decimal(16960), Decimal(8480)) == 2
    assert days_at_stake(Decimal(100), Decimal(0)) is None
    assert days_at_stake(Decimal(100), None) is None
    assert days_at_stake(None, Decimal(10)) is None


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("1", Severity.HIGH),
        ("0.99", Severity.MEDIUM),
        ("0.25", Severity.MEDIUM),
        ("0.24", Severity.LOW),
        ("0", Severity.LOW),
    ],
)
def test_severity_follows_days(days: str, said: Severity) -> None:
    assert severity(Decimal(days)) is said


def test_what_is_unknown_may_be_any_so_it_is_medium() -> None:
    assert severity(None) is Severity.MEDIUM


def test_most_money_comes_first_and_unknown_last() -> None:
    assert ids(by_effect([issue("1", None), issue("2", "5"), issue("3", "50")])) == ["3", "2", "1"]


def test_a_document_with_two_issues_counts_once_at_its_largest() -> None:
    two = [issue("1", "50"), issue("1", "70", Kind.SILENT), issue("2", "30"), issue("3", None)]
    assert at_stake(two) == Decimal(100)


def test_a_vendors_bill_that_is_odd_itself_counts_once() -> None:
    first, second = ("Bill", "1"), ("Bill", "2")
    vendor = issue("71", "90", Kind.NO_TERMS, first, second)
    assert at_stake([vendor, issue("1", "50", Kind.OLD, first)]) == Decimal(90)
    assert at_stake([vendor, issue("3", "50", Kind.OLD, ("Bill", "3"))]) == Decimal(140)


def test_the_score_is_the_share_of_money_on_clean_records(books: Books) -> None:
    """
    2026-11-01  invoice      Amy's Birds  600.00   due 2026-12-01
    2026-11-01  bill         Acme Paper   300.00   due 2026-12-01
    2026-11-01  credit memo  Amy's Birds  100.00
    """
    made = score(books.items, [issue("9", "1", Kind.OLD, ("Bill", "2"))], books.today)
    assert (made.points, made.clean, made.expected) == (70, Decimal(700), Decimal(1000))


def test_overdue_is_expected_and_what_is_due_after_13_weeks_is_not(books: Books) -> None:
    """
    2026-01-01  invoice  Amy's Birds  600.00   due 2026-02-01
    2026-11-01  invoice  Amy's Birds  600.00   due 2027-02-19
    2026-11-01  invoice  Amy's Birds  600.00   due 2027-02-20
    """
    assert score(books.items, [], books.today).expected == Decimal(1200)


def test_a_score_is_never_rounded_up_to_100(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds  99,999.00   due 2026-12-01
    2026-11-01  bill     Acme Paper        1.00   due 2026-12-01
    """
    assert score(books.items, [issue("9", "1", Kind.OLD, ("Bill", "2"))], books.today).points == 99


def test_without_any_expected_money_the_score_is_unknown(books: Books) -> None:
    """Nothing is open."""
    assert score(books.items, [], books.today).points is None
