"""Takes credits and unapplied payments off the same party's open documents, so that no cash is expected twice."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO, Document, OpenItem, Side


@dataclass(frozen=True, slots=True)
class Owed:
    """One open document and what is left of it; `credits` are the documents that took off the rest."""

    item: OpenItem
    left: Decimal
    credits: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Credited:
    """Documents that will still move money, and credits that exceed all their party owes: those move none."""

    owed: tuple[Owed, ...]
    unused: tuple[Owed, ...]


def less_credits(items: Iterable[OpenItem]) -> Credited:
    """Each party's credits used on its oldest due document first, the oldest credit first, as QBO applies them.

    A credit can be used at any time and is no payment: it makes the next one smaller (RUNWAY 2: nothing twice).
    """
    parties: dict[tuple[Side, str], list[OpenItem]] = defaultdict(list)
    for item in items:
        name = item.party_id or item.party or f"{item.document.entity}:{item.document.qbo_id}"
        parties[(item.side, name)].append(item)
    pairs = [_used(sorted(group, key=_oldest)) for _, group in sorted(parties.items())]
    return Credited(
        tuple(o for owed, _ in pairs for o in owed), tuple(u for _, unused in pairs for u in unused)
    )


def _oldest(item: OpenItem) -> tuple[date, date, Document]:
    return (item.due_on or date.max, item.issued_on or date.max, item.document)


def _used(group: list[OpenItem]) -> tuple[list[Owed], list[Owed]]:
    credits = [Owed(item, -item.open) for item in group if item.open < 0]
    owed = []
    for item in group:
        if item.open > 0:
            taken, credits = _taken(credits, item.open)
            left = item.open - sum((amount for _, amount in taken), ZERO)
            if left:
                owed.append(Owed(item, left, tuple(document for document, _ in taken)))
    return owed, credits


def _taken(credits: list[Owed], amount: Decimal) -> tuple[list[tuple[Document, Decimal]], list[Owed]]:
    """What an amount uses of the credits, and the credits that are left."""
    taken: list[tuple[Document, Decimal]] = []
    left = []
    for credit in credits:
        used = min(credit.left, amount)
        amount -= used
        if used:
            taken.append((credit.item.document, used))
        if credit.left > used:
            left.append(Owed(credit.item, credit.left - used))
    return taken, left
