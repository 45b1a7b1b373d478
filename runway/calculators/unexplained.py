"""What moved a bank account and is in no document: opening + movements + unexplained = closing (RUNWAY 2).

A book balance is known at readings only. Before an account's first movement it held nothing, so two readings are
always there: that beginning, and the balance as QuickBooks last gave it. Weeks between two readings share what is
unexplained in one span; with a reading at the end of each week every week has its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO, AccountKind, Balance, Flow
from runway.calculators.weeks import WEEK, week_end

HELD = (AccountKind.OPERATING, AccountKind.TRUST)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one account held at the close of a day."""

    account_id: str
    on: date
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """One account over the weeks to `ends_on`: opening + movements + unexplained = closing, to the cent."""

    account_id: str
    begins_on: date
    ends_on: date
    opening: Decimal
    movements: Decimal
    unexplained: Decimal
    closing: Decimal


def unexplained(
    balances: Iterable[Balance],
    flows: Iterable[Flow],
    home_currency: str,
    today: date,
    readings: Iterable[Reading] = (),
) -> tuple[Span, ...]:
    """The spans of every bank account in home currency, oldest first; `flows` are all movements there ever were.

    Accounts whose balance is unknown, and foreign ones, have no span: nothing can be said of them.
    """
    flows, readings = tuple(flows), tuple(readings)
    return tuple(
        span
        for balance in balances
        if balance.kind in HELD and balance.currency == home_currency and balance.amount is not None
        for span in _spans(balance.account_id, balance.amount, flows, readings, today)
    )


def _spans(
    account_id: str, amount: Decimal, flows: tuple[Flow, ...], readings: tuple[Reading, ...], today: date
) -> Iterable[Span]:
    own = [flow for flow in flows if flow.account_id == account_id]
    first = min((flow.on for flow in own), default=today)
    last = max([flow.on for flow in own] + [today])
    known = {r.on: r.balance for r in readings if r.account_id == account_id and first <= r.on < today}
    opening, begins_on = ZERO, week_end(first) - WEEK
    for ends_on, closing in [*sorted(known.items()), (last, amount)]:
        moved = sum((flow.amount for flow in own if begins_on < flow.on <= ends_on), ZERO)
        yield Span(account_id, begins_on, ends_on, opening, moved, closing - opening - moved, closing)
        opening, begins_on = closing, ends_on
