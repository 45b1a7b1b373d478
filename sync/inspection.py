"""Holding one entity of the mirror against QuickBooks: every object compared, every difference repaired and told.

The census of DESIGN 5: pages are read as in a backfill, but only what is not alike is written. Comparing and writing
happen under the lock of the merge, so nobody writes in between; what others read later is asked for once more.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction

from core.mirror import Mirror, mapped_fields
from sync import comparing, merge, wording
from sync.census import AT_ONCE, found_by_id
from sync.comparing import Unlike
from sync.decode import Decoded, decode
from sync.differences import Difference, DifferenceKind
from sync.envelope import open_changes, open_read
from sync.errors import NotFound
from sync.intake import Intake
from sync.judging import Knowledge, kind_of
from sync.paging import Asks, Place, pages
from sync.rows import Tombstone


class Reads(Asks, Protocol):
    """What an inspection needs of the gate."""

    def read(self, entity: str, qbo_id: str) -> bytes: ...

    def changes(self, entities: Sequence[str], since: datetime) -> bytes: ...


@dataclass
class Inspection:
    """One entity of one business under inspection; `found` are the differences so far.

    `seen` are ids that QBO has; `claims` what rows say of themselves that know more than an answer: it may have been
    given before they were read, or from a copy of the books that lags behind.
    """

    intake: Intake
    gate: Reads
    model: type[Mirror]
    known: Knowledge
    found: list[Difference] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    claims: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def whole(self) -> None:
        """Read the entity whole and compare every row, then ask for those that no page held. Raises `SyncError`."""
        orphans = merge.clear_orphans(self.intake.business, self.model)
        for page in pages(self.gate, self.model, Place(), settings.SYNC_PAGE_SIZE):
            self._compare(page.decoded, page.at)
        self._ask_for([*self.claims, *self._unseen()])
        self._tell_orphans(orphans)

    def these(self, qbo_ids: Collection[str]) -> None:
        """Ask for these objects alone, and for those whose lines are there without them. Raises `SyncError`."""
        orphans = merge.clear_orphans(self.intake.business, self.model)
        self._ask_for([*qbo_ids, *orphans])
        self._ask_for(list(self.claims))
        self._tell_orphans(orphans)

    def _compare(self, decoded: Decoded, at: datetime) -> None:
        """Compare one answer and put right what is not as it says, as the only writer of the entity."""
        self.seen |= decoded.rows.keys() | {odd.qbo_id for odd in decoded.odd}
        with transaction.atomic():
            merge.hold(self.intake.business, self.model)
            unlike = comparing.unlike(self.intake.business, self.model, decoded, at)
            wrong = {qbo_id: one for qbo_id, one in unlike.items() if not self._is_doubtful(one, at)}
            decoded.rows = {qbo_id: row for qbo_id, row in decoded.rows.items() if qbo_id in wrong}
            self.intake.add(self.model, decoded, at, is_news=False, heal=wrong.keys())
        for qbo_id, one in sorted(wrong.items()):
            kind = kind_of(one, at, self.known)
            if kind is not None:
                repaired = qbo_id in decoded.rows
                self.found.append(wording.difference(self.model, one, kind, repaired=repaired))

    def _is_doubtful(self, row: Unlike, at: datetime) -> bool:
        """Whether the row may know more than this answer. Asked again, one that says the same is wrong."""
        if not (row.was_read_after(at) or row.is_later()):
            return False
        said = (row.read_at, *row.mirror_version)
        is_new = self.claims.get(row.qbo_id) != said
        self.claims[row.qbo_id] = said
        return is_new

    def _unseen(self) -> Iterator[str]:
        """Ids of living rows that no page held."""
        ids = self.model.objects.of(self.intake.business).values_list("qbo_id", flat=True)
        return (qbo_id for qbo_id in ids.iterator() if qbo_id not in self.seen)

    def _ask_for(self, qbo_ids: Collection[str]) -> None:
        ids = sorted(set(qbo_ids))
        if self.model.qbo.key != ("Id",):
            self._ask_singly(ids)
            return
        for first in range(0, len(ids), AT_ONCE):
            some = ids[first : first + AT_ONCE]
            answer, at = found_by_id(self.gate, self.model, some, {})
            self._compare(answer, at)
            self._bury([qbo_id for qbo_id in some if qbo_id not in self.seen], at)

    def _ask_singly(self, qbo_ids: Collection[str]) -> None:
        """By its key. What QBO answers with another object, as with the rate of another day, is left as it is."""
        for qbo_id in qbo_ids:
            try:
                if len(qbo_id.split(":")) != len(self.model.qbo.key):
                    raise NotFound(qbo_id)
                page = open_read(self.gate.read(self.model.qbo.name, qbo_id), self.model)
                self._compare(decode(self.model, page.objects, page.at), page.at)
            except NotFound:
                self._bury([qbo_id], None)

    def _bury(self, gone: Collection[str], at: datetime | None) -> None:
        """Bury living rows that QBO does not have; a deletion that is only just told is no difference."""
        rows = list(self.model.objects.of(self.intake.business).filter(qbo_id__in=gone))
        if not rows:
            return
        told = self._deleted_lately() if self.model.qbo.in_cdc else set()
        at = at or max(row.read_at for row in rows)
        dead = Decoded(read=0)
        dead.tombstones = {row.qbo_id: Tombstone(row.qbo_id, row.qbo_updated_at or at) for row in rows}
        with transaction.atomic():
            self.intake.add(self.model, dead, at, is_news=False)
        left = set(
            self.model.objects.of(self.intake.business)
            .filter(qbo_id__in=gone)
            .values_list("qbo_id", flat=True)
        )
        for row in rows:
            if row.qbo_id not in told:
                one = Unlike(row.qbo_id, mirror=_texts(row))
                self.found.append(
                    wording.difference(self.model, one, DifferenceKind.EXTRA, repaired=row.qbo_id not in left)
                )

    def _deleted_lately(self) -> set[str]:
        """Ids of what was deleted too late for the mirror to know."""
        answer = open_changes(self.gate.changes([self.model.qbo.name], self.known.until))
        rows = [raw for objects in answer.groups.values() for raw in objects]
        return set(decode(self.model, rows, answer.at).tombstones)

    def _tell_orphans(self, orphans: Collection[str]) -> None:
        """Lines without a document that were taken away, unless their document has been told of."""
        name, told = self.model.qbo.name, {one.qbo_id for one in self.found}
        for qbo_id in sorted(set(orphans) - told):
            words = f"{name} id {qbo_id}: the mirror had lines of it, and neither side has the document."
            if qbo_id in self.seen:
                words = f"{name} id {qbo_id}: the mirror had lines of it, and not the document."
            self.found.append(Difference(name, qbo_id, DifferenceKind.LINES, "lines", "", True, words))


def _texts(row: Mirror) -> comparing.Values:
    values = {column.name: getattr(row, column.attname) for column in mapped_fields(type(row))}
    return {name: None if value is None else str(value) for name, value in values.items()}
