"""Flow: mirrored. Typed values that follow from the books, kept beside the basis that they were computed on."""

import logging
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec
from django.db import connection

from core.clock import local_date
from core.models import Business
from core.moment import one_moment
from core.telling import facts
from runway.models import Kept
from runway.services.basis import basis_of

log = logging.getLogger(__name__)
T = TypeVar("T")
LEVEL = 1  # of zlib: a large value comes from the database in a third of the time
KEEP = f"""
INSERT INTO {Kept._meta.db_table} AS mine (business_id, name, basis, computed_at, body) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (business_id, name) DO UPDATE
SET basis = excluded.basis, computed_at = excluded.computed_at, body = excluded.body
WHERE mine.computed_at <= excluded.computed_at
"""


def kept(
    business: Business, name: str, kind: type[T], now: datetime, compute: Callable[[], T], *more: object
) -> T:
    """What was computed before on the very same basis, else what `compute` gives now, kept for the next one.

    Basis and books are read in one moment. `compute` takes nothing but the books of the local date, what people said,
    and `more`, so that what is kept equals what would be computed. Within the caller's moment nothing can be kept.
    """
    with one_moment():
        basis = basis_of(business, local_date(now, business.timezone), *more)
        value = found(business, name, basis, kind)
        if value is not None:
            return value
        value = compute()
    if not _only_reads():
        write_down(business, name, basis, value, now)
    return value


def found(business: Business, name: str, basis: str, kind: type[T]) -> T | None:
    """None where nothing was kept on this basis, or what was does not fit its type."""
    bodies = Kept.objects.filter(business=business, name=name, basis=basis).values_list("body", flat=True)
    body = bodies.first()
    if body is None:
        return None
    try:
        return msgspec.msgpack.decode(zlib.decompress(body), type=kind)
    except (zlib.error, msgspec.MsgspecError):
        log.warning("kept value cannot be read", extra=facts(business=business.slug))
        return None


def write_down(business: Business, name: str, basis: str, value: object, now: datetime) -> None:
    """Keep a value in place of an earlier one; one that was computed later stays."""
    body = zlib.compress(msgspec.msgpack.encode(value), LEVEL)
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [business.pk, name, basis, now, body])


def _only_reads() -> bool:
    """Whether the caller's own moment lasts, in which nothing is written."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_read_only")
        return bool(cursor.fetchone() != ("off",))
