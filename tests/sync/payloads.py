"""Small payloads, written for the tests from a mirror's own declaration: one value for every mapped path."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models

from core.mirror import LineMirror, Mirror, children_of, mapped_fields

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SAMPLES: tuple[tuple[type[models.Field], Any], ...] = (
    (models.TextField, "USD"),
    (models.BooleanField, True),
    (models.IntegerField, 30),
    (models.DecimalField, 125.5),
    (models.DateField, "2026-11-20"),
)


def payload(model: type[Mirror], qbo_id: str = "1", version: int = 0, **changes: Any) -> dict[str, Any]:
    """An object of this entity with every mapped path filled; a later `version` is a minute and a token newer.

    Its first text column says which version it is; `changes` replace top-level keys (None takes one away).
    """
    thing: dict[str, Any] = {}
    for column in mapped_fields(model):
        if model.qbo.columns[column.name] != "@type":
            plant(thing, model.qbo.columns[column.name], sample(column))
    for child in children_of(model):
        thing[child.qbo.path] = [line(child, version, place) for place in range(2 + version % 2)]
    thing |= identity(model, qbo_id) | {
        "SyncToken": str(version),
        "domain": "QBO",
        "Marker": f"version {version}",
    }
    thing["MetaData"] = {"LastUpdatedTime": (NOON + timedelta(minutes=version)).isoformat()}
    thing = {key: value for key, value in (thing | changes).items() if value is not None}
    return {"Bill": thing} if model.qbo.wrapped else thing


def identity(model: type[Mirror], qbo_id: str) -> dict[str, str]:
    """The keys that make this id."""
    if len(model.qbo.key) == 1:
        return {model.qbo.key[0]: qbo_id}
    return dict(zip(model.qbo.key, ("EUR", "USD", f"2026-01-{int(qbo_id):02}"), strict=True))


def stored_id(model: type[Mirror], qbo_id: str = "1") -> str:
    """The id under which the mirror keeps it."""
    return ":".join(identity(model, qbo_id).values())


def line(child: type[LineMirror], version: int, place: int) -> dict[str, Any]:
    """One line of a document; its amounts say which version and place it has."""
    thing: dict[str, Any] = {}
    for column in mapped_fields(child):
        value = version * 100 + place if isinstance(column, models.DecimalField) else sample(column)
        plant(thing, child.qbo.columns[column.name], value)
    if child.qbo.each:
        thing[child.qbo.each] = [thing[child.qbo.each]]
    return thing


def sample(column: models.Field) -> Any:
    return next(value for kind, value in SAMPLES if isinstance(column, kind))


def plant(thing: dict[str, Any], path: str, value: Any) -> None:
    *branches, last = path.split(".")
    for key in branches:
        thing = thing.setdefault(key, {})
    thing[last] = value


def encoded(*objects: dict[str, Any]) -> list[bytes]:
    """Objects as the bytes that an answer carries."""
    return [json.dumps(thing).encode() for thing in objects]


def tombstone(model: type[Mirror], qbo_id: str, at: datetime) -> dict[str, Any]:
    """A deletion as change data capture tells it."""
    gone = identity(model, qbo_id) | {
        "domain": "QBO",
        "status": "Deleted",
        "MetaData": {"LastUpdatedTime": at.isoformat()},
    }
    return {"Bill": gone} if model.qbo.wrapped else gone
