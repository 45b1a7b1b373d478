"""Who listens: the one address of the app for all its companies (API_FACTS 7.1)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.store import Store
from sandbox.webhooks.envelopes import CLOUDEVENTS, CONTENT_TYPES, FORMATS


class WrongSubscription(ValueError):
    """Nobody could be rung there; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where events go, under which verifier token they are signed, in which format they are written."""

    url: str
    verifier: str
    format: str = CLOUDEVENTS
    content_type: str = CONTENT_TYPES[0]

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme not in ("http", "https") or not address.netloc:
            raise WrongSubscription(f"url must be a full http or https address, not {self.url!r}")
        if not self.verifier:
            raise WrongSubscription("verifier is required: the token that signs every body")
        for name, allowed in (("format", FORMATS), ("content_type", CONTENT_TYPES)):
            if getattr(self, name) not in allowed:
                raise WrongSubscription(f"{name} is one of {', '.join(allowed)}, not {getattr(self, name)!r}")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def current(store: Store) -> Subscription | None:
    """The subscription, or None when nobody listens."""
    sql = "SELECT url, verifier, format, content_type FROM webhook_subscription"
    found = store.rows(sql).fetchone()
    return Subscription(*found) if found else None


def subscribe(store: Store, subscription: Subscription) -> None:
    """Ring there from now on; what still waits goes there too."""
    with store.transaction():
        store.rows("DELETE FROM webhook_subscription")
        sql = "INSERT INTO webhook_subscription (url, verifier, format, content_type) VALUES (?, ?, ?, ?)"
        store.rows(sql, *subscription.as_dict().values())


def unsubscribe(store: Store) -> None:
    """Ring nowhere, and forget what waits."""
    with store.transaction():
        for table in ("webhook_subscription", "webhook_event", "webhook_delivery"):
            store.rows(f"DELETE FROM {table}")
