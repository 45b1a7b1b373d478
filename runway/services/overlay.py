"""Leaving documents out of the numbers because people said so: laid over the open items, never over the books."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from core.cash import ZERO, AccountKind, OpenItem, Side
from runway.models import Verdict
from runway.services.marks import marked
from sync.orchestrators.digest import DigestSnapshot


class Note(Protocol):
    """A word on one object."""

    @property
    def entity(self) -> str: ...
    @property
    def qbo_id(self) -> str: ...
    @property
    def verdict(self) -> str: ...


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How much people left out: documents, what they would bring in, what they would take out."""

    documents: int
    money_in: Decimal
    money_out: Decimal


def without_excluded(snapshot: DigestSnapshot, notes: Iterable[Note]) -> DigestSnapshot:
    """The same snapshot less the open items that were left out; those stand in `left_out`."""
    out = excluded(notes)
    kept = tuple(item for item in snapshot.open_items if _key(item) not in out)
    left = tuple(item for item in snapshot.open_items if _key(item) in out)
    return replace(snapshot, open_items=kept, left_out=left)


def as_said(
    snapshot: DigestSnapshot, marks: Mapping[str, AccountKind], notes: Iterable[Note]
) -> DigestSnapshot:
    """The books with the kinds that people gave their accounts, less what people left out of the numbers."""
    return without_excluded(replace(snapshot, balances=marked(snapshot.balances, marks)), notes)


def excluded(notes: Iterable[Note]) -> frozenset[tuple[str, str]]:
    """Entity and id of every document that one of these words leaves out."""
    return frozenset((note.entity, note.qbo_id) for note in notes if note.verdict == Verdict.EXCLUDED)


def left_out(items: Iterable[OpenItem]) -> LeftOut | None:
    """What was left out, added up by side; None where nothing was."""
    items = tuple(items)
    sums = {side: sum((i.open for i in items if i.side is side), ZERO) for side in Side}
    documents = len({_key(item) for item in items})
    return LeftOut(documents, sums[Side.RECEIVABLE], sums[Side.PAYABLE]) if items else None


def _key(item: OpenItem) -> tuple[str, str]:
    return item.document.name
