"""What the forecast counts on from each record: the money that issues put at stake, and of which a score is a share.

All of it is of 13 weeks and of the expected case, so that what is past due counts by its chances (RUNWAY 5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.cash import ZERO, Document
from runway.calculators.base_case import DAYS, BaseCase
from runway.calculators.cents import to_amount
from runway.calculators.entries import OF_DOCUMENTS, Entry, Rule
from runway.calculators.expected import Expected, missing
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.rows import Row

Key = tuple[str, str]
EXPECTED = "Expected"
"""The entity of what recurs and has no document yet; its id is the key of its entry."""
UNEXPLAINED = ("Unexplained", "")
ANNOUNCED = frozenset({Rule.STATED, Rule.FILING})
"""Rules that stand for what recurs on their row."""
RECURS = frozenset({Rule.RECURRING, Rule.MISSING})
OF_ONE = frozenset(
    {
        Kind.NO_DUE_DATE,
        Kind.SILENT,
        Kind.OLD,
        Kind.DUPLICATE_BILL,
        Kind.DUPLICATE_INVOICE,
        Kind.FUTURE,
        Kind.DUE_BEFORE,
        Kind.INCOMPLETE,
    }
)
"""Kinds that put the money of one open document at stake."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """Money that the forecast counts on, positive, and the records that it rests on."""

    keys: frozenset[Key]
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Forecast cash flow of 13 weeks, in and out added up, and of it what rests on records with an issue."""

    total: Decimal
    weighed: tuple[Weighed, ...] = ()

    def clean(self, odd: frozenset[Key]) -> Decimal:
        """What rests on none of these records."""
        return self.total - sum((one.amount for one in self.weighed if one.keys & odd), ZERO)


def foreseen(base: BaseCase, issues: Iterable[Issue]) -> Foreseen:
    """The cash flow of an expected case; of its parts those that some issue touches."""
    odd = touched(issues)
    weighed = [Weighed(_keys(entry), amount) for entry, amount in _amounts(base)]
    total = sum((one.amount for one in weighed), ZERO)
    return Foreseen(total, tuple(one for one in weighed if one.amount and one.keys & odd))


def touched(issues: Iterable[Issue]) -> frozenset[Key]:
    """The records that issues make uncertain."""
    found: set[Key] = set()
    for issue in issues:
        found |= issue.touches | {issue.about.name}
        if issue.kind is Kind.UNEXPLAINED:
            found.add(UNEXPLAINED)
    return frozenset(found)


def priced(issues: Iterable[Issue], base: BaseCase) -> tuple[Issue, ...]:
    """The same issues, with what the forecast counts on from their open documents at stake.

    What is not in the forecast (paid documents, those left out, accounts, parties, credits) keeps its amount.
    """
    by_document: dict[Key, Decimal] = {}
    for entry, amount in _amounts(base):
        if entry.rule in OF_DOCUMENTS:
            key = entry.documents[0].name
            by_document[key] = by_document.get(key, ZERO) + amount
    return tuple(_priced(issue, by_document) for issue in issues)


def reserved(base: BaseCase, found: tuple[Expected, ...]) -> dict[str, Decimal]:
    """What is kept for missing bills within the 13 weeks, positive, by the key of what was expected.

    A payday that people stated, or a filing, whose day passed unpaid keeps it for what recurs on its row then.
    """
    kept = [(entry, amount) for entry, amount in _amounts(base) if _waits(entry, base.today)]
    by_key = {e.key: [amount for entry, amount in kept if _is_for(entry, e)] for e in missing(found)}
    return {e.key: min(max(by_key[e.key]), abs(e.amount)) for e in missing(found) if by_key[e.key]}


def _waits(entry: Entry, today: date) -> bool:
    is_late = entry.due_on is not None and entry.due_on < today
    return entry.rule is Rule.MISSING or (is_late and entry.rule in ANNOUNCED)


def _is_for(entry: Entry, e: Expected) -> bool:
    if entry.rule is Rule.MISSING or entry.due_on is None:
        return entry.key == e.key
    return entry.row is e.series.row and abs(entry.due_on - e.on) <= e.series.rhythm.half


def of_expected(key: str) -> Key:
    """By what a date of a series is known where there is no document yet."""
    return Document(EXPECTED, key).name


def _amounts(base: BaseCase) -> Iterable[tuple[Entry, Decimal]]:
    cents = abs(base.parts[:, :DAYS].sum(axis=1)).tolist() if base.entries else []
    return [(entry, to_amount(amount)) for entry, amount in zip(base.entries, cents, strict=True)]


def _keys(entry: Entry) -> frozenset[Key]:
    keys = {document.name for document in entry.documents}
    if entry.rule in RECURS:
        keys.add(of_expected(entry.key))
    if entry.row is Row.UNEXPLAINED:
        keys.add(UNEXPLAINED)
    return frozenset(keys)


def _priced(issue: Issue, by_document: Mapping[Key, Decimal]) -> Issue:
    if issue.kind in OF_ONE:
        return replace(issue, amount=by_document.get(issue.about.name, issue.amount))
    if issue.kind is Kind.NO_TERMS and issue.touches & by_document.keys():
        amount = sum((by_document[key] for key in issue.touches if key in by_document), ZERO)
        return replace(issue, amount=amount)
    return issue
