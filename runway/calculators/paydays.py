"""The days on which payroll is paid, from one of them and the cycle."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from runway.calculators.owned import Cycle, Payroll

EVERY = {Cycle.WEEKLY: timedelta(weeks=1), Cycle.BIWEEKLY: timedelta(weeks=2)}
HALF_A_MONTH = 15


def paydays(payroll: Payroll, since: date, until: date) -> tuple[date, ...]:
    """The pay dates from `since` to `until`, both included, none before the stated one.

    Twice a month: on the stated day of the month and 15 days off. A day that a month does not have is its last; a
    payday on a weekend stays where it is, as people stated it.
    """
    days: list[date] = []
    for day in _from(payroll):
        if day > until:
            break
        if day >= since:
            days.append(day)
    return tuple(days)


def next_payday(payroll: Payroll, today: date) -> date:
    """The first pay date from today on."""
    return next(day for day in _from(payroll) if day >= today)


def _from(payroll: Payroll) -> Iterator[date]:
    every = EVERY.get(payroll.cycle)
    return _steps(payroll.next_on, every) if every else _months(payroll)


def _steps(day: date, every: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += every


def _months(payroll: Payroll) -> Iterator[date]:
    first = payroll.next_on
    year, month = first.year, first.month
    while True:
        yield from (day for day in sorted(_in_month(payroll, year, month)) if day >= first)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _in_month(payroll: Payroll, year: int, month: int) -> set[date]:
    last = calendar.monthrange(year, month)[1]
    stated = payroll.next_on.day
    other = stated + HALF_A_MONTH if stated <= HALF_A_MONTH else stated - HALF_A_MONTH
    wanted = {stated, other} if payroll.cycle is Cycle.SEMIMONTHLY else {stated}
    return {date(year, month, min(day, last)) for day in wanted}
