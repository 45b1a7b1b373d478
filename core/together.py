"""Rows of several mirrors in one query: what a page needs of many kinds of document comes in one journey."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Field, QuerySet, TextField, Value
from django.db.models.functions import Cast

from core.mirror import LineMirror

ENTITY = "entity"


def together(
    parts: Sequence[QuerySet[Any, Any]], columns: Sequence[str], order: Sequence[str]
) -> dict[str, list[Any]]:
    """Rows by QBO entity, each with all the columns: None where its mirror has no such column.

    Lines come under their document's entity. One UNION ALL; every column is known to one of the parts.
    """
    kinds = {name: field for part in parts for name, field in _fields(part).items()}
    first, *rest = (_with_all(part, columns, kinds) for part in parts)
    found: dict[str, list[Any]] = defaultdict(list)
    for row in first.union(*rest, all=True).order_by(*order):
        found[row.entity].append(row)
    return found


def _with_all(part: QuerySet[Any, Any], columns: Sequence[str], kinds: dict[str, Field]) -> QuerySet:
    own = _fields(part)
    lacking = {name: Cast(Value(None), kinds[name]) for name in columns if name not in own}
    entity = Value(_entity(part.model), TextField())
    named = part.order_by().annotate(**lacking, **{ENTITY: entity})
    return named.values_list(ENTITY, *columns, named=True)


def _fields(part: QuerySet[Any, Any]) -> dict[str, Field]:
    """Columns of the table, and what the query itself adds."""
    own = {field.attname: field for field in part.model._meta.concrete_fields}
    return own | {name: added.output_field for name, added in part.query.annotations.items()}


def _entity(model: Any) -> str:
    return str(model.qbo.parent.qbo.name if issubclass(model, LineMirror) else model.qbo.name)
