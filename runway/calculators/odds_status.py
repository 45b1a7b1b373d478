"""Says how a business stands by the odds of its forecast (RUNWAY 3)."""

from datetime import date, timedelta

from runway.calculators.chances import AHEAD
from runway.calculators.forecast import FOUR_WEEKS, Forecast, Odds
from runway.calculators.status import Light, Status, Why

EVEN = 0.5
NOTABLE = 0.2


def odds_status(forecast: Forecast | None, *, has_history: bool = True, is_explained: bool = True) -> Status:
    """Red: below zero within 4 weeks as likely as not, or some payroll of them uncovered above 20 %.

    Amber: below the line as likely as not within 13 weeks, or at least 20 % within 4; or money that is unexplained.
    Green otherwise. `on` is the first day on which the reason has that probability. Without a forecast (cash unknown),
    history or a line the status is unknown, unless zero alone is red.
    """
    if forecast is None:
        return Status(Light.UNKNOWN, Why.NO_CASH)
    today = forecast.base.today
    if forecast.zero_odds.within(FOUR_WEEKS) >= EVEN:
        return Status(Light.RED, Why.BELOW_ZERO, _first(forecast.zero_odds, EVEN, today))
    if forecast.payroll_uncovered > NOTABLE:
        return Status(Light.RED, Why.PAYROLL, forecast.payroll_at_risk_on)
    if forecast.line_odds is None or not has_history:
        return Status(Light.UNKNOWN, Why.NO_LINE if has_history else Why.NO_HISTORY)
    return _by_line(forecast.line_odds, today) or _otherwise(is_explained=is_explained)


def _by_line(line: Odds, today: date) -> Status | None:
    if line.within(FOUR_WEEKS) >= NOTABLE:
        return Status(Light.AMBER, Why.BELOW_LINE, _first(line, NOTABLE, today))
    if line.within(AHEAD) >= EVEN:
        return Status(Light.AMBER, Why.BELOW_LINE, _first(line, EVEN, today))
    return None


def _otherwise(*, is_explained: bool) -> Status:
    return Status(Light.GREEN, Why.ABOVE_LINE) if is_explained else Status(Light.AMBER, Why.UNEXPLAINED)


def _first(odds: Odds, probability: float, today: date) -> date:
    ahead = next(day for day, reached in enumerate(odds.by_day) if reached >= probability)
    return today + timedelta(days=ahead)
