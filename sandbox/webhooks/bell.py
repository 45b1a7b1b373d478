"""Rings for what was changed in one company: each change is an event in the queue, or what its fate makes of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sandbox import switches
from sandbox.store import Store
from sandbox.webhooks.events import Event, announced
from sandbox.webhooks.fate import Fate, drawn
from sandbox.webhooks.tally import count

# an app hears of the companies it is connected to (API_FACTS 7.1)
_HEARD = """SELECT 1 FROM webhook_subscription
            WHERE EXISTS (SELECT 1 FROM auth_grant WHERE realm = ? AND revoked_at IS NULL)"""
_TAKE_ONE = """UPDATE setting SET value = CAST(value AS INTEGER) - 1
               WHERE name = 'webhook_lose_next' AND realm IN (?, '') AND CAST(value AS INTEGER) > 0"""


class Bell:
    """The events of one company, written in the transaction of the change."""

    def __init__(self, store: Store, realm: str) -> None:
        self.store, self.realm = store, realm

    @property
    def heard(self) -> bool:
        """Whether an app listens that this company is connected to."""
        return self.store.rows(_HEARD, self.realm).fetchone() is not None

    def ring(self, entity: str, id: str, operation: str, at: float, deleted_id: str = "") -> None:
        """Announce a change of an object to an app that listens, where QuickBooks announces such changes."""
        wanted = announced(entity, operation)
        if wanted:
            event = Event(str(uuid.uuid4()), self.realm, entity, id, wanted, at, deleted_id)
            self._send_on(event, switches.every(self.store, self.realm))

    def _send_on(self, event: Event, moods: Mapping[str, Any]) -> None:
        fate = drawn(moods, count(self.store, "events"))
        if moods["webhook_lose_next"] and self._loses_one():
            fate = Fate(())
        for name in ("lost", "repeated", "delayed"):
            if getattr(fate, name):
                count(self.store, name)
        for leaves in fate.leaves:
            self._queue(event, event.at + leaves)

    def _loses_one(self) -> bool:
        return bool(self.store.rows(_TAKE_ONE, self.realm).rowcount)

    def _queue(self, event: Event, due_at: float) -> None:
        sql = """INSERT INTO webhook_event
                 (event_id, realm, entity, entity_id, operation, at, deleted_id, due_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
        what = (event.realm, event.entity, event.entity_id, event.operation)
        self.store.rows(sql, event.id, *what, event.at, event.deleted_id, due_at)
