"""Holding objects that QuickBooks sent against the mirror's rows, in the database: column by column, line by line.

What is alike costs a join and no write. What it means that something is not is judged in sync/judging.py.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from core.mirror import LineMirror, Mirror, children_of
from core.models import Business
from sync.copying import copy_lines, copy_rows
from sync.decode import Decoded
from sync.rows import columns_of, line_columns_of
from sync.statements import quoted, statements

VERSION = ("qbo_updated_at", "sync_token")
LINE_STAGE = """
CREATE TEMP TABLE IF NOT EXISTS {stage} ON COMMIT DELETE ROWS AS SELECT {columns} FROM {table} WITH NO DATA;
TRUNCATE {stage}
"""

# A row that says it was read later than what was sent is looked at too: it may have been, or may only say so.
UNLIKE = """
SELECT sent.qbo_id, mine.qbo_id IS NOT NULL, mine.deleted_at IS NOT NULL, mine.read_at,
  mine.qbo_updated_at, mine.sync_token, sent.qbo_updated_at, sent.sync_token,
  ARRAY[{mine}], ARRAY[{sent}], {mine_keys}, {sent_keys}
FROM {stage} AS sent LEFT JOIN {table} AS mine
  ON mine.business_id = sent.business_id AND mine.qbo_id = sent.qbo_id
WHERE mine.qbo_id IS NULL OR mine.deleted_at IS NOT NULL
  OR ({mine_compared}) IS DISTINCT FROM ({sent_compared}) OR mine.read_at > sent.read_at
"""

# The top-level keys of an object whose values are not those of the other; a payload may be no object at all.
KEYS = """
ARRAY(SELECT e.key FROM jsonb_each(CASE jsonb_typeof({one}.payload) WHEN 'object' THEN {one}.payload END) AS e
  WHERE e.value IS DISTINCT FROM CASE jsonb_typeof({other}.payload) WHEN 'object' THEN {other}.payload -> e.key END
  ORDER BY e.key)
"""

UNLIKE_LINES = """
WITH mine AS (
  SELECT {columns} FROM {table} AS line
  WHERE business_id = %s AND parent_qbo_id IN (SELECT qbo_id FROM {parents})),
only_mine AS (SELECT {columns} FROM mine EXCEPT SELECT {columns} FROM {stage}),
only_sent AS (SELECT {columns} FROM {stage} EXCEPT SELECT {columns} FROM mine)
SELECT parent_qbo_id, position, 'mirror', ARRAY[{texts}] FROM only_mine
UNION ALL SELECT parent_qbo_id, position, 'qbo', ARRAY[{texts}] FROM only_sent
ORDER BY 1, 2
"""

Values = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class UnlikeLine:
    """One place in a document's lines: what either side has there, None where it has no line."""

    name: str
    position: int
    mirror: Values | None
    qbo: Values | None


@dataclass(slots=True)
class Unlike:
    """An object that the mirror does not have as it was sent.

    `mirror` and `qbo` are the mapped columns as text; `mirror_keys` and `qbo_keys` the payload's keys that differ.
    Versions are (LastUpdatedTime, SyncToken); those of a row that is not there are empty.
    """

    qbo_id: str
    is_there: bool = True
    is_deleted: bool = False
    read_at: datetime | None = None
    mirror_version: tuple[datetime | None, int | None] = (None, None)
    qbo_version: tuple[datetime | None, int | None] = (None, None)
    mirror: Values = field(default_factory=dict)
    qbo: Values = field(default_factory=dict)
    mirror_keys: tuple[str, ...] = ()
    qbo_keys: tuple[str, ...] = ()
    lines: list[UnlikeLine] = field(default_factory=list)

    def is_older(self) -> bool:
        """Whether the row is of an earlier version of the object."""
        return self._order() < 0

    def is_later(self) -> bool:
        """Whether it claims to be of a later one."""
        return self._order() > 0

    def was_read_after(self, at: datetime) -> bool:
        return self.read_at is not None and self.read_at > at

    def _order(self) -> int:
        """Of the row's version to that which was sent; 0 where either is not known."""
        (mine_at, mine_token), (at, token) = self.mirror_version, self.qbo_version
        if mine_at is None or mine_token is None or at is None or token is None:
            return 0
        mine, sent = (mine_at, mine_token), (at, token)
        return (mine > sent) - (mine < sent)

    def columns(self) -> list[str]:
        """Mapped columns whose values are not the same."""
        return [name for name, value in self.qbo.items() if self.mirror.get(name) != value]

    def keys(self) -> list[str]:
        """Top-level keys of the payload whose values are not the same."""
        return sorted({*self.mirror_keys, *self.qbo_keys})


