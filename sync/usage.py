"""Counting what QBO is asked: by business, day and class, since Intuit meters reads (API_FACTS 5.2)."""

from django.conf import settings

from core import clock
from sync import circuit, sql, throttle
from sync.models import ApiUsage, SyncRun
from sync.throttle import Turn

NO_TURN: dict[str, object] = {"place": None, "lease": None}

_COUNT = f"""
    WITH {sql.QUICK}, left_place AS ({throttle.LEAVE}), answered AS ({circuit.ANSWERED}),
    spent AS (
        UPDATE {SyncRun._meta.db_table} SET calls = calls + 1, heartbeat_at = %(now)s
        FROM quick WHERE id = %(run)s
    )
    INSERT INTO {ApiUsage._meta.db_table} AS usage (business_id, day, call_class, calls, errors, reads)
    VALUES (%(business)s, %(day)s, %(call_class)s, 1, %(errors)s, %(reads)s)
    ON CONFLICT (business_id, day, call_class) DO UPDATE SET
        calls = usage.calls + 1, errors = usage.errors + excluded.errors, reads = usage.reads + excluded.reads
"""


def count(
    business_id: int,
    call_class: str,
    *,
    failed: bool,
    run_id: int | None,
    reads: int = 0,
    turn: Turn | None = None,
    answered_by: str = "",
) -> None:
    """One call was made: on the UTC day, and on the run it belongs to, which thereby shows that it is alive.

    `reads` is how many questions it held that Intuit may meter; those of calls that failed are not (API_FACTS 5.2). The
    same statement gives the call's place back, and closes the circuit to the company that answered. What a database
    crash may lose within its last second is worth not waiting for the disk.
    """
    now = clock.now()
    values = {
        "now": now,
        "run": run_id,
        "business": business_id,
        "day": now.date(),
        "call_class": call_class,
        "errors": int(failed),
        "reads": 0 if failed else metered(reads),
        "realm": answered_by,
        "answered": bool(answered_by),
    }
    sql.one(_COUNT, values | (turn.left() if turn else NO_TURN))


def metered(reads: int) -> int:
    """How many of so many reads in one call Intuit meters; a batch's one by one, to be safe (API_FACTS 5.2, UNSURE)."""
    if not settings.QBO_METERED:
        return 0
    return reads if settings.QBO_BATCH_METERED_BY_ITEM else min(reads, 1)
