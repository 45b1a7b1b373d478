"""Measuring freshness: how long each change took from QBO's `LastUpdatedTime` to the mirror (DESIGN 5).

The answer's own time less the change's is what QBO's clock says; our clock adds what came after the answer. Neither is
ever compared with the other.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from core import clock
from sync.models import ChangeLag

SPANS = {
    "within_10_s": timedelta(seconds=10),
    "within_60_s": timedelta(seconds=60),
    "within_5_min": timedelta(minutes=5),
    "within_15_min": timedelta(minutes=15),
    "within_1_h": timedelta(hours=1),
}
COLUMNS = (*SPANS, "later")
_LIMITS = tuple(SPANS.values())
_COUNT = f"""
    INSERT INTO {ChangeLag._meta.db_table} AS mine (business_id, day, entity, {", ".join(COLUMNS)})
    VALUES (%s, %s, %s, {", ".join(["%s"] * len(COLUMNS))})
    ON CONFLICT (business_id, entity, day) DO UPDATE
    SET {", ".join(f"{column} = mine.{column} + excluded.{column}" for column in COLUMNS)}
"""


def count(
    business_id: int, entity: str, moved_at: Iterable[datetime], answered_at: datetime, told_at: datetime
) -> None:
    """Count changes that are being merged; one statement, and none where there are none.

    `moved_at` and `answered_at`, the answer's `time`, are on QBO's clock; `told_at`, when the answer came, is on ours.
    Call it in the transaction of the rows, while the merge holds their entity, so that writers never meet here.
    """
    now = clock.now()
    counts = Counter(span_of(answered_at - at + (now - told_at)) for at in moved_at)
    if counts:
        values: list[Any] = [business_id, now.date(), entity, *(counts[column] for column in COLUMNS)]
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, values)


def span_of(lag: timedelta) -> str:
    """The column of the shortest span that a lag fits in."""
    return COLUMNS[bisect_left(_LIMITS, lag)]
