"""Which entry of a forecast a movement carried out: by its document, else by payee and amount."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.cash import ZERO, Document, Name, Side
from runway.calculators.actuals import Actual, in_order
from runway.calculators.base_case import BaseCase
from runway.calculators.entries import Entry, Rule
from runway.calculators.rows import Row

NOTHING: Collection[str] = frozenset()
BY_DOCUMENT_ALONE = frozenset({Rule.DATED_AHEAD})
"""Movements that are in the ledger already: each is itself and no other."""


def happened_since(
    before: BaseCase, happened: Iterable[Actual], until: date, known: Iterable[Actual] = ()
) -> tuple[Actual, ...]:
    """What was dated from a forecast's day to a later one and was not known to it; `known` is what it had then.

    It is known by the document that moved it, the last of its own: an invoice may be paid by several. What no document
    explains has none, and is told of whole weeks: of the first of an account, what was known of it then is taken off.
    """
    known = tuple(known)
    seen = {a.documents[-1].name for a in known if a.documents and a.row is not Row.UNEXPLAINED}
    since = [a for a in happened if before.today <= a.on <= until]
    told = (a for a in since if not (a.documents and a.documents[-1].name in seen))
    then = [a for a in known if a.row is Row.UNEXPLAINED and a.on == before.today]
    return (
        *(a for a in told if a.row is not Row.UNEXPLAINED),
        *_less(then, in_order(a for a in since if a.row is Row.UNEXPLAINED)),
    )


def _less(known: Iterable[Actual], unexplained: Iterable[Actual]) -> Iterator[Actual]:
    """The unexplained of accounts, oldest first, without what was known of the first of each."""
    left = {actual.documents: actual.amount for actual in known}
    for actual in unexplained:
        if amount := actual.amount - left.pop(actual.documents, ZERO):
            yield replace(actual, amount=amount)


def matched(
    before: BaseCase, happened: Iterable[Actual], still_open: Collection[str] = NOTHING
) -> tuple[Actual, ...]:
    """Each movement with the key of the entry of `before` that it carried out, where one can be told.

    Its own key and document come first: several payments may carry out one document. A deposit of payments of which
    no entry tells banks what was in transit, as far as that goes. Else an entry of the same payee and direction that
    nothing carried out and that is not open any more (`still_open` are the keys of now): the nearest amount, then the
    earliest due.
    """
    single = (entry for entry in before.entries if entry.rule is not Rule.RUN_RATE)
    entries = _Entries(single, still_open)
    found = ((actual, entries.carried_out(actual)) for actual in in_order(happened))
    return tuple(replace(actual, key=entry.key) if entry else actual for actual, entry in found)


class _Entries:
    """Entries by key, document and payee, and which of them nothing has carried out yet."""

    def __init__(self, entries: Iterable[Entry], still_open: Collection[str]) -> None:
        self.named: dict[str | Name, list[Entry]] = defaultdict(list)
        self.free: dict[tuple[str, Side], list[Entry]] = defaultdict(list)
        self.in_transit: dict[str, Decimal] = {}
        for entry in entries:
            if entry.rule is Rule.IN_TRANSIT:
                self.in_transit[entry.key] = entry.amount
            self.named[entry.key].append(entry)
            for document in _own(entry):
                self.named[document.name].append(entry)
            if entry.party and entry.key not in still_open and entry.rule not in BY_DOCUMENT_ALONE:
                self.free[entry.party, entry.side].append(entry)

    def carried_out(self, actual: Actual) -> Entry | None:
        """The entry that a movement carried out, which is free no more; None where none can be told."""
        if actual.row is Row.UNEXPLAINED:
            return None
        entry = self._by_name(actual) or self._banked(actual) or self._alike(actual)
        if entry is not None:
            free = self.free[entry.party, entry.side]
            free[:] = [other for other in free if other is not entry]
        return entry

    def _by_name(self, actual: Actual) -> Entry | None:
        names: tuple[str | Name, ...] = (actual.key, *(document.name for document in actual.documents))
        theirs = (entry for name in names if name in self.named for entry in self.named[name])
        return next((entry for entry in theirs if entry.amount * actual.amount > 0), None)

    def _banked(self, actual: Actual) -> Entry | None:
        if len(actual.documents) < 2 or actual.documents[-1].entity != "Deposit":
            return None
        for key, left in self.in_transit.items():
            if left * actual.amount > 0:
                self.in_transit[key] = left - actual.amount
                return self.named[key][0]
        return None

    def _alike(self, actual: Actual) -> Entry | None:
        side = Side.RECEIVABLE if actual.amount > 0 else Side.PAYABLE
        alike = self.free.get((actual.party, side), ())
        return min(alike, key=lambda e: _nearness(e, actual.amount), default=None)


def _own(entry: Entry) -> tuple[Document, ...]:
    """Documents that the entry is of; those of a series are what it was learned from."""
    return () if entry.rule in (Rule.RECURRING, Rule.MISSING) else entry.documents[:1]


def _nearness(entry: Entry, amount: Decimal) -> tuple[Decimal, date, str]:
    return (abs(entry.amount - amount), entry.due_on or date.max, entry.key)
