"""The minimum line: what was chosen wins, else the larger of one payroll and 15 buffer days."""

from datetime import date
from decimal import Decimal

from runway.calculators.forecast import Breach
from runway.calculators.line import Line, LineRule, line_of
from runway.calculators.owned import Assumptions, Cycle, Owned, Payroll
from runway.calculators.position import Facts, position
from runway.calculators.status import Light, Why
from tests.runway.books import Books

FRIDAY = date(2026, 11, 27)


def payroll(amount: str | None) -> Assumptions:
    return Assumptions(payroll=Payroll(Cycle.BIWEEKLY, FRIDAY, Decimal(amount) if amount else None))


def test_without_a_choice_it_is_fifteen_buffer_days() -> None:
    assert line_of(Assumptions(), Decimal(100)) == Line(Decimal(1500), LineRule.BUFFER)


def test_a_payroll_that_is_larger_takes_its_place_and_a_smaller_one_does_not() -> None:
    assert line_of(payroll("1500.01"), Decimal(100)) == Line(Decimal("1500.01"), LineRule.PAYROLL)
    assert line_of(payroll("1500.00"), Decimal(100)) == Line(Decimal(1500), LineRule.BUFFER)


def test_a_payroll_whose_amount_is_left_to_the_books_changes_nothing() -> None:
    assert line_of(payroll(None), Decimal(100)).rule is LineRule.BUFFER


def test_where_buffer_days_are_unknown_nobody_can_say_which_is_larger() -> None:
    assert line_of(payroll("9000"), None).amount is None


def test_a_chosen_line_needs_no_history_and_zero_is_a_choice() -> None:
    assert line_of(Assumptions(minimum_line=Decimal(0)), None) == Line(Decimal(0), LineRule.CHOSEN)


def test_the_forecast_falls_below_the_chosen_line_and_not_below_the_rule(books: Books) -> None:
    """
    2026-11-23  cash     Operating    3,000.00
    2026-05-29  receipt  Amy's Birds      1.00
    2026-08-24  transfer  Visa          910.00
    2026-11-01  bill     Acme Paper     500.00   due 2026-12-11
    """
    facts = Facts(books.today, 7, "USD", books.balances, books.flows, books.items, books.moved)
    by_rule = position(facts, Owned())
    assert (by_rule.outlook.line, by_rule.status.light) == (150, Light.GREEN)
    chosen = position(facts, Owned(Assumptions(minimum_line=Decimal("2500.01"))))
    assert (chosen.outlook.line, chosen.outlook.line_rule) == (Decimal("2500.01"), LineRule.CHOSEN)
    assert (chosen.status.light, chosen.status.why, chosen.forecast.line_breach) == (
        Light.AMBER,
        Why.BELOW_LINE,
        Breach(date(2026, 12, 11), 1.0),
    )
