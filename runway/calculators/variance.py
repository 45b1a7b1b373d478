"""A forecast week against what became of it: per row and piece of money, each difference with its kind (RUNWAY 4)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.cash import ZERO, Document
from runway.calculators.actuals import Actual
from runway.calculators.base_case import BaseCase
from runway.calculators.entries import Entry, Rule
from runway.calculators.matching import NOTHING, happened_since, matched
from runway.calculators.rows import Row

RECURS = (Rule.RECURRING, Rule.MISSING)


class Kind(StrEnum):
    """Why a week was otherwise than forecast."""

    TIMING = "timing"
    PERMANENT = "permanent"
    MISSING = "missing"
    DATA_ERROR = "data error"


@dataclass(frozen=True, slots=True)
class Difference:
    """One piece of money in one week, signed: `timing + permanent + missing + data_error` = actual - forecast."""

    row: Row
    key: str
    party: str
    documents: tuple[Document, ...]
    forecast: Decimal
    actual: Decimal
    kinds: Mapping[Kind, Decimal]

    @property
    def amount(self) -> Decimal:
        return self.actual - self.forecast


@dataclass(frozen=True, slots=True)
class RowVariance:
    """One row of the sheet; its kinds add up to actual less forecast."""

    row: Row
    forecast: Decimal
    actual: Decimal
    kinds: Mapping[Kind, Decimal]
    pieces: tuple[Difference, ...]

    @property
    def difference(self) -> Decimal:
        return self.actual - self.forecast


def variance(
    before: BaseCase,
    now: BaseCase,
    happened: Iterable[Actual],
    until: date,
    known: Iterable[Actual] = (),
    fixed: Collection[str] = NOTHING,
) -> tuple[RowVariance, ...]:
    """The days from a forecast's own to `until`, both included, in the order of the rows.

    A movement stands on the row of the entry that it carried out. Timing: the money moved in another week or is still
    to move. Permanent: it came as another amount, or will not come. Missing: it was in no forecast. Data error: its
    document was voided, deleted or corrected since (`fixed`, by key). `happened`, `known`: as for the bridge.
    """
    still = _still_open(before, now)
    acted = matched(before, happened_since(before, happened, now.today, known), still)
    pieces: dict[Row, list[Difference]] = defaultdict(list)
    for piece in _pieces(before, acted, still, until, fixed):
        if piece.forecast or piece.actual:
            pieces[piece.row].append(piece)
    return tuple(_row(row, pieces[row]) for row in Row if row in pieces)


def _still_open(before: BaseCase, now: BaseCase) -> set[str]:
    """Keys of entries that are still to move: themselves, or as a document that was entered for what recurs."""
    keys, then = {entry.key for entry in now.entries}, {entry.key for entry in before.entries}
    entered = {(entry.party, entry.side) for entry in now.entries if entry.key not in then}
    as_bills = (e.key for e in before.entries if e.rule in RECURS and (e.party, e.side) in entered)
    return keys.union(as_bills)


def _pieces(
    before: BaseCase, acted: Iterable[Actual], still: Collection[str], until: date, fixed: Collection[str]
) -> Iterator[Difference]:
    paid: dict[str, list[Actual]] = defaultdict(list)
    loose: dict[Row, list[Actual]] = defaultdict(list)
    for actual in acted:
        if actual.key:
            paid[actual.key].append(actual)
        elif actual.on <= until:
            loose[actual.row].append(actual)
    averaged: dict[Row, Decimal] = defaultdict(lambda: ZERO)
    for place, entry in enumerate(before.entries):
        forecast = before.moved(place, 0, (until - before.today).days)
        if entry.rule is Rule.RUN_RATE:
            averaged[entry.row] += forecast
        else:
            yield _piece(entry, _moved(entry, forecast, paid.pop(entry.key, []), until, still, fixed))
    yield from (_average(row, forecast, loose.pop(row, [])) for row, forecast in averaged.items())
    yield from (_unforeseen(actual) for actuals in loose.values() for actual in actuals)


@dataclass(frozen=True, slots=True)
class _Moved:
    """What one entry was forecast to move, what it moved, in the week and ever, and what is known of it now."""

    forecast: Decimal
    actual: Decimal
    ever: Decimal
    is_open: bool
    is_fixed: bool

    def kinds(self, whole: Decimal) -> dict[Kind, Decimal]:
        """The difference by kind, nothing left out."""
        difference = self.actual - self.forecast
        if self.is_fixed:
            return _only(Kind.DATA_ERROR, difference)
        if self.is_open:
            return _only(Kind.TIMING, difference)
        if not self.ever:
            return _only(Kind.PERMANENT, difference)
        permanent = self.ever - whole if self.actual else ZERO
        return _only(Kind.PERMANENT, permanent) | _only(Kind.TIMING, difference - permanent)


def _moved(
    entry: Entry,
    forecast: Decimal,
    paid: Iterable[Actual],
    until: date,
    still: Collection[str],
    fixed: Collection[str],
) -> _Moved:
    paid = tuple(paid)
    return _Moved(
        forecast=forecast,
        actual=sum((actual.amount for actual in paid if actual.on <= until), ZERO),
        ever=sum((actual.amount for actual in paid), ZERO),
        is_open=entry.key in still,
        is_fixed=entry.key in fixed,
    )


def _only(kind: Kind, amount: Decimal) -> dict[Kind, Decimal]:
    return {kind: amount} if amount else {}


def _piece(entry: Entry, moved: _Moved) -> Difference:
    return Difference(
        row=entry.row,
        key=entry.key,
        party=entry.party,
        documents=entry.documents,
        forecast=moved.forecast,
        actual=moved.actual,
        kinds=moved.kinds(entry.amount),
    )


def _unforeseen(actual: Actual) -> Difference:
    return Difference(
        row=actual.row,
        key="",
        party=actual.party,
        documents=actual.documents,
        forecast=ZERO,
        actual=actual.amount,
        kinds=_only(Kind.MISSING, actual.amount),
    )


def _average(row: Row, forecast: Decimal, happened: Iterable[Actual]) -> Difference:
    """An average of past weeks against all that came on its row and was not forecast by itself."""
    happened = tuple(happened)
    actual = sum((a.amount for a in happened), ZERO)
    documents = tuple(document for a in happened for document in a.documents)
    return Difference(row, "", "", documents, forecast, actual, _only(Kind.PERMANENT, actual - forecast))


def _row(row: Row, pieces: list[Difference]) -> RowVariance:
    kinds = {kind: sum((piece.kinds.get(kind, ZERO) for piece in pieces), ZERO) for kind in Kind}
    ordered = sorted(pieces, key=lambda piece: (-abs(piece.amount), piece.party, piece.key, piece.documents))
    return RowVariance(
        row=row,
        forecast=sum((piece.forecast for piece in pieces), ZERO),
        actual=sum((piece.actual for piece in pieces), ZERO),
        kinds=kinds,
        pieces=tuple(ordered),
    )
