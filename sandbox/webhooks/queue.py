"""What waits to be sent: events that gather, and bodies that the app has not acknowledged (API_FACTS 7.6)."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from sandbox.clock import pacific_millis
from sandbox.store import Store
from sandbox.webhooks.envelopes import body_of
from sandbox.webhooks.events import Event
from sandbox.webhooks.tally import count

RETRY_SECONDS = (10, 20, 30, 300, 1200, 7200, 14_400, 21_600)  # the last one again and again
LARGEST = 500
_LOG = 1_000


@dataclass(frozen=True, slots=True)
class Delivery:
    """One body on its way: `attempts` were made, the next is due at `next_at`, epoch seconds."""

    id: int
    body: bytes
    format: str
    events: int
    made_at: float
    attempts: int
    next_at: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt went: `status` 0 when there was no answer, `error` says why."""

    at: float
    status: int
    seconds: float
    error: str = ""

    @property
    def acknowledged(self) -> bool:
        return self.status == 200


class Queue:
    """The queue of the data folder; it survives a restart. One sender reads it, any thread adds to it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def head(self) -> Delivery | None:
        """The oldest body that is not acknowledged."""
        return self._first("1")

    def due(self, now: float) -> Delivery | None:
        """The body whose next attempt has been due for longest."""
        return self._first("next_at <= ? ORDER BY next_at", now)

    def _first(self, where: str, *params: Any) -> Delivery | None:
        sql = f"""SELECT id, body, format, events, made_at, attempts, next_at FROM webhook_delivery
                  WHERE {where} LIMIT 1"""
        found = self.store.rows(sql, *params).fetchone()
        return Delivery(*found) if found else None

    def gather(self, now: float, window: float, format: str, shuffled: bool) -> Delivery | None:
        """A new body of the events that gathered, once the first of them has waited long enough; else None."""
        first = self.store.rows("SELECT min(due_at) FROM webhook_event").fetchone()[0]
        if first is None or first > now:
            return None
        with self.store.transaction():
            events = self._take(now + window)
            if shuffled:
                Random(events[0].id).shuffle(events)
            return self._add(events, format, now)

    def _take(self, until: float) -> list[Event]:
        sql = """SELECT seq, event_id, realm, entity, entity_id, operation, at, deleted_id FROM webhook_event
                 WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?"""
        found = self.store.rows(sql, until, LARGEST).fetchall()
        self.store.connection.executemany(
            "DELETE FROM webhook_event WHERE seq = ?", [row[:1] for row in found]
        )
        return [Event(*row[1:]) for row in found]

    def _add(self, events: list[Event], format: str, now: float) -> Delivery:
        sql = """INSERT INTO webhook_delivery (body, format, events, made_at, attempts, next_at)
                 VALUES (?1, ?2, ?3, ?4, 0, ?4) RETURNING id"""
        body = body_of(events, format)
        id = self.store.rows(sql, body, format, len(events), now).fetchall()[0][0]
        count(self.store, "sent", len(events))
        return Delivery(id, body, format, len(events), now, 0, now)

    def note(self, delivery: Delivery, attempt: Attempt) -> None:
        """Log an attempt; an acknowledged body leaves the queue, another is due again after its pause."""
        with self.store.transaction():
            self._log(delivery, attempt)
            if attempt.acknowledged:
                self.store.rows("DELETE FROM webhook_delivery WHERE id = ?", delivery.id)
                count(self.store, "delivered", delivery.events)
            else:
                self._put_off(delivery, attempt)
                count(self.store, "failed_attempts")

    def _put_off(self, delivery: Delivery, attempt: Attempt) -> None:
        pause = RETRY_SECONDS[min(delivery.attempts, len(RETRY_SECONDS) - 1)]
        sql = "UPDATE webhook_delivery SET attempts = attempts + 1, next_at = ? WHERE id = ?"
        self.store.rows(sql, attempt.at + pause, delivery.id)

    def _log(self, delivery: Delivery, attempt: Attempt) -> None:
        sql = """INSERT INTO webhook_attempt (delivery_id, events, at, status, seconds, error)
                 VALUES (?, ?, ?, ?, ?, ?)"""
        what = (attempt.at, attempt.status, attempt.seconds, attempt.error)
        self.store.rows(sql, delivery.id, delivery.events, *what)
        self.store.rows(
            "DELETE FROM webhook_attempt WHERE seq <= (SELECT max(seq) FROM webhook_attempt) - ?", _LOG
        )

    def waiting(self) -> dict[str, Any]:
        """How many events gather, and the bodies not yet acknowledged, oldest first."""
        events = self.store.rows("SELECT count(*) FROM webhook_event").fetchone()[0]
        sql = "SELECT id, events, made_at, attempts, next_at FROM webhook_delivery ORDER BY id"
        names = ("id", "events", "made_at", "attempts", "next_at")
        deliveries = [_told(names, row) for row in self.store.rows(sql)]
        return {"events": events, "deliveries": deliveries}

    def attempts(self, last: int) -> list[dict[str, Any]]:
        """The newest attempts, oldest first."""
        sql = """SELECT delivery_id, events, at, status, seconds, error FROM webhook_attempt
                 ORDER BY seq DESC LIMIT ?"""
        names = ("delivery", "events", "at", "status", "seconds", "error")
        return [_told(names, row) for row in self.store.rows(sql, last)][::-1]


def _told(names: tuple[str, ...], row: tuple[Any, ...]) -> dict[str, Any]:
    told = dict(zip(names, row, strict=True))
    instants = {name: pacific_millis(value) for name, value in told.items() if name.endswith("at")}
    return told | instants
