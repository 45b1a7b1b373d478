"""Counting what QBO is asked: by business, day and class, since Intuit meters reads (API_FACTS 5.2)."""

from django.db import connection

from core import clock
from sync.models import ApiUsage, SyncRun

_COUNT = f"""
    WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)),
    spent AS (
        UPDATE {SyncRun._meta.db_table} SET calls = calls + 1, heartbeat_at = %(now)s
        FROM quick WHERE id = %(run)s
    )
    INSERT INTO {ApiUsage._meta.db_table} AS usage (business_id, day, call_class, calls, errors)
    VALUES (%(business)s, %(day)s, %(call_class)s, 1, %(errors)s)
    ON CONFLICT (business_id, day, call_class) DO UPDATE
    SET calls = usage.calls + 1, errors = usage.errors + excluded.errors
"""


def count(business_id: int, call_class: str, *, failed: bool, run_id: int | None) -> None:
    """One call was made: on the UTC day, and on the run it belongs to, which thereby shows that it is alive.

    A count that a database crash may lose within its last second is worth not waiting for the disk.
    """
    now = clock.now()
    values = {
        "now": now,
        "run": run_id,
        "business": business_id,
        "day": now.date(),
        "call_class": call_class,
        "errors": int(failed),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
