"""Opening + movements + unexplained = closing, per account and span of weeks. It is Nov 23, 2026."""

from datetime import date
from decimal import Decimal

import pytest

from runway.calculators.hygiene.unexplained_money import unexplained_money
from runway.calculators.unexplained import Reading, unexplained
from tests.runway.books import Books

TODAY = date(2026, 11, 23)


def test_movements_that_add_up_to_the_balance_leave_nothing(books: Books) -> None:
    """
    2026-11-23  cash     Operating      800.00
    2026-10-01  receipt  Amy's Birds  1,000.00
    2026-11-20  spend    Landlord       200.00
    """
    (span,) = unexplained(books.balances, books.flows, "USD", TODAY)
    assert (span.opening, span.movements, span.unexplained, span.closing) == (0, 800, 0, 800)
    assert list(unexplained_money([span], {})) == []


def test_payroll_that_cannot_be_read_is_the_unexplained_rest(books: Books) -> None:
    """
    2026-11-23  cash     Operating      550.00
    2026-10-01  receipt  Amy's Birds  1,000.00
    2026-11-20  spend    Landlord       200.00
    """
    spans = unexplained(books.balances, books.flows, "USD", TODAY)
    assert [span.unexplained for span in spans] == [Decimal(-250)]
    (issue,) = unexplained_money(spans, {"Operating": "Operating 4417"})
    assert (issue.amount, issue.where, issue.about.qbo_id) == (Decimal(250), "Operating 4417", "Operating")
    assert "800.00 of movements that can be read + \u2212250.00 unexplained = 550.00" in issue.text


def test_with_a_reading_at_each_weeks_end_each_week_has_its_own_rest(books: Books) -> None:
    """
    2026-11-23  cash     Operating      500.00
    2026-11-02  receipt  Amy's Birds  1,000.00
    2026-11-10  spend    Landlord       200.00
    """
    known = [
        Reading("Operating", date(2026, 11, 6), Decimal(1000)),
        Reading("Operating", date(2026, 11, 13), Decimal(500)),
    ]
    spans = unexplained(books.balances, books.flows, "USD", TODAY, known)
    assert [(span.ends_on, span.unexplained) for span in spans] == [
        (date(2026, 11, 6), 0),
        (date(2026, 11, 13), -300),
        (TODAY, 0),
    ]


@pytest.mark.parametrize("readings", [(), (Reading("Operating", date(2026, 11, 6), Decimal(42)),)])
def test_every_span_adds_up_and_begins_where_the_last_one_closed(
    books: Books, readings: tuple[Reading, ...]
) -> None:
    """
    2026-11-23  cash     Operating      500.10
    2026-11-02  receipt  Amy's Birds  1,000.55
    2026-11-30  spend    Landlord       200.05
    """
    spans = unexplained(books.balances, books.flows, "USD", TODAY, readings)
    for span in spans:
        assert span.opening + span.movements + span.unexplained == span.closing
    assert spans[0].opening == 0
    assert spans[-1].closing == Decimal("500.10")
    assert [span.opening for span in spans[1:]] == [span.closing for span in spans[:-1]]
    assert spans[-1].ends_on == date(2026, 11, 30)


def test_of_a_foreign_account_and_of_a_card_nothing_is_said(books: Books) -> None:
    """
    2026-11-23  card  Visa  -900.00
    2026-11-23  cash  Operating  0.00
    """
    assert [span.account_id for span in unexplained(books.balances, books.flows, "USD", TODAY)] == [
        "Operating"
    ]
    assert unexplained(books.balances, books.flows, "EUR", TODAY) == ()
