"""What a webhook's body says, in either of Intuit's formats (API_FACTS 7.3, 7.4): a notice for each thing it tells.

A body is trusted for nothing but the bell it rings: what it says of an object is never stored as the object.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from sync.models import Operation

CLOUD_EVENTS, LEGACY, UNREADABLE = "cloudevents", "legacy", "unreadable"
LONGEST_ID = 200
FIRST_INSTANT, LONGEST_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=1)
OPAQUE_ID = re.compile(r"[\w:.-]{1,60}", re.ASCII)
OPERATIONS = {
    "create": Operation.CREATED,
    "created": Operation.CREATED,
    "delete": Operation.DELETED,
    "deleted": Operation.DELETED,
    "merge": Operation.MERGED,
    "merged": Operation.MERGED,
    "void": Operation.VOIDED,
    "voided": Operation.VOIDED,
    "email": Operation.EMAILED,
    "emailed": Operation.EMAILED,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened to one object of one company; `entity` in lower case, instants on QBO's clock."""

    event_id: str
    realm_id: str
    entity: str
    qbo_id: str
    operation: Operation
    happened_at: datetime
    lost_id: str = ""


@dataclass
class Contents:
    """A body taken apart: its notices, how many more make no sense by kind of oddity, or why none can be read."""

    format: str
    notices: list[Notice] = field(default_factory=list)
    odd: Counter[str] = field(default_factory=Counter)
    trouble: str = ""


class OddNotice(ValueError):
    """A notice that does not say what happened to what."""


def open_delivery(body: bytes, received_at: datetime) -> Contents:
    """Whatever the body is, nothing raises; an odd notice does not spoil its neighbours.

    What cannot have happened by then is odd too: before 2000, or more than a day after the body was received.
    """
    latest = received_at + LONGEST_AHEAD
    try:
        said = msgspec.json.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as why:
        return Contents(UNREADABLE, trouble=str(why))
    if isinstance(said, list):
        return _gathered(CLOUD_EVENTS, [(_from_cloud_event, event, (latest,)) for event in said])
    if isinstance(said, dict) and isinstance(said.get("eventNotifications"), list):
        return _gathered(LEGACY, list(_legacy(said["eventNotifications"], latest)))
    return Contents(UNREADABLE, trouble="It is neither a list of CloudEvents nor has it eventNotifications.")


def _gathered(name: str, found: list[tuple[Any, Any, tuple[Any, ...]]]) -> Contents:
    contents = Contents(name)
    for read, said, more in found:
        try:
            contents.notices.append(read(_mapping(said), *more))
        except OddNotice as why:
            contents.odd[f"odd: {why}"] += 1
    return contents


def _legacy(notifications: list[Any], latest: datetime) -> Any:
    """(reader, event, (latest, realm)) of every entity named in the old format."""
    for company in notifications:
        told = company.get("dataChangeEvent") if isinstance(company, dict) else None
        entities = told.get("entities") if isinstance(told, dict) else None
        for said in entities if isinstance(entities, list) else [None]:
            realm = company.get("realmId") if isinstance(company, dict) else None
            yield _from_legacy, said, (latest, realm)


def _from_cloud_event(said: Mapping[str, Any], latest: datetime) -> Notice:
    parts = _text(said, "type").lower().split(".")
    if len(parts) < 3 or parts[0] != "qbo":
        raise OddNotice("type")
    data = said.get("data")
    lost = {key.lower(): value for key, value in data.items()} if isinstance(data, dict) else {}
    return Notice(
        event_id=_bounded(_text(said, "id")),
        realm_id=_id(said, "intuitaccountid"),
        entity=parts[1],
        qbo_id=_id(said, "intuitentityid"),
        operation=OPERATIONS.get(parts[2], Operation.UPDATED),
        happened_at=_instant(said, "time", latest),
        lost_id=_id(lost, "deletedid") if lost.get("deletedid") else "",
    )


def _from_legacy(said: Mapping[str, Any], latest: datetime, realm: Any) -> Notice:
    """These events carry no id: one is made of everything that tells them apart."""
    entity, operation = _text(said, "name").lower(), _text(said, "operation").lower()
    realm_id, qbo_id = _id({"realmId": realm}, "realmId"), _id(said, "id")
    lost_id = _id(said, "deletedId") if said.get("deletedId") else ""
    happened_at = _instant(said, "lastUpdated", latest)
    own = ("legacy", realm_id, entity, qbo_id, operation, happened_at.isoformat(), lost_id)
    return Notice(
        event_id=_bounded("/".join(own)),
        realm_id=realm_id,
        entity=entity,
        qbo_id=qbo_id,
        operation=OPERATIONS.get(operation, Operation.UPDATED),
        happened_at=happened_at,
        lost_id=lost_id,
    )


def _mapping(said: Any) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise OddNotice("no object")
    return said


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value or "\x00" in value:
        raise OddNotice(key)
    return value


def _id(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    found = str(value) if isinstance(value, str | int) else ""
    if not OPAQUE_ID.fullmatch(found):
        raise OddNotice(key)
    return found


def _instant(said: Mapping[str, Any], key: str, latest: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(_text(said, key))
    except ValueError:
        raise OddNotice(key) from None
    if found.tzinfo is None or not FIRST_INSTANT <= found <= latest:
        raise OddNotice(key)
    return found


def _bounded(name: str) -> str:
    return name if len(name) <= LONGEST_ID else hashlib.sha256(name.encode()).hexdigest()
