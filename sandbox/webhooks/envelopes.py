"""The body of a delivery in both formats, its headers and its signature (API_FACTS 7.2 to 7.4)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sandbox.webhooks.events import SPELLED, Event
from sandbox.wire import encode

CLOUDEVENTS, LEGACY = "cloudevents", "legacy"
CONTENT_TYPES = ("application/json", "application/cloudevents+json")

_SOURCE = "intuit." + base64.b64encode(hashlib.sha256(b"sandbox").digest()).decode()


def body_of(events: Sequence[Event], format: str) -> bytes:
    """The events as one JSON body, in the order given."""
    return _FORMATS[format](events)


def signature(verifier: str, body: bytes) -> str:
    """The `intuit-signature` of a body: base64 of its HMAC-SHA256 under the verifier token."""
    return base64.b64encode(hmac.new(verifier.encode(), body, hashlib.sha256).digest()).decode()


def headers_of(body: bytes, verifier: str, content_type: str, format: str, made_at: float) -> dict[str, str]:
    """All that stands above the body; the old format brings its own four lines."""
    common = {"Content-Type": content_type, "intuit-signature": signature(verifier, body)}
    if format != LEGACY:
        return common
    return common | {
        "intuit-created-time": _instant(made_at, "milliseconds"),
        "intuit-t-id": str(uuid.uuid4()),
        "intuit-notification-schema-version": "0.1",
        "User-Agent": "intuit_notification_server/0.1",
    }


def _cloudevents(events: Sequence[Event]) -> bytes:
    return encode([_cloudevent(event) for event in events])


def _cloudevent(event: Event) -> dict[str, Any]:
    operation = SPELLED[event.operation][0]
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": _SOURCE,
        "type": f"qbo.{event.entity.lower()}.{operation}.v1",
        "datacontenttype": "application/json",
        "time": _instant(event.at, "microseconds", "000Z"),
        "intuitentityid": event.entity_id,
        "intuitaccountid": event.realm,
        "data": {"deletedid": event.deleted_id} if event.deleted_id else {},
    }


def _legacy(events: Sequence[Event]) -> bytes:
    realms = dict.fromkeys(event.realm for event in events)
    return encode({"eventNotifications": [_notification(realm, events) for realm in realms]})


def _notification(realm: str, events: Sequence[Event]) -> dict[str, Any]:
    own = [_changed(event) for event in events if event.realm == realm]
    return {"realmId": realm, "dataChangeEvent": {"entities": own}}


def _changed(event: Event) -> dict[str, str]:
    return {
        "name": event.entity,
        "id": event.entity_id,
        "operation": SPELLED[event.operation][1],
        "lastUpdated": _instant(event.at, "milliseconds"),
        **({"deletedId": event.deleted_id} if event.deleted_id else {}),
    }


def _instant(at: float, digits: str, end: str = "Z") -> str:
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat(timespec=digits) + end


_FORMATS: dict[str, Callable[[Sequence[Event]], bytes]] = {CLOUDEVENTS: _cloudevents, LEGACY: _legacy}
FORMATS = tuple(_FORMATS)
