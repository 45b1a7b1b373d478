"""Opening + movements + unexplained = closing, per account since it was opened. It is Nov 23, 2026."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from runway.calculators.hygiene.unexplained_money import unexplained_money
from runway.calculators.unexplained import Rest, rest_of, unexplained, without_rest
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


def test_the_span_of_an_account_reaches_to_what_is_dated_ahead(books: Books) -> None:
    """
    2026-11-23  cash     Operating      500.10
    2026-11-02  receipt  Amy's Birds  1,000.55
    2026-11-30  spend    Landlord       200.05
    """
    (span,) = unexplained(books.balances, books.flows, "USD", TODAY)
    assert (span.opening, span.movements, span.unexplained, span.closing) == (
        0,
        Decimal("800.50"),
        Decimal("-300.40"),
        Decimal("500.10"),
    )
    assert (span.begins_on, span.ends_on) == (date(2026, 10, 30), date(2026, 11, 30))


def test_of_a_foreign_account_and_of_a_card_nothing_is_said(books: Books) -> None:
    """
    2026-11-23  card  Visa  -900.00
    2026-11-23  cash  Operating  0.00
    """
    assert [span.account_id for span in unexplained(books.balances, books.flows, "USD", TODAY)] == [
        "Operating"
    ]
    assert unexplained(books.balances, books.flows, "EUR", TODAY) == ()
