"""Opening + movements + unexplained = closing, per account and span of weeks. It is Nov 23, 2026."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from runway.calculators.hygiene.unexplained_money import unexplained_money
from runway.calculators.unexplained import Reading, Rest, rest_of, unexplained, without_rest
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


def test_at_stake_is_the_average_of_the_span_for_thirteen_weeks(books: Books) -> None:
    """
    2026-11-23  cash     Operating      550.00
    2026-05-23  receipt  Amy's Birds  2,400.00
    """
    spans = unexplained(books.balances, books.flows, "USD", TODAY)
    (issue,) = unexplained_money(spans, {})
    assert (TODAY - spans[0].begins_on).days == 178 + 7
    assert issue.amount == round(Decimal(1850) * 91 / 185, 2)
    assert "over 185 days, about 10.00 a day" in issue.text


def test_own_accounts_together_leave_nothing_of_a_transfer_that_cannot_be_read(books: Books) -> None:
    """
    2026-11-23  cash     Operating      900.00
    2026-11-23  cash     Savings        100.00
    2026-10-01  receipt  Amy's Birds  1,000.00
    """
    spans = unexplained(books.balances, books.flows, "USD", TODAY)
    rest = rest_of(spans, books.balances)
    assert rest is not None
    assert [span.unexplained for span in spans] == [-100, 100]
    assert (rest.movements, rest.amount, rest.closing) == (1000, 0, 1000)
    assert not rest.is_material(None)


@pytest.mark.parametrize(("daily", "is_material"), [("1000", True), ("1001", False), (None, True)])
def test_a_rest_is_material_from_a_twentieth_of_the_daily_outflow_on(
    daily: str | None, is_material: bool
) -> None:
    rest = Rest(date(2026, 11, 13), TODAY, Decimal(0), Decimal(1500), Decimal(-500), Decimal(1000))
    assert rest.a_day == -50
    assert rest.is_material(None if daily is None else Decimal(daily)) is is_material


def test_a_foreign_account_is_named_as_one_whose_rest_is_unknown(books: Books) -> None:
    """
    2026-11-23  cash  Operating  0.00
    """
    euro = replace(books.balances[0], account_id="Euro", name="Euro", currency="EUR")
    balances = (*books.balances, euro)
    spans = unexplained(balances, books.flows, "USD", TODAY)
    assert [balance.name for balance in without_rest(spans, balances)] == ["Euro"]


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
