"""Payroll as people stated it, as money to come: its pay dates, less those that the books pay already (RUNWAY 4)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from core.cash import ZERO, OpenItem, Side
from runway.calculators.chances import AHEAD
from runway.calculators.entries import Rule
from runway.calculators.expected import GRACE
from runway.calculators.movements import Movement
from runway.calculators.owned import Cycle, Payroll
from runway.calculators.paydays import paydays
from runway.calculators.planned import Planned
from runway.calculators.recurring import ABSENCES, NOWHERE, PostedTo, Series, row_of
from runway.calculators.rows import Row, row_of_outflow
from runway.calculators.weeks import DAY

EARLY = {
    Cycle.WEEKLY: timedelta(days=3),
    Cycle.BIWEEKLY: timedelta(days=5),
    Cycle.SEMIMONTHLY: timedelta(days=5),
    Cycle.MONTHLY: timedelta(days=7),
}
"""So many days ahead of its date a payroll that was paid counts as that date's: banks and holidays move it."""
Dated = tuple[date, Decimal]


def payroll_ahead(
    payroll: Payroll | None,
    series: Iterable[Series],
    movements: Iterable[Movement],
    today: date,
    posted_to: PostedTo = NOWHERE,
    items: Iterable[OpenItem] = (),
) -> tuple[Planned, ...] | None:
    """A payday each, over 13 weeks; None where nothing was stated or nobody knows what one takes.

    Where no amount was stated it is what payroll takes in the books: the sum of what recurs on its row. A payday is
    left out where most of it was paid, is dated ahead in the ledger, or is in open bills. One that passed unpaid stays,
    the last two at most; for three days only where the books show no payroll at all, so that nobody sees it paid.
    """
    amount = _amount(payroll, [one for one in series if one.row is Row.PAYROLL and one.amount < 0])
    if payroll is None or amount is None:
        return None
    paid = [(m.on, -m.amount) for m in movements if m.amount < 0 and row_of(m, posted_to) is Row.PAYROLL]
    days = paydays(payroll, payroll.next_on, today + timedelta(days=AHEAD))
    unpaid = _unpaid(days, amount, [*paid, *_billed(items, posted_to)], EARLY[payroll.cycle])
    is_seen = any(on <= today for on, _ in paid)
    since = _earliest([day for day in days if day < today], today, is_seen=is_seen)
    return tuple(
        Planned(f"payroll:{day}", "Payroll", day, -amount, Row.PAYROLL, Rule.STATED)
        for day in unpaid
        if day >= since
    )


def _unpaid(days: Sequence[date], amount: Decimal, paid: Iterable[Dated], early: timedelta) -> Iterator[date]:
    """Days for which less than half a payroll left or is to leave; fees of the payroll service are less.

    A payment is of the last day that it is not too early for; what exceeds that day is of an unpaid one before it.
    """
    gone = dict.fromkeys(days, ZERO)
    for on, out in paid:
        if of := [day for day in days if day - early <= on]:
            gone[of[-1]] += out
    beyond = ZERO
    for day in reversed(days):
        if (gone[day] + beyond) * 2 < amount:
            yield day
        beyond = max(gone[day] + beyond - amount, ZERO)


def _earliest(past: Sequence[date], today: date, *, is_seen: bool) -> date:
    """From when on a payday without payment stays reserved."""
    if is_seen:
        return min(past[-ABSENCES:], default=today)
    return today - DAY * GRACE


def _billed(items: Iterable[OpenItem], posted_to: PostedTo) -> Iterator[Dated]:
    """Open documents of the payroll row, by the day on which they are due."""
    for item in items:
        due_on = item.due_on or item.issued_on
        row = row_of_outflow("bill", item.party, posted_to.get(item.document.name, ()))
        if due_on and row is Row.PAYROLL and item.side is Side.PAYABLE and item.open > 0:
            yield due_on, item.open


def _amount(payroll: Payroll | None, series: Iterable[Series]) -> Decimal | None:
    if payroll is not None and payroll.amount is not None:
        return payroll.amount
    return -sum((one.amount for one in series), ZERO) or None
