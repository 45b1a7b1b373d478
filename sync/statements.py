"""The SQL that takes rows over, composed once per mirror from its columns."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from core.mirror import LineMirror, Mirror, children_of
from sync.moved import SAYS_ONLY
from sync.rows import columns_of, line_columns_of

KEY = ("business_id", "qbo_id")
SAME, SILENT, MOVED, SAID = range(4)  # what a row that was taken over is to the one before it

STAGE = """
CREATE TEMP TABLE IF NOT EXISTS {stage} WITH (toast_tuple_target = 8160) ON COMMIT DELETE ROWS
AS SELECT {columns} FROM {table} WITH NO DATA;
TRUNCATE {stage}
"""

COPY = "COPY {into} ({columns}) FROM STDIN"

KNOWN = "SELECT qbo_id FROM {table} WHERE business_id = %s AND qbo_id = ANY(%s)"

# A deletion has no token, and its instant may be later than any that its object ever had: between it and a living
# version decides the answer that came later, within one answer the later instant. So a page that was read before the
# deletion was told changes nothing, whenever it is merged, and one that was read after it brings the object back; had
# that page been stale for all that, the next changes tell the deletion again, since their windows overlap.
# The sub-selects see the row as it was before the statement; a difference in payload is what counts as a change, and
# it can be dated where QBO's own instant has moved with it. One that cannot, and leaves all columns of money as they
# were, only says something else: a document's BillableStatus does that, and the name of its party.
NEWER = """
WHERE CASE WHEN mine.deleted_at IS NULL
  THEN (mine.qbo_updated_at, mine.sync_token, mine.read_at)
     < (EXCLUDED.qbo_updated_at, EXCLUDED.sync_token, EXCLUDED.read_at)
  ELSE (mine.read_at, mine.qbo_updated_at) < (EXCLUDED.read_at, EXCLUDED.qbo_updated_at)
END
"""

# A row that is known to be wrong may claim any version: to heal it, the guard is left out.
WHATEVER_IT_CLAIMS = ""

UPSERT = """
INSERT INTO {table} AS mine ({columns})
SELECT {columns} FROM {stage} ORDER BY qbo_id COLLATE "C"
ON CONFLICT (business_id, qbo_id) DO UPDATE SET {assignments}, deleted_at = NULL
{guard}
RETURNING mine.qbo_id, mine.xmax = 0, CASE WHEN mine.xmax = 0 THEN {moved} ELSE COALESCE((
  SELECT CASE
    WHEN before.payload IS NOT DISTINCT FROM mine.payload AND before.deleted_at IS NULL THEN {same}
    WHEN before.qbo_updated_at < mine.qbo_updated_at THEN {moved}
    WHEN before.deleted_at IS NULL AND ({was}) IS NOT DISTINCT FROM ({now}) THEN {said}
    ELSE {silent} END
  FROM {table} AS before
  WHERE before.business_id = mine.business_id AND before.qbo_id = mine.qbo_id), {moved}) END
"""

BURY = """
INSERT INTO {table} AS mine (business_id, qbo_id, qbo_updated_at, read_at, deleted_at)
SELECT %s, dead.qbo_id, dead.at, seen.at, dead.at
FROM (SELECT %s::timestamptz AS at) AS seen, unnest(%s::text[], %s::timestamptz[]) AS dead (qbo_id, at)
ORDER BY dead.qbo_id COLLATE "C"
ON CONFLICT (business_id, qbo_id) DO UPDATE
SET deleted_at = EXCLUDED.deleted_at, qbo_updated_at = EXCLUDED.qbo_updated_at, read_at = EXCLUDED.read_at
WHERE (mine.read_at, mine.qbo_updated_at) <= (EXCLUDED.read_at, EXCLUDED.qbo_updated_at)
RETURNING mine.qbo_id, COALESCE((
  SELECT CASE
    WHEN before.deleted_at IS NOT NULL THEN {same}
    WHEN before.qbo_updated_at < mine.qbo_updated_at THEN {moved}
    ELSE {silent} END
  FROM {table} AS before
  WHERE before.business_id = mine.business_id AND before.qbo_id = mine.qbo_id), {moved})
