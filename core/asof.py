"""What was open at the end of a day, from what is open now: documents dated later taken out, and what they settled."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from core.cash import ZERO, Document, OpenItem
from core.mirror import DocumentMirror, LineMirror, ListMirror
from core.models import Business
from core.money import in_home
from core.openitems import ENTITY_OF_LINK, OpenEntry

HEAD = ("qbo_id", "doc_number", "txn_on", "currency", "exchange_rate")
Key = tuple[str, str, str]
"""A document and one of its parties: entity, QBO id, the party's id."""


@dataclass(frozen=True, slots=True)
class Later:
    """A document dated after the day, and by how much the total of today's open items is more for it than the day's."""

    document: Document
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AsOf:
    """What is open at the end of `day`, in home currency: by document and party, credits negative.

    `later` names what makes today's open items another sum: `sum(open) + sum(later)` is that of the items given.
    `foreign` are the documents in another currency, `documents` what people call each of them, `aged_by` the due dates
    of those that are open today, or their own where they have none.
    """

    day: date
    open: Mapping[Key, Decimal]
    later: tuple[Later, ...]
    foreign: frozenset[tuple[str, str]]
    documents: Mapping[tuple[str, str], Document]
    aged_by: Mapping[tuple[str, str], date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """Of a document that is settled or settles: its date, and the way from its own currency to home."""

    document: Document
    on: date | None
    sign: int
    currency: str | None
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Application:
    """A payment's line: how much of the target it used, in home currency, with the target's sign."""

    payer: Head
    target: Head
    party_id: str
    amount: Decimal

    def later(self, day: date) -> Head | None:
        """The one document of the two that is dated after the day, so that the line does not count yet."""
        late = [head for head in (self.payer, self.target) if head.on and head.on > day]
        return late[0] if len(late) == 1 else None


@dataclass
class _Day:
    """What is open at the end of a day, while it is added up; `effect`: what later documents make of the total."""

    day: date
    open: dict[Key, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    effect: dict[Document, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    dated: dict[Document, date] = field(default_factory=dict)
    documents: dict[tuple[str, str], Document] = field(default_factory=dict)
    foreign: set[tuple[str, str]] = field(default_factory=set)
    aged_by: dict[tuple[str, str], date] = field(default_factory=dict)

    def add_item(self, item: OpenItem) -> None:
        """An item of the day, or one of a document dated later."""
        key = item.document.name
        self.documents[key] = item.document
        if aged_by := item.due_on or item.issued_on:
            self.aged_by[key] = aged_by
        if item.foreign:
            self.foreign.add(key)
        if item.issued_on and item.issued_on > self.day:
            self.effect[item.document] += item.open
            self.dated[item.document] = item.issued_on
        else:
            self.open[*key, item.party_id] += item.open

    def undo(self, one: Application) -> None:
        """A line that does not count yet leaves its earlier document as if it were not there."""
        late = one.later(self.day)
        if late is None or late.on is None:
            return
        kept, amount = (one.target, one.amount) if late is one.payer else (one.payer, -one.amount)
        key = kept.document.name
        self.open[*key, one.party_id] += amount
        self.documents.setdefault(key, kept.document)
        self.effect[late.document] -= amount
        self.dated[late.document] = late.on

    def later(self) -> Iterator[Later]:
        """The documents dated later that make today's total another."""
        for document, amount in self.effect.items():
            if amount:
                yield Later(document, self.dated[document], amount)


def as_of(items: Iterable[OpenItem], applications: Iterable[Application], day: date) -> AsOf:
    """The day's open items. A line counts from the later of its two dates on, as QBO's ageing counts it."""
    sums = _Day(day)
    for item in items:
        sums.add_item(item)
    for one in applications:
        sums.undo(one)
    still_open = {key: amount for key, amount in sums.open.items() if amount}
    later, foreign = tuple(sums.later()), frozenset(sums.foreign)
    return AsOf(day, still_open, later, foreign, sums.documents, sums.aged_by)


def applications_around(
    business: Business,
    day: date,
    lines: type[LineMirror],
    party_column: str,
    owed: Mapping[type[DocumentMirror], int],
    control: Collection[OpenEntry],
) -> Iterator[Application]:
    """Lines of payments that join a document of that day or before with one dated later. Few queries, few rows.

    `owed` are the documents that payments settle, with the sign that what is open on them has; `control` are lines on
    control accounts, which payments settle too.
    """
    future = _dated_later(business, day, owed, control)
    payers: type[DocumentMirror] = lines.qbo.parent  # type: ignore[assignment]
    late_payers = payers.objects.of(business).filter(txn_on__gt=day).values("qbo_id")
    joined = lines.objects.of(business).filter(Q(parent_qbo_id__in=late_payers) | Q(linked_id__in=future))
    found = list(
        joined.exclude(amount=None).values_list(
            "parent_qbo_id", "linked_type", "linked_id", "amount", named=True
        )
    )
    if found:
        yield from _applications(business, found, payers, party_column, owed, control)


def _applications(
    business: Business,
    found: list[Any],
    payers: type[DocumentMirror],
    party_column: str,
    owed: Mapping[type[DocumentMirror], int],
    control: Collection[OpenEntry],
) -> Iterator[Application]:
    theirs = payers.objects.of(business).filter(qbo_id__in={row.parent_qbo_id for row in found})
    payer_rows = {row.qbo_id: row for row in theirs.values_list(*HEAD, party_column, named=True)}
    targets = {
        **_control_heads(control),
        **dict(_owed_heads(business, {row.linked_id for row in found}, owed)),
    }
    for row in found:
        payer = payer_rows.get(row.parent_qbo_id)
        target = targets.get((ENTITY_OF_LINK.get(row.linked_type, row.linked_type), row.linked_id))
        if payer is None or target is None:
            continue
        worth = in_home(row.amount, target.currency, target.rate, business.home_currency)
        if worth is not None:
            head = _head(payers.qbo.name, payer, -1)
            yield Application(head, target, getattr(payer, party_column) or "", target.sign * worth)


def _dated_later(
    business: Business, day: date, owed: Iterable[type[DocumentMirror]], control: Iterable[OpenEntry]
) -> set[str]:
    ids = {entry.document.qbo_id for entry in control if entry.issued_on and entry.issued_on > day}
    for model in owed:
        ids |= set(model.objects.of(business).filter(txn_on__gt=day).values_list("qbo_id", flat=True))
    return ids


def _owed_heads(
    business: Business, ids: Collection[str], owed: Mapping[type[DocumentMirror], int]
) -> Iterable[tuple[tuple[str, str], Head]]:
    for model, sign in owed.items():
        for row in model.objects.of(business).filter(qbo_id__in=ids).values_list(*HEAD, named=True):
            yield (model.qbo.name, row.qbo_id), _head(model.qbo.name, row, sign)


def _control_heads(control: Iterable[OpenEntry]) -> dict[tuple[str, str], Head]:
    return {
        entry.document.name: Head(
            entry.document,
            entry.issued_on,
            -1 if (entry.total or ZERO) < 0 else 1,
            entry.currency,
            entry.rate,
        )
        for entry in control
    }


def _head(entity: str, row: Any, sign: int) -> Head:
    document = Document(entity, row.qbo_id, row.doc_number or "")
    return Head(document, row.txn_on, sign, row.currency, row.exchange_rate)


def survivors(model: type[ListMirror], business: Business) -> dict[str, str]:
    """Parties that QBO merged into another, each with the one that is left of it. One query."""
    merged = model.objects.filter(business=business).exclude(merged_into=None)
    into = dict(merged.values_list("qbo_id", "merged_into"))
    return {lost: _end(lost, into) for lost in into}


def _end(lost: str, into: Mapping[str, str]) -> str:
    seen = set()
    while lost in into and lost not in seen:
        seen.add(lost)
        lost = into[lost]
    return lost
