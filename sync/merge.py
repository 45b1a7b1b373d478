"""The only writer of mirrors.

Objects are decoded; those never seen are copied straight in, the others are staged in a temporary table and taken over
by one guarded upsert: a version that is not newer than the mirror's changes nothing. Safe for any interleaving of
backfill, changes, webhooks and live reads: one writer at a time works on an entity of a business, the next one waits.
Only rows that were found to be wrong are healed past the guard, by who compared them while being that one writer.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import partial
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, connection, transaction

from core.mirror import ListMirror, Mirror, children_of, mapped_fields
from core.models import Business
from sync import generations, quarantine
from sync.copying import Staged, copy_lines, copy_rows
from sync.decode import Decoded, Odd, decode
from sync.moved import SAYS_ONLY
from sync.rows import Tombstone
from sync.statements import MOVED, SAID, SAME, SILENT, Statements, statements

TOO_MUCH = "54"  # Postgres' class of limits of its own

HOLD = """
SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock(hashtext(%s), id::int)
FROM core_business WHERE id = %s FOR KEY SHARE
"""


@dataclass
class Tally:
    """What became of the objects of one entity, in objects. `older` ones were refused: the mirror knew better.

    `moved_at` is QBO's LastUpdatedTime of each row that is not as it was and whose time is newer than it was: by it a
    change can be dated. Derived balances move in silence, and are not among them. `undated` are the ids of rows of
    which more than words changed without one: their money may have moved at any time.
    """

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    older: int = 0
    deleted: int = 0
    quarantined: int = 0
    keys: set[str] = field(default_factory=set)
    moved_at: list[datetime] = field(default_factory=list)
    undated: set[str] = field(default_factory=set)

    def add(self, other: "Tally") -> "Tally":
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.keys |= other.keys
        self.moved_at += other.moved_at
        self.undated |= other.undated
        return self

    def counts(self) -> dict[str, int]:
        """The numbers alone, as they are stored with a run."""
        return {name: getattr(self, name) for name in COUNTS}

    def changed(self) -> int:
        """Rows of the mirror that are not as they were."""
        return self.inserted + self.updated + self.deleted


COUNTS = tuple(each.name for each in fields(Tally) if each.type is int)


def merge(business: Business, model: type[Mirror], objects: Sequence[bytes], read_at: datetime) -> Tally:
    """Take over one entity's objects from one answer, in one transaction; `read_at` is the answer's `time`.

    Unreadable objects go to quarantine; the rest of the answer is merged all the same.
    """
    return merge_decoded(business, model, decode(model, objects, read_at), read_at)


def merge_decoded(
    business: Business,
    model: type[Mirror],
    decoded: Decoded,
    read_at: datetime,
    *,
    heal: Collection[str] = (),
) -> Tally:
    """The same for objects that were decoded beforehand, beside the merge of the page before them.

    Rows of the ids in `heal` are overwritten whatever version they claim: call it in the transaction in which they
    were compared under `hold`, and found to be wrong and not read later than `read_at`.
    """
    with transaction.atomic():
        hold(business, model)
        wrong = [row for qbo_id, row in decoded.rows.items() if qbo_id in heal]
        rest = [row for qbo_id, row in decoded.rows.items() if qbo_id not in heal]
        tally = _write_rows(business, model, rest, read_at, decoded)
        tally.add(_write_rows(business, model, wrong, read_at, decoded, healing=True))
        tally.add(_bury(business, model, list(decoded.tombstones.values()), read_at))
        quarantine.keep(business, model.qbo.name, decoded.odd)
        quarantine.release(business, model.qbo.name, decoded.rows.keys() | decoded.tombstones.keys())
    tally.read, tally.keys, tally.quarantined = decoded.read, decoded.keys, len(decoded.odd)
    if tally.changed():
        transaction.on_commit(partial(generations.bump, business.pk))
    return tally


def join(business: Business, model: type[ListMirror], lost: str, survivor: str, told_at: datetime) -> bool:
    """Keep that QBO merged one party or account into another: only a webhook names the lost id (API_FACTS 9.4).

    The lost row keeps its columns and names its survivor, apart from being deleted or inactive. Whether that was news.
    """
    with transaction.atomic():
        hold(business, model)
        with connection.cursor() as cursor:
            cursor.execute(statements(model).join, [business.pk, lost, survivor, told_at])
            news = cursor.fetchone() is not None
    if news:
        transaction.on_commit(partial(generations.bump, business.pk))
    return news


def clear_orphans(business: Business, model: type[Mirror]) -> list[str]:
    """Take away lines of this entity that have no living document; the ids of the documents that they named."""
    parents: set[str] = set()
    with transaction.atomic():
        hold(business, model)
        with connection.cursor() as cursor:
            for lines in statements(model).lines.values():
                cursor.execute(lines.orphans, [business.pk])
                parents |= {parent for (parent,) in cursor.fetchall()}
    if parents:
        transaction.on_commit(partial(generations.bump, business.pk))
    return sorted(parents)


def hold(business: Business, model: type[Mirror]) -> None:
    """Be the only writer of this entity until the transaction ends, and keep the business from being erased meanwhile.

    One lock a page, where row locks would have live rows, tombstones and oddities of two pages wait for each other, and
    foreign keys a check a row. Whoever merges several entities in one transaction takes them by name. The commit need
    not wait for the disk: rows and cursor are lost together or not at all, and QBO still has them.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [model._meta.db_table, business.pk])
        if cursor.fetchone() is None:
            raise Business.DoesNotExist(f"{business} was erased while its books were being merged")


