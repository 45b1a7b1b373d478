"""How many events rang, were lost, were sent: counts that survive a restart."""

from __future__ import annotations

from sandbox.store import Store

NAMES = ("events", "lost", "repeated", "delayed", "sent", "delivered", "failed_attempts")


def count(store: Store, name: str, more: int = 1) -> int:
    """Add to a count in the caller's transaction; what it is now."""
    sql = """INSERT INTO webhook_count VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET n = n + ?2 RETURNING n"""
    found: int = store.rows(sql, name, more).fetchall()[0][0]
    return found


def counts(store: Store) -> dict[str, int]:
    """All counts; `sent` and `delivered` count events, the copies of repeated ones too."""
    return dict.fromkeys(NAMES, 0) | dict(store.rows("SELECT name, n FROM webhook_count"))


def clear(store: Store) -> None:
    """Begin at zero."""
    store.rows("DELETE FROM webhook_count")
