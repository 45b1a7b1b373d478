"""Sends what the queue holds to the app, on the sandbox clock, and tries again by Intuit's schedule (API_FACTS 7.6)."""

from __future__ import annotations

import time

import requests

from sandbox import switches
from sandbox.clock import Clock
from sandbox.store import Store
from sandbox.webhooks import subscription
from sandbox.webhooks.envelopes import headers_of
from sandbox.webhooks.queue import Attempt, Delivery, Queue
from sandbox.webhooks.subscription import Subscription


class Sender:
    """The one that rings; its rounds are made by one thread."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.queue = Queue(store)
        self._session = requests.Session()
        self._session.trust_env = False

    def round(self) -> bool:
        """Make at most one attempt that is due; whether there was one."""
        listener = subscription.current(self.store)
        if listener is None:
            return False
        delivery = self._next(listener, self.clock.epoch())
        if delivery is not None:
            self.queue.note(delivery, self._attempt(listener, delivery))
        return delivery is not None

    def _next(self, listener: Subscription, now: float) -> Delivery | None:
        """The body to send now: while one is not acknowledged, none follows, unless the switch says so."""
        moods = switches.every(self.store, "")
        blocking = self.queue.head() if moods["webhook_blocking"] else None
        if blocking is not None:
            return blocking if blocking.next_at <= now else None
        window, shuffled = float(moods["webhook_window_seconds"]), bool(moods["webhook_reordered"])
        return self.queue.due(now) or self.queue.gather(now, window, listener.format, shuffled)

    def _attempt(self, listener: Subscription, delivery: Delivery) -> Attempt:
        headers = headers_of(
            delivery.body, listener.verifier, listener.content_type, delivery.format, delivery.made_at
        )
        patience = switches.read(self.store, "", "webhook_answer_seconds")
        began, at = time.monotonic(), self.clock.epoch()
        try:
            answer = self._session.post(
                listener.url, delivery.body, headers=headers, timeout=patience, allow_redirects=False
            )
            status, error = answer.status_code, ""
        except requests.RequestException as trouble:
            status, error = 0, type(trouble).__name__
        return Attempt(at, status, round(time.monotonic() - began, 3), error)