def _write_rows(
    business: Business,
    model: type[Mirror],
    rows: list[Staged],
    read_at: datetime,
    decoded: Decoded,
    healing: bool = False,
) -> Tally:
    """Write rows together; where the database refuses one, halve until it stands alone, and set that one aside."""
    if not rows:
        return Tally()
    try:
        return _take_over(business, model, rows, read_at, healing)
    except (DataError, OperationalError) as why:
        if not _is_about_a_row(why):
            raise
        if len(rows) == 1:
            decoded.rows.pop(rows[0].qbo_id)
            decoded.odd.append(
                Odd(rows[0].qbo_id, f"the database refuses it: {_first_line(why)}", rows[0].payload)
            )
            return Tally()
    half = len(rows) // 2
    first = _write_rows(business, model, rows[:half], read_at, decoded, healing)
    return first.add(_write_rows(business, model, rows[half:], read_at, decoded, healing))


def _is_about_a_row(why: Exception) -> bool:
    """Whether the database refuses what a row holds: a value, or one too large for an index or nested too deep."""
    return isinstance(why, DataError) or str(getattr(why.__cause__, "sqlstate", "")).startswith(TOO_MUCH)


def _take_over(
    business: Business, model: type[Mirror], rows: list[Staged], read_at: datetime, healing: bool
) -> Tally:
    """What stands in the way can only be lines that were left behind without their document: they go first then."""
    try:
        return _write(business, model, rows, read_at, healing)
    except IntegrityError:
        _clear_lines(business, statements(model), [row.qbo_id for row in rows])
    return _write(business, model, rows, read_at, healing)


def _write(
    business: Business, model: type[Mirror], rows: list[Staged], read_at: datetime, healing: bool
) -> Tally:
    """New rows go straight in, known ones past the guard, or around it where they are healed."""
    known = _known(business, model, rows)
    with transaction.atomic():
        tally = _insert(business, model, [row for row in rows if row.qbo_id not in known], read_at)
        there = [row for row in rows if row.qbo_id in known]
        return tally.add(_upsert(business, model, there, read_at, healing))


def _known(business: Business, model: type[Mirror], rows: list[Staged]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statements(model).known, [business.pk, [row.qbo_id for row in rows]])
        return {qbo_id for (qbo_id,) in cursor.fetchall()}


