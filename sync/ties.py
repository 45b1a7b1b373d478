"""Whether what the mirror says is what QuickBooks' own reports say, side by side, and which documents tell why not.

Pure: figures in, ties out. A difference is explained where documents add up to it; which of them are no fault of the
mirror is said in sync/differences.py.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from core.asof import AsOf, Later
from core.cash import ZERO, AccountKind, Balance, Document, Name
from sync.differences import BENIGN, Difference, DifferenceKind
from sync.models.tie_out import TieState
from sync.reports import Aged, AgedDocument, Stated

WORD_BREAK, MINUS = re.compile(r"(?<=[a-z])(?=[A-Z])"), "\u2212"
BY_ITSELF = frozenset({DifferenceKind.FUTURE_DATED, DifferenceKind.MERGED_PARTY})
CREDITS = frozenset({"Payment", "CreditMemo", "BillPayment", "VendorCredit"})
DUE = frozenset({"Invoice", "Bill"})
LATEST_DAY = (0, 30, 60, 90)
CONTROL = frozenset({"JournalEntry", "Deposit", "Purchase"})


@dataclass(frozen=True, slots=True)
class Part:
    """A document's share in a difference."""

    difference: Difference
    amount: Decimal

    @property
    def is_benign(self) -> bool:
        """Whether it is no fault of the mirror."""
        return self.difference.kind in BENIGN


@dataclass(frozen=True, slots=True)
class Tie:
    """One side: what the mirror says, what the report says, and the documents between them."""

    what: str
    name: str
    mirror: Decimal | None
    qbo: Decimal
    parts: tuple[Part, ...] = ()

    @property
    def difference(self) -> Decimal:
        """Mirror less report, as pages show the mirror."""
        return (self.mirror or ZERO) - self.qbo

    @property
    def explained(self) -> Decimal:
        """What the documents account for."""
        return sum((p.amount for p in self.parts if p.difference.kind != DifferenceKind.UNEXPLAINED), ZERO)

    @property
    def state(self) -> TieState:
        """Agrees where nothing is left but what is no fault of the mirror."""
        if self.difference != self.explained:
            return TieState.UNEXPLAINED
        return TieState.AGREES if all(part.is_benign for part in self.parts) else TieState.EXPLAINED

    def suspects(self) -> list[Name]:
        """Documents and accounts whose mirror may be wrong, by entity and id; a rate excuses none that was not read."""
        of = (part.difference for part in self.parts if part.difference.kind not in BY_ITSELF)
        return [(one.entity, one.qbo_id) for one in of if one.qbo_id]


def by_party(day: AsOf, merged: Mapping[str, str]) -> dict[str, Decimal]:
    """What is open with each party that is left."""
    found: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for (_entity, _id, party), amount in day.open.items():
        found[merged.get(party, party)] += amount
    return {party: amount for party, amount in found.items() if amount}


def party_by_party(day: AsOf, merged: Mapping[str, str], report: Aged) -> bool:
    """Whether every party's sum is the report's, so that nothing needs to be looked at by document."""
    return by_party(day, merged) == {party: amount for party, amount in report.parties.items() if amount}


def bucket_by_bucket(day: AsOf, report: Aged) -> bool:
    """Whether as much is as late as in the report; so too where it names no buckets, or a document's date is not known.

    By due date, else by a document's own. Where QBO puts credits is not known for certain, so this says only whether to
    look at documents, and concludes nothing.
    """
    dates = [day.aged_by.get((entity, qbo_id)) for entity, qbo_id, _party in day.open]
    if not report.buckets or None in dates:
        return True
    found = [ZERO] * len(report.buckets)
    for on, amount in zip(dates, day.open.values(), strict=True):
        found[bisect_left(LATEST_DAY, (day.day - (on or day.day)).days)] += amount
    return found == list(report.buckets)


def aged(what: str, name: str, day: AsOf, report: Aged) -> Tie:
    """Receivables or payables whose parties agree, or before their documents have been asked for."""
    return _tie(what, name, day, report, ())


