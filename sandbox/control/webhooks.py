"""The portal page of the app, as far as it is about webhooks: who listens, what waits, how the attempts went."""

from __future__ import annotations

from typing import Any

from sandbox.control.asked import fields, whole
from sandbox.exchange import Request
from sandbox.service import Service
from sandbox.webhooks import tally
from sandbox.webhooks.queue import Queue
from sandbox.webhooks.subscription import Subscription, current, subscribe, unsubscribe


def told(service: Service, request: Request) -> dict[str, Any]:
    """Subscription (null when nobody listens), counts, what waits, and the `last` newest attempts."""
    listener, queue = current(service.store), Queue(service.store)
    return {
        "subscription": listener.as_dict() if listener else None,
        "counts": tally.counts(service.store),
        "queue": queue.waiting(),
        "attempts": queue.attempts(whole(request.query.get("last", "100"), "last")),
    }


def subscribed(service: Service, request: Request) -> dict[str, Any]:
    """`{"url", "verifier", "format", "content_type"}`: ring there from now on."""
    body = fields(request, {"url", "verifier", "format", "content_type"})
    asked = {name: str(value) for name, value in body.items()}
    subscribe(service.store, Subscription(**({"url": "", "verifier": ""} | asked)))
    return told(service, request)


def unsubscribed(service: Service, request: Request) -> dict[str, Any]:
    """Ring nowhere."""
    unsubscribe(service.store)
    return told(service, request)