def unlike(
    business: Business, model: type[Mirror], decoded: Decoded, read_at: datetime, *, payload: bool = True
) -> dict[str, Unlike]:
    """The objects of one answer that the mirror has otherwise, or not, by id; call it in a transaction, under `hold`.

    Without `payload` only columns and lines are compared.
    """
    if not decoded.rows:
        return {}
    sql, rows = statements(model), list(decoded.rows.values())
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(sql.stage)
        copy_rows(cursor, sql.copy, business.pk, read_at, rows)
        cursor.execute(_unlike_rows(model, payload))
        found = {row[0]: _unlike(model, row) for row in cursor.fetchall()}
        for index, child in enumerate(children_of(model)):
            cursor.execute(_line_stage(child))
            copy_lines(
                cursor,
                sql.lines[child].copy.replace(_table(child), _stage(child), 1),
                business.pk,
                [line for row in rows for line in row.lines[index]],
            )
            cursor.execute(_unlike_lines(child), [business.pk])
            _add_lines(child, found, cursor.fetchall(), decoded)
    return found


def _unlike(model: type[Mirror], row: tuple[Any, ...]) -> Unlike:
    qbo_id, is_there, is_deleted, read_at, *rest = row
    mine_at, mine_token, sent_at, sent_token, mine, sent, mine_keys, sent_keys = rest
    names = columns_of(model)
    return Unlike(
        qbo_id,
        is_there,
        is_deleted,
        read_at,
        (mine_at, mine_token),
        (sent_at, sent_token),
        dict(zip(names, mine, strict=True)),
        dict(zip(names, sent, strict=True)),
        tuple(mine_keys or ()),
        tuple(sent_keys or ()),
    )


def _add_lines(
    child: type[LineMirror], found: dict[str, Unlike], rows: list[tuple[Any, ...]], decoded: Decoded
) -> None:
    """Lines that differ, each place once, beside whatever else is unlike of their document."""
    names = _line_columns(child)
    places: dict[tuple[str, int], dict[str, Values]] = {}
    for parent, position, side, values in rows:
        places.setdefault((parent, position), {})[side] = dict(zip(names, values, strict=True))
    for (parent, position), sides in places.items():
        document = found.setdefault(parent, Unlike(parent, qbo_version=decoded.rows[parent].version))
        line = UnlikeLine(str(child._meta.verbose_name), position, sides.get("mirror"), sides.get("qbo"))
        document.lines.append(line)


@cache
def _unlike_rows(model: type[Mirror], payload: bool) -> str:
    version = [name for name in VERSION if model.qbo.by_time or name != "qbo_updated_at"]
    compared = [*version, *columns_of(model), *(["payload"] if payload else [])]
    none = "ARRAY[]::text[]"
    return UNLIKE.format(
        table=_table(model),
        stage=quoted(f"stage_{model._meta.db_table}"),
        mine=_texts("mine", columns_of(model)),
        sent=_texts("sent", columns_of(model)),
        mine_keys=KEYS.format(one="mine", other="sent") if payload else none,
        sent_keys=KEYS.format(one="sent", other="mine") if payload else none,
        mine_compared=", ".join(f"mine.{quoted(name)}" for name in compared),
        sent_compared=", ".join(f"sent.{quoted(name)}" for name in compared),
    )


@cache
def _line_stage(child: type[LineMirror]) -> str:
    return LINE_STAGE.format(stage=_stage(child), table=_table(child), columns=_all_line_columns(child))


@cache
def _unlike_lines(child: type[LineMirror]) -> str:
    return UNLIKE_LINES.format(
        table=_table(child),
        stage=_stage(child),
        parents=quoted(f"stage_{child.qbo.parent._meta.db_table}"),
        columns=_all_line_columns(child),
        texts=", ".join(f"{quoted(name)}::text" for name in _line_columns(child)),
    )


def _line_columns(child: type[LineMirror]) -> list[str]:
    on_line, on_link = line_columns_of(child)
    return [*on_line, *on_link]


def _all_line_columns(child: type[LineMirror]) -> str:
    return ", ".join(map(quoted, ["business_id", "position", "parent_qbo_id", *_line_columns(child)]))


def _texts(of: str, names: list[str]) -> str:
    return ", ".join(f"{of}.{quoted(name)}::text" for name in names)


def _table(model: type[Mirror] | type[LineMirror]) -> str:
    return quoted(model._meta.db_table)


def _stage(child: type[LineMirror]) -> str:
    return quoted(f"stage_{child._meta.db_table}")
