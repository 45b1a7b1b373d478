"""Answers kept by requestid: a repeated write is done once and told its first answer (API_FACTS 1.6)."""

from __future__ import annotations

from collections.abc import Callable

from sandbox import faults
from sandbox.store import Store

LIMIT = 50
BATCH_LIMIT = 36
ITEM_LIMIT = 10


def checked(request_id: str, limit: int = LIMIT) -> str:
    """The id itself; fault 2050 when it is longer than allowed."""
    if len(request_id) > limit:
        raise faults.too_long("requestid", limit, len(request_id))
    return request_id


def once(store: Store, realm: str, request_id: str, at: int, work: Callable[[], bytes]) -> bytes:
    """The work's answer, or the stored one when this id was answered before; both in one transaction.

    Only success is stored: whether QuickBooks replays a refusal is not known (API_FACTS 14).
    """
    with store.transaction():
        if not request_id:
            return work()
        sql = "SELECT body FROM replay WHERE realm = ? AND request_id = ?"
        found = store.rows(sql, realm, request_id).fetchone()
        if found:
            return bytes(found[0])
        body = work()
        store.rows("INSERT INTO replay VALUES (?, ?, ?, ?)", realm, request_id, at, body)
        return body
