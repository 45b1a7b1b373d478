"""What moved a bank account and is in no document: opening + movements + unexplained = closing (RUNWAY 2).

Before an account's first movement it held nothing, and what it holds now QuickBooks gives: between these two lies one
span. Weeks have a rest of their own where balances were read at their edges (weekly_rest.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO, AccountKind, Balance, Flow
from runway.calculators.weeks import WEEK, week_end

HELD = (AccountKind.OPERATING, AccountKind.TRUST)
MATERIAL = Decimal("0.05")  # of what readable documents take out a day


@dataclass(frozen=True, slots=True)
class Span:
    """One account from its beginning to `ends_on`: opening + movements + unexplained = closing, to the cent."""

    account_id: str
    begins_on: date
    ends_on: date
    opening: Decimal
    movements: Decimal
    unexplained: Decimal
    closing: Decimal


@dataclass(frozen=True, slots=True)
class Rest:
    """All own cash after `since` to `until`: opening + movements + amount = closing, `amount` being unexplained.

    What went out unexplained is negative. An unreadable transfer between own accounts leaves nothing.
    """

    since: date
    until: date
    opening: Decimal
    movements: Decimal
    amount: Decimal
    closing: Decimal

    @property
    def days(self) -> int:
        return (self.until - self.since).days

    @property
    def a_day(self) -> Decimal:
        """The average a day, negative for money out."""
        return self.amount / self.days

    def is_material(self, daily_outflow: Decimal | None) -> bool:
        """At least a twentieth of what readable documents take out a day; any rest where that is unknown."""
        return bool(self.amount) and abs(self.a_day) >= MATERIAL * (daily_outflow or ZERO)


def rest_of(spans: Iterable[Span], balances: Iterable[Balance]) -> Rest | None:
    """The spans of operating accounts as one; None where there is none."""
    own = {balance.account_id for balance in balances if balance.kind is AccountKind.OPERATING}
    theirs = [span for span in spans if span.account_id in own]
    if not theirs:
        return None
    return Rest(
        since=min(span.begins_on for span in theirs),
        until=max(span.ends_on for span in theirs),
        opening=sum((span.opening for span in theirs), ZERO),
        movements=sum((span.movements for span in theirs), ZERO),
        amount=sum((span.unexplained for span in theirs), ZERO),
        closing=sum((span.closing for span in theirs), ZERO),
    )


def without_rest(spans: Iterable[Span], balances: Iterable[Balance]) -> tuple[Balance, ...]:
    """Bank accounts of which it is unknown what is unexplained: foreign ones, and those without a balance."""
    told = {span.account_id for span in spans}
    return tuple(b for b in balances if b.kind in HELD and b.account_id not in told)


def unexplained(
    balances: Iterable[Balance], flows: Iterable[Flow], home_currency: str, today: date
) -> tuple[Span, ...]:
    """The span of every bank account in home currency; `flows` are all movements there ever were.

    Accounts whose balance is unknown have no span, nor have foreign ones, which move in amounts that no document need
    state.
    """
    flows = tuple(flows)
    return tuple(
        _span(balance.account_id, balance.amount, flows, today)
        for balance in balances
        if balance.kind in HELD and balance.currency == home_currency and balance.amount is not None
    )


def _span(account_id: str, amount: Decimal, flows: tuple[Flow, ...], today: date) -> Span:
    own = [flow for flow in flows if flow.account_id == account_id]
    first = min((flow.on for flow in own), default=today)
    last = max([flow.on for flow in own] + [today])
    moved = sum((flow.amount for flow in own), ZERO)
    return Span(account_id, week_end(first) - WEEK, last, ZERO, moved, amount - moved, amount)
