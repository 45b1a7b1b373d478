"""How QuickBooks rings: bodies in both of Intuit's formats, signed, put through the door."""

import json
import uuid
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client

from sync.qbo.signature import sign

VERIFIER = "rowcol-local-verifier"
DOOR = "/sync/webhooks/qbo/"


def cloud_event(
    realm: str, entity: str, qbo_id: str, operation: str, at: datetime, **more: Any
) -> dict[str, Any]:
    """One CloudEvent as Intuit sends it (API_FACTS 7.3)."""
    said = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "intuit.9x0PqLwq0A7m2Y3tD4v5Zb6Nc8Rf1Sg2Hh3Jj4Kk5Ll=",
        "type": f"qbo.{entity.lower()}.{operation}.v1",
        "datacontenttype": "application/json",
        "time": f"{at:%Y-%m-%dT%H:%M:%S.%f}000Z",
        "intuitentityid": qbo_id,
        "intuitaccountid": realm,
        "data": {},
    }
    return said | more


def legacy(realm: str, *entities: dict[str, Any]) -> dict[str, Any]:
    """One company's part of a body of the old format (API_FACTS 7.4)."""
    return {"realmId": realm, "dataChangeEvent": {"entities": list(entities)}}


def legacy_entity(name: str, qbo_id: str, operation: str, at: datetime, **more: Any) -> dict[str, Any]:
    said = {"name": name, "id": qbo_id, "operation": operation, "lastUpdated": f"{at:%Y-%m-%dT%H:%M:%S}.000Z"}
    return said | more


def body_of(*events: dict[str, Any]) -> bytes:
    """Of CloudEvents, or of companies of the old format."""
    old = bool(events) and "realmId" in events[0]
    return json.dumps({"eventNotifications": list(events)} if old else list(events)).encode()


def ring(body: bytes, *, verifier: str = VERIFIER, kind: str = "application/json") -> HttpResponse:
    """The answer of the door to a signed body."""
    return Client().post(DOOR, body, content_type=kind, headers={"intuit-signature": sign(body, verifier)})
