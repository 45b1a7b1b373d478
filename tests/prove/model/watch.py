"""A watch inside the database: it writes down every mirror row that goes back to an older version, or away.

It sees each row as it is written, by whichever process and in whatever order, so nothing is visible that it misses.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from core.mirror import mirrors

SEEN, FUNCTION = "proof_went_back", "proof_watch"
SET_UP = f"""
CREATE TABLE {SEEN} (mirror text, was jsonb, became jsonb);
CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (CASE WHEN OLD.deleted_at IS NULL AND NEW.deleted_at IS NULL
    THEN (NEW.qbo_updated_at, COALESCE(NEW.sync_token, -1), NEW.read_at)
       < (OLD.qbo_updated_at, COALESCE(OLD.sync_token, -1), OLD.read_at)
    ELSE (NEW.read_at, NEW.qbo_updated_at) < (OLD.read_at, OLD.qbo_updated_at)
  END) THEN
    INSERT INTO {SEEN} VALUES (TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW));
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
"""
WATCH = (
    f'CREATE TRIGGER {FUNCTION} BEFORE UPDATE OR DELETE ON "%s" FOR EACH ROW EXECUTE FUNCTION {FUNCTION}();'
)
TEAR_DOWN = f"DROP FUNCTION {FUNCTION} CASCADE; DROP TABLE {SEEN};"


@contextmanager
def watched_mirrors() -> Iterator[None]:
    """Every mirror is watched meanwhile."""
    _run(SET_UP + "".join(WATCH % model._meta.db_table for model in mirrors()))
    try:
        yield
    finally:
        _run(TEAR_DOWN)


def forget() -> None:
    """What was seen so far, as when tables are emptied, is of no interest."""
    _run(f"DELETE FROM {SEEN}")


def went_back() -> list[tuple[str, str, str]]:
    """Mirror, what was there and what took its place."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT mirror, was::text, became::text FROM {SEEN}")
        return cursor.fetchall()


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
