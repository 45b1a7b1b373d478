"""Available cash: book cash less what is set aside (RUNWAY 2), and where more is set aside than there is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO, AccountKind, Balance
from runway.calculators.owned import Reserve


@dataclass(frozen=True, slots=True)
class Short:
    """An account, or cash as a whole where `account` is empty, that holds less than is set aside of it."""

    account: str
    set_aside: Decimal
    holds: Decimal

    @property
    def missing(self) -> Decimal:
        return self.set_aside - self.holds


@dataclass(frozen=True, slots=True)
class Available:
    """Cash of one day: `cash` less `held` is `amount`, negative where more is set aside than there is; None is unknown.

    `apart` are reserves on accounts that are not cash: their money is in no cash, so it is not taken off again.
    """

    amount: Decimal | None
    held: tuple[Reserve, ...]
    apart: tuple[Reserve, ...]
    short: tuple[Short, ...]

    @property
    def set_aside(self) -> Decimal:
        return total(self.held)


def available_cash(
    cash: Decimal | None, balances: Iterable[Balance], reserves: Iterable[Reserve], on: date
) -> Available:
    """What is free of book cash on a day. One reserve is never taken from to fill another: each counts in full."""
    balances = tuple(balances)
    in_force = tuple(reserve for reserve in reserves if reserve.holds_on(on))
    held = of_cash(in_force, balances)
    return Available(
        amount=None if cash is None else cash - total(held),
        held=held,
        apart=tuple(reserve for reserve in in_force if reserve not in held),
        short=tuple(_short(cash, balances, held)),
    )


def of_cash(reserves: Iterable[Reserve], balances: Iterable[Balance]) -> tuple[Reserve, ...]:
    """Those whose money is in book cash: on an operating account, on one that the books do not have, or on none."""
    elsewhere = {b.account_id for b in balances if b.kind is not AccountKind.OPERATING}
    return tuple(reserve for reserve in reserves if reserve.account_id not in elsewhere)


def total(reserves: Iterable[Reserve]) -> Decimal:
    """Their sum."""
    return sum((reserve.amount for reserve in reserves), ZERO)


def _short(cash: Decimal | None, balances: tuple[Balance, ...], held: tuple[Reserve, ...]) -> Iterable[Short]:
    for balance in balances:
        on_it = total(reserve for reserve in held if reserve.account_id == balance.account_id)
        if on_it and balance.home is not None and on_it > balance.home:
            yield Short(balance.name, on_it, balance.home)
    if cash is not None and total(held) > max(cash, ZERO):
        yield Short("", total(held), cash)
