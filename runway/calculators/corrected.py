"""Which entries of an earlier forecast rested on books that were corrected since: documents voided, deleted or raised,
or paid by then without the books saying so.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal

from core.cash import ZERO, Name
from runway.calculators.actuals import Actual
from runway.calculators.base_case import BaseCase
from runway.calculators.entries import OF_DOCUMENTS, Entry


def documents_of(before: BaseCase) -> frozenset[Name]:
    """The documents that the forecast's own entries are of; what a series was learned from is not among them."""
    return frozenset(entry.own for entry in before.entries if entry.rule in OF_DOCUMENTS)


def corrected(before: BaseCase, now: BaseCase, gone: Collection[Name]) -> frozenset[str]:
    """Keys of entries whose document is `gone`, or asks for more than it did then.

    Less may have been paid, credited or written off: that is no error of the data.
    """
    was, is_now = _amounts(before.entries), _amounts(now.entries)
    raised = {key for key, amount in is_now.items() if key in was and abs(amount) > abs(was[key])}
    voided = {e.key for e in before.entries if e.rule in OF_DOCUMENTS and e.own in gone}
    return frozenset(raised | voided)


def entered_late(before: BaseCase, happened: Iterable[Actual], known: Collection[Actual]) -> frozenset[str]:
    """Keys of entries whose document was paid before the forecast's day by what the forecast did not know.

    `known` is what it knew of the weeks before it; days before those are not looked at.
    """
    since = min((actual.on for actual in known), default=before.today)
    seen = {_moved_by(actual) for actual in known if actual.documents}
    late = {
        document.name
        for actual in happened
        if since <= actual.on < before.today and actual.documents and _moved_by(actual) not in seen
        for document in actual.documents
    }
    return frozenset(e.key for e in before.entries if e.rule in OF_DOCUMENTS and e.own in late)


def _moved_by(actual: Actual) -> Name:
    return actual.documents[-1].name


def _amounts(entries: Iterable[Entry]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for entry in entries:
        if entry.rule in OF_DOCUMENTS:
            sums[entry.key] += entry.amount
    return sums
