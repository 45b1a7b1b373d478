"""Joins the flows of all documents into movements of own cash, nothing counted twice (RUNWAY 2)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO, AccountKind, Balance, Document, Flow


@dataclass(frozen=True, slots=True)
class Movement:
    """What one document did to all operating accounts together on one day; money in is positive."""

    on: date
    amount: Decimal
    kind: str
    party: str
    document: Document


@dataclass(frozen=True, slots=True)
class BookCash:
    """Operating accounts and their sum in home currency; `total` is None where one of them is unknown.

    `unknown` names the accounts without a home value. No operating account at all is unknown too, not zero.
    """

    accounts: tuple[Balance, ...]
    total: Decimal | None
    unknown: tuple[str, ...]


def book_cash(balances: Iterable[Balance]) -> BookCash:
    """Book cash: the balances of operating accounts; trust, cards, credit lines are not in it (RUNWAY 2)."""
    accounts = tuple(b for b in balances if b.kind is AccountKind.OPERATING)
    unknown = tuple(b.name for b in accounts if b.home is None)
    known = sum((b.home for b in accounts if b.home is not None), ZERO)
    return BookCash(accounts, known if accounts and not unknown else None, unknown)


def cash_movements(flows: Iterable[Flow], balances: Iterable[Balance]) -> tuple[Movement, ...]:
    """One movement for each document that changed operating cash, by date.

    A document that another one collects is left out. A document is netted over all own accounts: a transfer
    between two of them leaves nothing; a transfer to a card or to trust money stays an outflow.
    """
    flows = tuple(flows)
    own = {b.account_id for b in balances if b.kind is AccountKind.OPERATING}
    collected = frozenset[tuple[str, str]]().union(*(flow.replaces for flow in flows))
    groups: dict[tuple[date, str, str], list[Flow]] = defaultdict(list)
    for flow in flows:
        name = flow.document.name
        if flow.account_id in own and name not in collected:
            groups[(flow.on, *name)].append(flow)
    movements = (_netted(group) for group in groups.values())
    return tuple(sorted((m for m in movements if m.amount), key=_order))


def _netted(flows: list[Flow]) -> Movement:
    lead = max(flows, key=lambda flow: (abs(flow.amount), flow.party, flow.kind))
    return Movement(lead.on, sum((f.amount for f in flows), ZERO), lead.kind, lead.party, lead.document)


def _order(movement: Movement) -> tuple[date, str, str, str]:
    return (movement.on, movement.party, movement.document.entity, movement.document.qbo_id)