def aged_by_document(
    what: str,
    name: str,
    day: AsOf,
    report: Aged,
    documents: Collection[AgedDocument],
    merged: Mapping[str, str],
    known: Collection[Name],
) -> Tie:
    """The same with every document that differs; `known` are those of the report that the mirror holds at all."""
    theirs, ours = _theirs(documents), _ours(day)
    later = {one.document.name for one in day.later}
    parts = []
    for key in sorted(ours.keys() | theirs.keys()):
        mine, its = ours.get(key, {}), theirs.get(key, {})
        gap = sum(mine.values(), ZERO) - sum(its.values(), ZERO)
        if gap:
            kind = _kind(key, mine, its, day.foreign, later, known)
            parts.append(_part(key, kind, mine, its, gap, _document(key, day, documents)))
        elif mine != its and {merged.get(p, p): a for p, a in mine.items()} == its:
            document = _document(key, day, documents)
            parts.append(_part(key, DifferenceKind.MERGED_PARTY, mine, its, ZERO, document))
        elif mine != its:
            parts.append(_part(key, DifferenceKind.CHANGED, mine, its, ZERO, _document(key, day, documents)))
    parts += _otherwise_due(day, documents)
    return _tie(what, name, day, report, parts)


def _otherwise_due(day: AsOf, documents: Iterable[AgedDocument]) -> Iterator[Part]:
    """Invoices and bills with another due date, and so of another age, in the report; each once."""
    said = {(row.entity, row.qbo_id): row.due_on for row in documents if row.entity in DUE}
    open_now = {(entity, qbo_id) for entity, qbo_id, _party in day.open}
    for key in sorted(said.keys() & open_now):
        ours, theirs = day.aged_by.get(key), said[key]
        if ours and theirs and ours != theirs:
            words = f"{_called(day.documents[key])}: due on {ours} in the mirror, on {theirs} in the report."
            named = Difference(*key, DifferenceKind.DATE, str(ours), str(theirs), False, words)
            yield Part(named, ZERO)


def account(balance: Balance, later: Iterable[Later], stated: Stated | None) -> Tie:
    """One bank or card account; `later` moved it after the day. What a card owes is shown positive (10.4)."""
    sign = -1 if balance.kind is AccountKind.CARD else 1
    qbo = sign * stated.amount if stated else ZERO
    tie = Tie(balance.account_id, balance.name, balance.home, qbo, tuple(map(_future, later)))
    gap = tie.difference - tie.explained
    return tie if not gap else replace(tie, parts=(*tie.parts, _of_account(tie, balance, gap)))


def unknown_account(account_id: str, stated: Stated) -> Tie:
    """One that the balance sheet shows among bank accounts and cards and the mirror does not."""
    words = f"{stated.name} is on the balance sheet and not in the mirror."
    missing = Difference(
        "Account", account_id, DifferenceKind.MISSING, "", _said(stated.amount), False, words
    )
    return Tie(account_id, stated.name, ZERO, stated.amount, (Part(missing, -stated.amount),))


def repaired(tie: Tie, before: Tie) -> tuple[Difference, ...]:
    """The differences as they are after the suspects were read again: those that are gone count as repaired."""
    still = {(part.difference.entity, part.difference.qbo_id) for part in tie.parts if not part.is_benign}
    gone = (
        replace(part.difference, repaired=True)
        for part in before.parts
        if not part.is_benign
        and part.difference.qbo_id
        and (part.difference.entity, part.difference.qbo_id) not in still
    )
    return (*gone, *(part.difference for part in tie.parts))


def _tie(what: str, name: str, day: AsOf, report: Aged, parts: Iterable[Part]) -> Tie:
    later = tuple(map(_future, day.later))
    mirror = sum(day.open.values(), ZERO) + sum((one.amount for one in day.later), ZERO)
    tie = Tie(what, name, mirror, report.total, (*later, *parts))
    gap = tie.difference - tie.explained
    return tie if not gap else replace(tie, parts=(*tie.parts, _unexplained(tie, gap)))


def _ours(day: AsOf) -> dict[Name, dict[str, Decimal]]:
    found: dict[Name, dict[str, Decimal]] = defaultdict(dict)
    for (entity, qbo_id, party), amount in day.open.items():
        found[entity, qbo_id][party] = amount
    return found