def _insert(business: Business, model: type[Mirror], rows: list[Staged], read_at: datetime) -> Tally:
    if not rows:
        return Tally()
    sql = statements(model)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        copy_rows(cursor, sql.insert, business.pk, read_at, rows)
    _write_lines(business, model, sql, rows)
    return Tally(inserted=len(rows), moved_at=[row.version[0] for row in rows])


def _upsert(
    business: Business, model: type[Mirror], rows: list[Staged], read_at: datetime, healing: bool
) -> Tally:
    if not rows:
        return Tally()
    sql = statements(model)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(sql.stage)
        copy_rows(cursor, sql.copy, business.pk, read_at, rows)
        cursor.execute(sql.heal if healing else sql.upsert)
        answers = cursor.fetchall()
    taken = {qbo_id: change for qbo_id, _, change in answers}
    said = [qbo_id for qbo_id, change in taken.items() if change == SAID]
    before = _money_of_lines(business, model, said)
    _clear_lines(business, sql, [qbo_id for qbo_id, inserted, _ in answers if not inserted])
    _write_lines(business, model, sql, [row for row in rows if row.qbo_id in taken])
    after = _money_of_lines(business, model, said)
    silent = {SILENT, SAME} if healing else {SILENT}
    inserted = sum(inserted for _, inserted, _ in answers)
    changed = sum(healing or change != SAME for change in taken.values())
    return Tally(
        inserted=inserted,
        updated=changed - inserted,
        unchanged=len(taken) - changed,
        older=len(rows) - len(taken),
        moved_at=[row.version[0] for row in rows if taken.get(row.qbo_id) == MOVED],
        undated={
            one for one, change in taken.items() if change in silent or before.get(one) != after.get(one)
        },
    )


def _money_of_lines(
    business: Business, model: type[Mirror], qbo_ids: list[str]
) -> dict[str, list[tuple[Any, ...]]]:
    """The lines of these objects as far as they say what moved, in their order."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for child in children_of(model) if qbo_ids else ():
        rows = child.objects.filter(business=business, parent_qbo_id__in=qbo_ids).order_by("position", "pk")
        money = [column.name for column in mapped_fields(child) if column.name not in SAYS_ONLY]
        for parent, *line in rows.values_list("parent_qbo_id", *money):
            found[parent].append((child, *line))
    return found


def _clear_lines(business: Business, sql: Statements, qbo_ids: list[str]) -> None:
    if not qbo_ids:
        return
    with connection.cursor() as cursor:
        for lines in sql.lines.values():
            cursor.execute(lines.clear, [business.pk, qbo_ids])


def _write_lines(business: Business, model: type[Mirror], sql: Statements, rows: list[Staged]) -> None:
    """The lines of rows whose former lines are gone."""
    for index, child in enumerate(children_of(model)):
        with connection.cursor() as cursor, connection.wrap_database_errors:
            written = [line for row in rows for line in row.lines[index]]
            copy_lines(cursor, sql.lines[child].copy, business.pk, written)


def _bury(business: Business, model: type[Mirror], tombstones: list[Tombstone], read_at: datetime) -> Tally:
    """Mark deleted rows, a stub for those never seen; their lines go. Rows read later than the deletion stay.

    Counts those newly known to be gone: a deletion that is told again counts no more, it is only later news.
    """
    if not tombstones:
        return Tally()
    sql = statements(model)
    ids, instants = [t.qbo_id for t in tombstones], [t.deleted_at for t in tombstones]
    with connection.cursor() as cursor:
        cursor.execute(sql.bury, [business.pk, read_at, ids, instants])
        buried = {qbo_id: change for qbo_id, change in cursor.fetchall() if change != SAME}
    _clear_lines(business, sql, list(buried))
    moved_at = [t.deleted_at for t in tombstones if buried.get(t.qbo_id) == MOVED]
    undated = {qbo_id for qbo_id, change in buried.items() if change == SILENT}
    return Tally(deleted=len(buried), moved_at=moved_at, undated=undated)


def _first_line(why: Exception) -> str:
    return str(why).strip().split("\n")[0][:200]
