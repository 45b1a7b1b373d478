"""The lenient road: reads what the typed road refuses but a person would understand.

A number in quotes, a text that is a number, a `null` where an object should be: the column's own `to_python` decides.
What it cannot convert is odd, and the reason names the column.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime

from core.mirror import LineMirror, Mirror, children_of, mapped_fields
from sync.rows import (
    OddObject,
    Row,
    Tombstone,
    line_columns_of,
    refuse_unversioned,
    spread,
    token_number,
)

SCALARS = (str, int, Decimal, bool)


def lenient_reader(model: type[Mirror]) -> Callable[[bytes, datetime], Row | Tombstone]:
    """From any JSON object to a row; raises `OddObject` with a reason where that cannot be."""

    def read(raw: bytes, read_at: datetime) -> Row | Tombstone:
        thing, kind = _object(raw, model.qbo.wrapped)
        qbo_id, updated_at = _key(thing, model), _instant(thing)
        if thing.get("status") == "Deleted":
            return Tombstone(qbo_id, updated_at or read_at)
        token = _text(thing.get("SyncToken"), "SyncToken")
        if model.qbo.by_time:
            refuse_unversioned(updated_at, token)
        values = tuple(
            _column(thing | {"@type": kind}, field, model.qbo.columns) for field in mapped_fields(model)
        )
        lines = tuple(list(_lines(thing, child)) for child in children_of(model))
        return Row(qbo_id, token_number(token), updated_at or read_at, values, raw, lines)

    return read


def _object(raw: bytes, wrapped: bool) -> tuple[dict[str, Any], str]:
    try:
        thing = json.loads(raw, parse_float=Decimal, parse_constant=_refuse_constant)
        json.dumps(
            thing, ensure_ascii=False, default=str
        ).encode()  # lone surrogates, which no text column keeps
    except (ValueError, RecursionError) as why:
        raise OddObject(f"not JSON that can be read ({type(why).__name__})") from why
    if not isinstance(thing, dict):
        raise OddObject("not a JSON object")
    if not wrapped:
        return thing, ""
    inner = list(thing.items())
    if len(inner) != 1 or not isinstance(inner[0][1], dict):
        raise OddObject("a template that is not wrapped by its type")
    return inner[0][1], inner[0][0]


def _refuse_constant(name: str) -> None:
    raise OddObject(f"{name} is not a number")


def _key(thing: dict[str, Any], model: type[Mirror]) -> str:
    parts = [_text(thing.get(key), key) for key in model.qbo.key]
    if not all(parts):
        raise OddObject(f"no {', '.join(model.qbo.key)}")
    return ":".join(part for part in parts if part)


def _instant(thing: dict[str, Any]) -> datetime | None:
    text = _text(_at(thing, "MetaData.LastUpdatedTime"), "MetaData.LastUpdatedTime")
    if text is None:
        return None
    try:
        at = parse_datetime(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise OddObject(f"MetaData.LastUpdatedTime {text[:40]!r} is not an instant with an offset")
    return at


def _text(value: Any, path: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise OddObject(f"{path} is {type(value).__name__}, not text")
    return str(value)


def _at(thing: Any, path: str) -> Any:
    for key in path.split("."):
        if thing is None:
            return None
        if not isinstance(thing, dict):
            raise OddObject(f"{path}: {key!r} is looked for in {type(thing).__name__}")
        thing = thing.get(key)
    return thing


def _column(thing: Any, field: models.Field, columns: Any, prefix: str = "") -> Any:
    path = columns[field.name].removeprefix(prefix)
    value = _at(thing, path)
    if value is None or (value == "" and not isinstance(field, models.TextField)):
        return None
    if not isinstance(value, SCALARS):
        raise OddObject(f"{path} is {type(value).__name__}, not a value")
    return _converted(field, value, path)


def _converted(field: models.Field, value: Any, path: str) -> Any:
    if isinstance(field, models.TextField):
        return _text(value, path)
    try:
        converted = field.to_python(value)
    except (ValidationError, ValueError, ArithmeticError, TypeError) as why:
        raise OddObject(f"{path} is {str(value)[:40]!r}, not {field.get_internal_type()}") from why
    if isinstance(converted, Decimal) and not converted.is_finite():
        raise OddObject(f"{path} is {value!r}, not a number")
    return converted


def _lines(thing: dict[str, Any], child: type[LineMirror]) -> Iterator[tuple[Any, ...]]:
    fields = {field.name: field for field in mapped_fields(child)}
    on_line, on_link = line_columns_of(child)
    once, prefix = tuple(name in child.qbo.once for name in on_line), f"{child.qbo.each}."
    for line in _list(thing, child.qbo.path):
        own = tuple(_column(line, fields[name], child.qbo.columns) for name in on_line)
        linked = [
            tuple(_column(link, fields[name], child.qbo.columns, prefix) for name in on_link)
            for link in (_list(line, child.qbo.each) if child.qbo.each else [])
        ]
        yield from spread(own, linked or [(None,) * len(on_link)], once)


def _list(thing: Any, path: str) -> list[Any]:
    found = _at(thing, path)
    if found is None:
        return []
    if not isinstance(found, list):
        raise OddObject(f"{path} is {type(found).__name__}, not a list")
    return found
