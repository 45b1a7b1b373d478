"""The fast road: a decoder compiled once from a mirror's declaration.

Strict on purpose: whatever is not exactly as declared is left to the lenient road (sync/lenient.py).
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Any

import msgspec
from django.db import models

from core.mirror import LineMirror, Mirror, children_of, mapped_fields
from sync.rows import (
    OddObject,
    Row,
    Tombstone,
    columns_of,
    line_columns_of,
    refuse_unversioned,
    spread,
    token_number,
)

WRAPPER = "@type"
Aware = Annotated[datetime, msgspec.Meta(tz=True)]
PYTHON_TYPES: tuple[tuple[type[models.Field], Any], ...] = (
    (models.TextField, str),
    (models.BooleanField, bool),
    (models.IntegerField, int),
    (models.DecimalField, Decimal),
    (models.DateTimeField, Aware),
    (models.DateField, date),
)
Values = Callable[[Any], tuple[Any, ...]]
LineReader = Callable[[Any], list[tuple[Any, ...]]]


def typed_reader(model: type[Mirror]) -> Callable[[bytes, datetime], Row | Tombstone]:
    """From exact JSON to a row; raises msgspec's errors where the JSON is not as declared."""
    decode = msgspec.json.Decoder(_object_type(model)).decode
    paths = [model.qbo.columns[name] for name in columns_of(model) if model.qbo.columns[name] != WRAPPER]
    values, keys = _values(paths), _values(list(model.qbo.key))
    lines = [_line_reader(child) for child in children_of(model)]
    by_time = model.qbo.by_time

    def read(raw: bytes, read_at: datetime) -> Row | Tombstone:
        thing = decode(raw)
        qbo_id, updated_at = ":".join(keys(thing)), thing.MetaData.LastUpdatedTime
        if thing.status == "Deleted":
            return Tombstone(qbo_id, updated_at or read_at)
        if by_time:
            refuse_unversioned(updated_at, thing.SyncToken)
        found = tuple([read_lines(thing) for read_lines in lines])
        return Row(qbo_id, token_number(thing.SyncToken), updated_at or read_at, values(thing), raw, found)

    return _unwrapping(model, read) if model.qbo.wrapped else read


def unwrap(raw: bytes) -> tuple[str, bytes]:
    """The type and the inner object of `{"<Type>": {...}}` (API_FACTS 9.18)."""
    outer = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    if len(outer) != 1:
        raise OddObject("a template that is not wrapped by its type")
    ((kind, inner),) = outer.items()
    return kind, bytes(inner)


def _unwrapping(
    model: type[Mirror], read: Callable[..., Any]
) -> Callable[[bytes, datetime], Row | Tombstone]:
    place = [model.qbo.columns[name] for name in columns_of(model)].index(WRAPPER)

    def read_wrapped(raw: bytes, read_at: datetime) -> Row | Tombstone:
        kind, inner = unwrap(raw)
        row = read(inner, read_at)
        if isinstance(row, Tombstone):
            return row
        return _with_kind(row, kind, place, raw)

    return read_wrapped


def _with_kind(row: Row, kind: str, place: int, raw: bytes) -> Row:
    values = (*row.values[:place], kind, *row.values[place:])
    return Row(row.qbo_id, row.sync_token, row.updated_at, values, raw, row.lines)


def _line_reader(child: type[LineMirror]) -> LineReader:
    declared = child.qbo
    on_line, on_link = line_columns_of(child)
    of_line = _values([declared.columns[name] for name in on_line])
    if not declared.each:
        return lambda thing: [of_line(line) for line in getattr(thing, declared.path)]
    of_link = _values([declared.columns[name].removeprefix(declared.each + ".") for name in on_link])
    once, unlinked = tuple(name in declared.once for name in on_line), [(None,) * len(on_link)]

    def read(thing: Any) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        for line in getattr(thing, declared.path):
            linked = [of_link(link) for link in getattr(line, declared.each)] or unlinked
            rows += spread(of_line(line), linked, once)
        return rows

    return read


def _values(paths: list[str]) -> Values:
    """Several dotted attributes as one tuple, however many there are."""
    if not paths:
        return lambda _thing: ()
    get = attrgetter(*paths)
    return get if len(paths) > 1 else lambda thing: (get(thing),)


def _object_type(model: type[Mirror]) -> Any:
    tree: dict[str, Any] = {"SyncToken": str, "status": str, "MetaData": {"LastUpdatedTime": Aware}}
    for column in mapped_fields(model):
        if model.qbo.columns[column.name] != WRAPPER:
            _plant(tree, model.qbo.columns[column.name], python_type(column))
    for child in children_of(model):
        tree[child.qbo.path] = [_line_tree(child)]
    for key in model.qbo.key:
        tree[key] = (str,)
    return _struct(model.__name__, tree)


def _line_tree(child: type[LineMirror]) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    inside: dict[str, dict[str, Any]] = {child.qbo.each: {}} if child.qbo.each else {}
    for column in mapped_fields(child):
        head, _, rest = child.qbo.columns[column.name].partition(".")
        if head in inside:
            _plant(inside[head], rest, python_type(column))
        else:
            _plant(tree, child.qbo.columns[column.name], python_type(column))
    return tree | {key: [nested] for key, nested in inside.items()}


def python_type(column: models.Field) -> Any:
    """What a column's JSON value must be on the typed road."""
    return next(python for kind, python in PYTHON_TYPES if isinstance(column, kind))


def _plant(tree: dict[str, Any], path: str, leaf: Any) -> None:
    *branches, last = path.split(".")
    for key in branches:
        tree = tree.setdefault(key, {})
    tree[last] = leaf


def _struct(name: str, tree: dict[str, Any]) -> Any:
    """A struct type for a tree: {..} a nested object, [{..}] a list of them, (type,) required, all else optional."""
    required = [(key, node[0]) for key, node in tree.items() if isinstance(node, tuple)]
    optional = [
        _optional(f"{name}_{key}", key, node) for key, node in tree.items() if not isinstance(node, tuple)
    ]
    return msgspec.defstruct(name, [*required, *optional], gc=False)


def _optional(name: str, key: str, node: Any) -> tuple[str, Any, Any]:
    if isinstance(node, dict):
        nested = _struct(name, node)
        return key, nested, msgspec.field(default_factory=nested)
    if isinstance(node, list):
        return key, list[_struct(name, node[0])], msgspec.field(default_factory=list)  # type: ignore[misc]
    return key, node | None, None