def _theirs(documents: Iterable[AgedDocument]) -> dict[Name, dict[str, Decimal]]:
    found: dict[Name, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for row in documents:
        found[row.entity, row.qbo_id][row.party_id] += row.open
    return {key: {party: a for party, a in its.items() if a} for key, its in found.items()}


def _kind(
    key: Name,
    mine: Mapping[str, Decimal],
    its: Mapping[str, Decimal],
    foreign: Collection[Name],
    later: Collection[Name],
    known: Collection[Name],
) -> DifferenceKind:
    if key in later:
        return DifferenceKind.DATE
    if not mine and key not in known:
        return DifferenceKind.MISSING
    if not its and key[0] not in CREDITS | CONTROL:
        return DifferenceKind.EXTRA
    if mine and its and key in foreign:
        return DifferenceKind.CURRENCY
    if key[0] in CREDITS:
        return DifferenceKind.UNAPPLIED_CREDIT
    return DifferenceKind.JOURNAL_ENTRY if key[0] in CONTROL else DifferenceKind.AMOUNT


def _document(key: Name, day: AsOf, documents: Iterable[AgedDocument]) -> Document:
    if key in day.documents:
        return day.documents[key]
    number = next((row.number for row in documents if (row.entity, row.qbo_id) == key), "")
    return Document(*key, number)


def _part(
    key: Name,
    kind: DifferenceKind,
    mine: Mapping[str, Decimal],
    its: Mapping[str, Decimal],
    gap: Decimal,
    document: Document,
) -> Part:
    ours, theirs = sum(mine.values(), ZERO), sum(its.values(), ZERO)
    words = f"{_called(document)}: open {_money(ours)} in the mirror, {_money(theirs)} in the report."
    return Part(
        Difference(*key, kind, _said(ours) if mine else "", _said(theirs) if its else "", False, words), gap
    )


def _future(later: Later) -> Part:
    said = _called(later.document)
    words = f"{said} is dated {later.on:%b} {later.on.day}, {later.on.year}, after the report: {_money(later.amount)}."
    key = later.document.name
    return Part(
        Difference(*key, DifferenceKind.FUTURE_DATED, _said(later.amount), "", False, words), later.amount
    )


def _of_account(tie: Tie, balance: Balance, gap: Decimal) -> Part:
    """A balance in home currency is one figure on both sides; a foreign one is valued twice (API_FACTS 9.20)."""
    is_foreign = balance.amount is not None and (balance.rate is not None or balance.home is None)
    kind = DifferenceKind.CURRENCY if is_foreign else DifferenceKind.UNEXPLAINED
    words = _valued(tie, balance) if is_foreign else _not_explained(tie, gap)
    said = "" if balance.home is None else _said(balance.home)
    return Part(Difference("Account", balance.account_id, kind, said, _said(tie.qbo), False, words), gap)


def _valued(tie: Tie, balance: Balance) -> str:
    """Here at the newest rate, there as the ledger has it."""
    holds = f"{balance.name} holds {_money(balance.amount or ZERO)} {balance.currency}"
    if balance.home is None or balance.rate is None:
        return f"{holds}, of which no rate is known; {_money(tie.qbo)} on the balance sheet."
    return f"{holds}: {_money(balance.home)} at {balance.rate.normalize():f}, {_money(tie.qbo)} on the balance sheet."


def _not_explained(tie: Tie, gap: Decimal) -> str:
    return f"{tie.name}: {_money(gap)} of the difference is explained by no document."


def _unexplained(tie: Tie, gap: Decimal) -> Part:
    words = _not_explained(tie, gap)
    difference = Difference(
        tie.name, "", DifferenceKind.UNEXPLAINED, _said(tie.mirror or ZERO), _said(tie.qbo), False, words
    )
    return Part(difference, gap)


def _called(document: Document) -> str:
    """`Bill payment 1007`; without a number by its id."""
    name = WORD_BREAK.sub(" ", document.entity).capitalize()
    return f"{name} {document.number or 'with id ' + document.qbo_id}"


def _said(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _money(amount: Decimal) -> str:
    """As sentences have it: `1,234.50`, and a minus that is one."""
    return f"{amount:,.2f}".replace("-", MINUS)