"""

# A lost id that was never seen becomes a stub, as a tombstone does: documents may still name it.
JOIN = """
INSERT INTO {table} AS mine (business_id, qbo_id, qbo_updated_at, read_at, merged_into)
SELECT %s, %s, at, at, %s FROM (SELECT %s::timestamptz AS at) AS told
ON CONFLICT (business_id, qbo_id) DO UPDATE SET merged_into = EXCLUDED.merged_into
WHERE mine.merged_into IS DISTINCT FROM EXCLUDED.merged_into
RETURNING mine.qbo_id
"""

CLEAR = "DELETE FROM {table} WHERE business_id = %s AND parent_qbo_id = ANY(%s)"

# Lines are taken away with their document; some that are left without a living one were not written by the merge.
ORPHANS = """
DELETE FROM {table} AS line WHERE business_id = %s AND NOT EXISTS (
  SELECT FROM {parent} AS document
  WHERE document.business_id = line.business_id AND document.qbo_id = line.parent_qbo_id
    AND document.deleted_at IS NULL)
RETURNING parent_qbo_id
"""


@dataclass(frozen=True)
class LineStatements:
    """How one child mirror's rows are taken away, written, and cleared of those whose document is gone."""

    clear: str
    copy: str
    orphans: str


@dataclass(frozen=True)
class Statements:
    """How one mirror's rows are found, copied in, staged, taken over, healed and buried, and their lines with them."""

    known: str
    insert: str
    stage: str
    copy: str
    upsert: str
    heal: str
    bury: str
    join: str
    lines: dict[type[LineMirror], LineStatements]


@cache
def statements(model: type[Mirror]) -> Statements:
    """All SQL of one mirror; column order is that of sync/copying.py."""
    mapped = columns_of(model)
    written = ["business_id", "read_at", "qbo_id", "sync_token", "qbo_updated_at", *mapped, "payload"]
    money = [name for name in mapped if name not in SAYS_ONLY]
    parts: dict[str, Any] = {
        "same": SAME,
        "silent": SILENT,
        "moved": MOVED,
        "said": SAID,
        "was": _row_of("before", money),
        "now": _row_of("mine", money),
        "table": quoted(model._meta.db_table),
        "stage": quoted(f"stage_{model._meta.db_table}"),
        "columns": ", ".join(map(quoted, written)),
        "assignments": ", ".join(
            f"{quoted(name)} = EXCLUDED.{quoted(name)}" for name in written if name not in KEY
        ),
    }
    return Statements(
        known=KNOWN.format(**parts),
        insert=COPY.format(into=parts["table"], **parts),
        stage=STAGE.format(**parts),
        copy=COPY.format(into=parts["stage"], **parts),
        upsert=UPSERT.format(guard=NEWER, **parts),
        heal=UPSERT.format(guard=WHATEVER_IT_CLAIMS, **parts),
        bury=BURY.format(**parts),
        join=JOIN.format(**parts),
        lines={child: _line_statements(child) for child in children_of(model)},
    )


def _row_of(table: str, columns: list[str]) -> str:
    return "ROW(" + ", ".join(f"{table}.{quoted(name)}" for name in columns) + ")"


def _line_statements(child: type[LineMirror]) -> LineStatements:
    on_line, on_link = line_columns_of(child)
    columns = ", ".join(map(quoted, ["business_id", "position", "parent_qbo_id", *on_line, *on_link]))
    table = quoted(child._meta.db_table)
    parent = quoted(child.qbo.parent._meta.db_table)
    return LineStatements(
        clear=CLEAR.format(table=table),
        copy=COPY.format(into=table, columns=columns),
        orphans=ORPHANS.format(table=table, parent=parent),
    )


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
