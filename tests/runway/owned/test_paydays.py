"""Paydays from one of them and the cycle: month ends, leap days, weekends."""

from datetime import date

import pytest

from runway.calculators.owned import Cycle, Payroll
from runway.calculators.paydays import next_payday, paydays


def days(cycle: Cycle, first: str, since: str, until: str) -> list[str]:
    payroll = Payroll(cycle, date.fromisoformat(first), None)
    found = paydays(payroll, date.fromisoformat(since), date.fromisoformat(until))
    return [day.isoformat() for day in found]


@pytest.mark.parametrize(
    ("cycle", "first", "found"),
    [
        (Cycle.WEEKLY, "2028-02-18", ["2028-02-18", "2028-02-25", "2028-03-03"]),
        (Cycle.BIWEEKLY, "2028-02-18", ["2028-02-18", "2028-03-03"]),
        (Cycle.MONTHLY, "2028-01-31", ["2028-02-29"]),
        (Cycle.SEMIMONTHLY, "2028-01-15", ["2028-02-15", "2028-02-29"]),
        (Cycle.SEMIMONTHLY, "2028-01-20", ["2028-02-20", "2028-03-05"]),
    ],
    ids=str,
)
def test_paydays_of_a_leap_february_follow_the_cycle(cycle: Cycle, first: str, found: list[str]) -> None:
    assert days(cycle, first, "2028-02-15", "2028-03-05") == found


def test_a_month_that_is_short_does_not_move_the_later_ones() -> None:
    assert days(Cycle.MONTHLY, "2026-12-31", "2027-02-01", "2027-03-31") == ["2027-02-28", "2027-03-31"]


def test_there_is_none_before_the_stated_one() -> None:
    assert days(Cycle.WEEKLY, "2026-12-04", "2026-11-01", "2026-12-05") == ["2026-12-04"]


def test_a_payday_today_is_the_next_one_and_a_saturday_stays_one() -> None:
    payroll = Payroll(Cycle.BIWEEKLY, date(2026, 11, 14), None)
    assert next_payday(payroll, date(2026, 11, 28)) == date(2026, 11, 28)
    assert next_payday(payroll, date(2026, 11, 29)) == date(2026, 12, 12)
