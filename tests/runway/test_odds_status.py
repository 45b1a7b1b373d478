"""How a business stands by the odds of its forecast, on both sides of every limit. Today is Mon, Nov 23, 2026."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.cash import ZERO
from runway.calculators.forecast import Forecast, Odds, forecast
from runway.calculators.odds_status import odds_status
from runway.calculators.status import Light, Status, Why

TODAY = date(2026, 11, 23)
CALM = forecast(Decimal(1000), (), TODAY, 7, Decimal(500))


def reaching(probability: float, ahead: int, amount: Decimal = ZERO) -> Odds:
    """Odds that are reached on one day ahead and stay."""
    by_day = tuple(0.0 if day < ahead else probability for day in range(92))
    return Odds(amount, by_day, by_day)


def told(**facts: object) -> Status:
    return odds_status(replace(CALM, **facts))


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


@pytest.mark.parametrize(
    ("probability", "ahead", "light"),
    [(0.5, 28, Light.RED), (0.499, 28, Light.GREEN), (1.0, 29, Light.GREEN), (0.5, 0, Light.RED)],
)
def test_red_is_zero_within_four_weeks_as_likely_as_not(probability: float, ahead: int, light: Light) -> None:
    seen = told(zero_odds=reaching(probability, ahead))
    assert seen.light is light
    assert seen.on == (day(ahead) if light is Light.RED else None)


@pytest.mark.parametrize(("uncovered", "light"), [(0.2, Light.GREEN), (0.201, Light.RED)])
def test_red_is_payroll_uncovered_above_twenty_percent(uncovered: float, light: Light) -> None:
    seen = told(payroll_uncovered=uncovered, payroll_at_risk_on=day(4))
    assert (seen.light, seen.on) == (light, day(4) if light is Light.RED else None)


@pytest.mark.parametrize(
    ("probability", "ahead", "light"),
    [
        (0.2, 28, Light.AMBER),
        (0.199, 28, Light.GREEN),
        (0.2, 29, Light.GREEN),
        (0.5, 91, Light.AMBER),
        (0.499, 91, Light.GREEN),
    ],
)
def test_amber_is_the_line_within_four_weeks_or_thirteen(
    probability: float, ahead: int, light: Light
) -> None:
    seen = told(line_odds=reaching(probability, ahead))
    assert (seen.light, seen.on) == (light, day(ahead) if light is Light.AMBER else None)


def test_books_without_history_are_unknown_and_red_stays_red() -> None:
    unknown = Status(Light.UNKNOWN, Why.NO_HISTORY)
    assert odds_status(CALM, has_history=False) == unknown
    assert odds_status(replace(CALM, line_odds=reaching(1.0, 3)), has_history=False) == unknown
    assert odds_status(replace(CALM, zero_odds=reaching(1.0, 0)), has_history=False).light is Light.RED


def test_the_unexplained_is_never_green() -> None:
    assert odds_status(CALM, is_explained=False) == Status(Light.AMBER, Why.UNEXPLAINED)
    assert odds_status(CALM) == Status(Light.GREEN, Why.ABOVE_LINE)


def test_unknown_cash_and_line_are_unknown_and_red_stays_red() -> None:
    no_line: Forecast = replace(CALM, line=None, line_odds=None)
    assert odds_status(None) == Status(Light.UNKNOWN, Why.NO_CASH)
    assert odds_status(no_line) == Status(Light.UNKNOWN, Why.NO_LINE)
    assert odds_status(replace(no_line, zero_odds=reaching(1.0, 3))).light is Light.RED
