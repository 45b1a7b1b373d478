"""Rows whose columns or lines are not what their own payload says: found without a call, by mapping it once more."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from core.mirror import Mirror
from core.models import Business
from sync import comparing, merge
from sync.decode import decode
from sync.statements import quoted

AT_ONCE = 1000
END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
PAYLOADS = """
SELECT qbo_id, payload::text FROM {table}
WHERE business_id = %s AND deleted_at IS NULL AND qbo_id > %s ORDER BY qbo_id LIMIT %s
"""


def suspects(business: Business, model: type[Mirror]) -> list[str]:
    """Ids of living rows that do not follow their payload, or whose payload cannot be read."""
    found: list[str] = []
    after = ""
    while True:
        with transaction.atomic():
            merge.hold(business, model)
            rows = _payloads(business, model, after)
            found += _unlike(business, model, rows)
        if len(rows) < AT_ONCE:
            return found
        after = rows[-1][0]


def _payloads(business: Business, model: type[Mirror], after: str) -> list[tuple[str, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute(PAYLOADS.format(table=quoted(model._meta.db_table)), [business.pk, after, AT_ONCE])
        found: list[Any] = cursor.fetchall()
    return found


def _unlike(business: Business, model: type[Mirror], rows: list[tuple[str, str | None]]) -> Iterator[str]:
    said = [payload.encode() for _, payload in rows if payload is not None]
    decoded = decode(model, said, END_OF_TIME)
    unlike = comparing.unlike(business, model, decoded, END_OF_TIME, payload=False)
    return (qbo_id for qbo_id, _ in rows if qbo_id in unlike or qbo_id not in decoded.rows)
