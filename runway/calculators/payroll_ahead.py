"""Payroll as people stated it, as money to come: its pay dates, less those that were paid already (RUNWAY 4)."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from core.cash import ZERO
from runway.calculators.chances import AHEAD
from runway.calculators.entries import Rule
from runway.calculators.movements import Movement
from runway.calculators.owned import Cycle, Payroll
from runway.calculators.paydays import paydays
from runway.calculators.planned import Planned
from runway.calculators.recurring import NOWHERE, PostedTo, Series, row_of
from runway.calculators.rows import Row

EARLY = {
    Cycle.WEEKLY: timedelta(days=3),
    Cycle.BIWEEKLY: timedelta(days=5),
    Cycle.SEMIMONTHLY: timedelta(days=5),
    Cycle.MONTHLY: timedelta(days=7),
}
"""So many days ahead of its date a payroll that was paid counts as that date's: banks and holidays move it."""


def payroll_ahead(
    payroll: Payroll | None,
    series: Iterable[Series],
    movements: Iterable[Movement],
    today: date,
    posted_to: PostedTo = NOWHERE,
) -> tuple[Planned, ...]:
    """A payday each, from today over 13 weeks; empty where nothing was stated or nobody knows what one takes.

    Where no amount was stated it is what payroll takes in the books: the sum of what recurs on its row.
    """
    series = [one for one in series if one.row is Row.PAYROLL and one.amount < 0]
    amount = _amount(payroll, series)
    if payroll is None or amount is None:
        return ()
    paid = [
        (m.on, -m.amount)
        for m in movements
        if m.on <= today and m.amount < 0 and row_of(m, posted_to) is Row.PAYROLL
    ]
    days = paydays(payroll, today, today + timedelta(days=AHEAD))
    return tuple(
        Planned(f"payroll:{day}", "Payroll", day, -amount, Row.PAYROLL, Rule.STATED)
        for day in days
        if not _is_paid(day, amount, paid, EARLY[payroll.cycle])
    )


def _is_paid(day: date, amount: Decimal, paid: Iterable[tuple[date, Decimal]], early: timedelta) -> bool:
    """Whether most of a payroll has left already; fees of the payroll service are less."""
    gone = sum((out for on, out in paid if day - early <= on <= day), ZERO)
    return gone * 2 >= amount


def _amount(payroll: Payroll | None, series: Iterable[Series]) -> Decimal | None:
    if payroll is not None and payroll.amount is not None:
        return payroll.amount
    return -sum((one.amount for one in series), ZERO) or None
