"""Which entry of a forecast a movement carried out: by its document, else by payee and amount."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.cash import Document
from runway.calculators.actuals import Actual, in_order
from runway.calculators.base_case import BaseCase
from runway.calculators.entries import Entry, Rule
from runway.calculators.names import Name

NOTHING: Collection[str] = frozenset()
NOT_MATCHED = frozenset({Rule.RUN_RATE, Rule.DATED_AHEAD})


def happened_since(
    before: BaseCase, happened: Iterable[Actual], until: date, known: Iterable[Actual] = ()
) -> tuple[Actual, ...]:
    """What was dated from a forecast's day to a later one and was not known to it; `known` is what it had then."""
    seen = {_name(document) for actual in known for document in actual.documents}
    since = (a for a in happened if before.today <= a.on <= until)
    return tuple(a for a in since if not any(_name(document) in seen for document in a.documents))


def matched(
    before: BaseCase, happened: Iterable[Actual], still_open: Collection[str] = NOTHING
) -> tuple[Actual, ...]:
    """Each movement with the key of the entry of `before` that it carried out, where one can be told.

    Its own key and document come first. Else an entry of the same payee and direction that is not open any more
    (`still_open` are the keys of now): the nearest amount, then the earliest due. No entry is carried out twice.
    """
    free = [entry for entry in before.entries if entry.rule not in NOT_MATCHED]
    found = []
    for actual in in_order(happened):
        entry = _carried_out(actual, free, still_open)
        if entry is not None:
            free = [other for other in free if other is not entry]
            actual = replace(actual, key=entry.key)
        found.append(actual)
    return tuple(found)


def _carried_out(actual: Actual, free: Sequence[Entry], still_open: Collection[str]) -> Entry | None:
    theirs = [entry for entry in free if entry.amount * actual.amount > 0]
    documents = set(map(_name, actual.documents))
    named = [e for e in theirs if e.key == actual.key or not documents.isdisjoint(map(_name, _own(e)))]
    if named:
        return named[0]
    alike = [e for e in theirs if actual.party and e.party == actual.party and e.key not in still_open]
    return min(alike, key=lambda e: _nearness(e, actual.amount), default=None)


def _own(entry: Entry) -> tuple[Document, ...]:
    """Documents that the entry is of; those of a series are what it was learned from."""
    return () if entry.rule in (Rule.RECURRING, Rule.MISSING) else entry.documents[:1]


def _nearness(entry: Entry, amount: Decimal) -> tuple[Decimal, date, str]:
    return (abs(entry.amount - amount), entry.due_on or date.max, entry.key)


def _name(document: Document) -> Name:
    return (document.entity, document.qbo_id)
