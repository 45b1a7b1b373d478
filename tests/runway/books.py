"""Reads books written in a test's docstring: one line a fact, parts separated by two spaces or more.

    2026-11-23  today
    2026-11-23  cash      Operating       12,000.00
    2026-11-20  receipt   Amy's Birds      3,000.00   into Operating
    2026-11-20  spend     Landlord         2,000.00   from Operating
    2026-11-20  transfer  Savings            500.00   from Operating
    2026-11-20  deposit   Bank day           300.00   collects 2 3
    2026-11-01  bill      Acme Paper       3,500.00   due 2026-12-01
    2026-11-01  credit memo  Amy's Birds     100.00

`cash`, `trust`, `card`, `credit line` and `undeposited` are balances; the first cash account is where money
moves unless the line says otherwise. Documents are numbered in the order of their lines, from 1. A line `all movements
are read` says that the movements above it are all there ever were.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.cash import AccountKind, Balance, Document, Flow, OpenItem, Side
from runway.calculators.movements import Movement, cash_movements

BALANCES = {"cash": AccountKind.OPERATING} | {
    kind.value: kind for kind in AccountKind if kind is not AccountKind.OPERATING
}
OPEN = {
    "invoice": (Side.RECEIVABLE, 1),
    "credit memo": (Side.RECEIVABLE, -1),
    "payment not applied": (Side.RECEIVABLE, -1),
    "bill": (Side.PAYABLE, 1),
    "vendor credit": (Side.PAYABLE, -1),
}
FLOWS = {"receipt": 1, "deposit": 1, "spend": -1, "payroll": -1, "card payment": -1, "bill payment": -1}


@dataclass(frozen=True)
class Books:
    """What the calculators are given."""

    today: date = date(2026, 11, 23)
    balances: tuple[Balance, ...] = ()
    flows: tuple[Flow, ...] = ()
    items: tuple[OpenItem, ...] = ()
    moved: tuple[Flow, ...] | None = None

    @property
    def movements(self) -> tuple[Movement, ...]:
        return cash_movements(self.flows, self.balances)


@dataclass(frozen=True)
class Entry:
    on: date
    kind: str
    name: str
    amount: Decimal
    note: str
    document: Document

    def told(self, word: str, otherwise: str = "") -> str:
        """What the line says after a word: `due 2026-12-01`."""
        found = re.search(rf"\b{word} (.+)$", self.note)
        return found[1].strip() if found else otherwise


def parse(text: str) -> Books:
    """The books of a docstring; lines that begin with no date are prose."""
    books = Books()
    for entry in entries(text):
        books = _with(books, entry)
    return books


def entries(text: str) -> list[Entry]:
    """The lines of a docstring that say a fact, whatever kind of fact."""
    lines = [line.strip() for line in text.splitlines() if re.match(r"\s*\d{4}-\d\d-\d\d  ", line)]
    return [_entry(line, number) for number, line in enumerate(lines, 1)]


def _entry(line: str, number: int) -> Entry:
    on, kind, name, amount, note = (*re.split(r"\s{2,}", line, maxsplit=4), "", "", "", "")[:5]
    document = Document(kind.title().replace(" ", ""), str(number), str(number))
    value = Decimal(amount.replace(",", "") or 0)
    return Entry(date.fromisoformat(on), kind, name, value, note, document)


def _with(books: Books, entry: Entry) -> Books:
    if entry.kind == "all movements are read":
        return replace(books, moved=books.flows)
    if entry.kind == "today":
        return replace(books, today=entry.on)
    if entry.kind in BALANCES:
        return replace(books, balances=(*books.balances, _balance(entry)))
    if entry.kind in OPEN:
        return replace(books, items=(*books.items, _item(entry)))
    return replace(books, flows=(*books.flows, *_flows(entry, books)))


def _balance(entry: Entry) -> Balance:
    home = None if "no rate" in entry.note else entry.amount
    return Balance(entry.name, entry.name, BALANCES[entry.kind], "USD", entry.amount, home, None)


def _item(entry: Entry) -> OpenItem:
    side, sign = OPEN[entry.kind]
    due = entry.told("due")
    due_on = date.fromisoformat(due) if due else None
    amount = sign * entry.amount
    return OpenItem(side, entry.document, entry.name, entry.name, entry.on, due_on, amount, amount)


def _flows(entry: Entry, books: Books) -> list[Flow]:
    first = next((b.account_id for b in books.balances if b.kind is AccountKind.OPERATING), "Operating")
    if entry.kind == "transfer":
        away = Flow(entry.on, -entry.amount, entry.told("from", first), "transfer", "", entry.document)
        return [away, replace(away, amount=entry.amount, account_id=entry.name)]
    sign = FLOWS[entry.kind]
    account = entry.told("into" if sign > 0 else "from", first)
    collected = [flow for flow in books.flows if flow.document.qbo_id in entry.told("collects").split()]
    replaces = frozenset((flow.document.entity, flow.document.qbo_id) for flow in collected)
    if replaces:
        account = first
    return [Flow(entry.on, sign * entry.amount, account, entry.kind, entry.name, entry.document, replaces)]
