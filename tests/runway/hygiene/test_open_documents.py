"""Open documents whose dates are odd, that nobody speaks about, or that wait to be used. It is Nov 23, 2026."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from runway.calculators.hygiene.dates import due_before_issued, future_dated, no_due_date
from runway.calculators.hygiene.issue import Kind
from runway.calculators.hygiene.old import old, silent, unused
from runway.calculators.hygiene.unreadable import odd_totals
from tests.runway.books import Books
from tests.runway.hygiene.papers import Office, ids, only, read


def test_credits_need_no_due_date(books: Books) -> None:
    """
    2026-11-09  invoice      Halden Ferries  16,900.00
    2026-11-09  credit memo  Halden Ferries     100.00
    2026-11-09  bill         Acme Paper          50.00   due 2026-12-09
    """
    issue = only(no_due_date(books.items))
    assert (issue.about.qbo_id, issue.amount, issue.since) == ("1", Decimal(16900), date(2026, 11, 9))
    assert issue.where == "Halden Ferries, invoice 1"


def test_a_document_of_today_is_not_in_the_future(books: Books) -> None:
    """
    2026-11-23  bill  Acme Paper  50.00   due 2026-12-09
    2026-11-24  bill  Acme Paper  60.00   due 2026-12-09
    """
    assert ids(future_dated(books.items, books.today)) == ["2"]


def test_a_document_may_fall_due_on_its_own_day(books: Books) -> None:
    """
    2026-11-09  bill  Acme Paper  50.00   due 2026-11-09
    2026-11-09  bill  Acme Paper  60.00   due 2026-11-08
    """
    assert ids(due_before_issued(books.items)) == ["2"]


def test_silence_begins_after_45_days(books: Books) -> None:
    """
    2026-09-08  invoice  Fieldstone  100.00   due 2026-10-08
    2026-09-09  invoice  Fieldstone  100.00   due 2026-10-09
    """
    assert (books.today - date(2026, 10, 8)).days == 46
    assert ids(silent(books.items, [], books.today)) == ["1"]


def test_a_note_or_a_part_payment_breaks_the_silence(books: Books) -> None:
    """
    2026-09-01  invoice  Fieldstone  100.00   due 2026-09-02
    """
    noted = read("2026-09-01  paper  Invoice  1  Fieldstone  100.00  note Promised for December").papers
    assert ids(silent(books.items, [], books.today)) == ["1"]
    assert ids(silent(books.items, noted, books.today)) == []
    part_paid = [replace(item, total=Decimal(150)) for item in books.items]
    assert ids(silent(part_paid, [], books.today)) == []


def test_over_180_days_it_is_old_and_not_also_silent(books: Books) -> None:
    """
    2026-05-26  invoice  Fieldstone  100.00   due 2026-06-25
    2026-05-27  invoice  Fieldstone  100.00   due 2026-06-26
    """
    assert ids(old(books.items, books.today)) == ["1"]
    assert ids(silent(books.items, [], books.today)) == ["2"]


def test_unapplied_payments_and_unused_credits_are_told_apart(books: Books) -> None:
    """
    2026-11-12  credit memo    Amy's Birds   100.00
    2026-11-12  vendor credit  Acme Paper     30.00
    """
    assert [issue.kind for issue in unused(books.items)] == [Kind.CREDIT, Kind.CREDIT]
    assert [issue.amount for issue in unused(books.items)] == [Decimal(100), Decimal(30)]


def test_totals_of_nothing_are_odd_unless_voided_or_long_ago(office: Office) -> None:
    """
    2026-11-03  paper  Invoice  1  Amy's Birds    0.00
    2026-11-03  paper  Invoice  2  Amy's Birds    0.00  note Voided
    2026-11-03  paper  Bill     3  Acme Paper   -12.50
    2026-01-03  paper  Bill     4  Acme Paper     0.00
    2026-11-03  paper  Payment  5  Amy's Birds    0.00
    """
    found = list(odd_totals(office.papers, date(2026, 11, 23)))
    assert ids(found) == ["1", "3"]
    assert [issue.amount for issue in found] == [Decimal(0), Decimal("12.50")]
