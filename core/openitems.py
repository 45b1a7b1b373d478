"""From what documents state to open items in home currency: the part that bank, ar and ap have in common."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from core import problems
from core.cash import ZERO, Document, Foreign, OpenItem, Problem, Side
from core.money import in_home

Applied = Mapping[tuple[str, str], Mapping[str, Decimal]]
"""Per (entity, QBO id) of a document: how much of it each party's payments used, in its own currency."""

ENTITY_OF_LINK = {
    "JournalEntry": "JournalEntry",
    "Deposit": "Deposit",
    "Expense": "Purchase",
    "Check": "Purchase",
    "CreditCardCredit": "Purchase",
    "Purchase": "Purchase",
}
"""Documents that state no balance and can be paid all the same, by QBO's link type (API_FACTS 9.5)."""


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """What is open on one document, in its own currency; credits and unapplied payments are negative."""

    side: Side
    document: Document
    party_id: str | None
    party: str | None
    issued_on: date | None
    due_on: date | None
    total: Decimal | None
    open: Decimal | None
    currency: str | None = None
    rate: Decimal | None = None
    home_total: Decimal | None = None
    home_open: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OpenItems:
    """Open items in home currency, and what had to be left out of them."""

    items: tuple[OpenItem, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: "OpenItems") -> "OpenItems":
        return OpenItems(self.items + other.items, self.problems + other.problems)


def stated_by(
    side: Side, entity: str, row: Any, total: Decimal | None, left: Decimal | None, **more: Any
) -> OpenEntry:
    """An entry of a row that carries the columns of `core.movements.HEAD`.

    `more` are other facts of the entry; without `due_on` it has no due date, as credits have none.
    """
    facts = {
        "document": Document(entity, row.qbo_id, row.doc_number or ""),
        "due_on": None,
        "issued_on": row.txn_on,
        "currency": row.currency,
        "rate": row.exchange_rate,
    }
    return OpenEntry(side=side, total=total, open=left, **(facts | more))


def open_items(entries: Iterable[OpenEntry], names: Mapping[str, str], home_currency: str) -> OpenItems:
    """Entries with something open as items under today's names; unknown amounts and rates as problems."""
    items: list[OpenItem] = []
    found: list[Problem] = []
    for entry in entries:
        if entry.open == 0:
            continue
        home = _worth(entry.open, entry.home_open, entry, home_currency)
        if home is None:
            found.append(_trouble(entry))
        else:
            items.append(_item(entry, home, names, home_currency))
    return OpenItems(tuple(items), tuple(found))


def less_applied(entries: Iterable[OpenEntry], applied: Applied) -> list[OpenEntry]:
    """Entries less what payments have used of their documents, towards zero.

    QBO's link names the document, not the line: a party's payments count on its own lines first.
    """
    by_document: dict[Document, list[OpenEntry]] = defaultdict(list)
    for entry in entries:
        by_document[entry.document].append(entry)
    return [
        left
        for document, lines in by_document.items()
        for left in _use_up(lines, dict(applied.get(document.name, {})))
    ]


def _use_up(lines: list[OpenEntry], used: dict[str, Decimal]) -> Iterator[OpenEntry]:
    own = []
    for line in lines:
        left, used[line.party_id or ""] = _towards_zero(line.open, used.get(line.party_id or "", ZERO))
        own.append(replace(line, open=left))
    rest = sum(used.values(), ZERO)
    for line in own:
        left, rest = _towards_zero(line.open, rest)
        yield replace(line, open=left)


def _towards_zero(open_amount: Decimal | None, used: Decimal) -> tuple[Decimal | None, Decimal]:
    """What is left open, and what is left of the used amount."""
    if open_amount is None:
        return None, used
    taken = min(abs(open_amount), used)
    return open_amount - taken.copy_sign(open_amount), used - taken


def _worth(
    amount: Decimal | None, stated: Decimal | None, entry: OpenEntry, home_currency: str
) -> Decimal | None:
    return stated if stated is not None else in_home(amount, entry.currency, entry.rate, home_currency)


def _trouble(entry: OpenEntry) -> Problem:
    if entry.open is None:
        return problems.no_amount(entry.document)
    return problems.unknown_rate(entry.document, entry.open, entry.currency)


def _item(entry: OpenEntry, home: Decimal, names: Mapping[str, str], home_currency: str) -> OpenItem:
    total = _worth(entry.total, entry.home_total, entry, home_currency)
    return OpenItem(
        side=entry.side,
        document=entry.document,
        party_id=entry.party_id or "",
        party=names.get(entry.party_id or "") or entry.party or "",
        issued_on=entry.issued_on,
        due_on=entry.due_on,
        total=home if total is None else total,
        open=home,
        foreign=_foreign(entry, home_currency),
    )


def _foreign(entry: OpenEntry, home_currency: str) -> Foreign | None:
    """A document's rate is of its own day (API_FACTS 9.20)."""
    if entry.open is None or entry.currency in (None, home_currency):
        return None
    return Foreign(entry.currency or "", entry.open, entry.rate, entry.issued_on if entry.rate else None)
