"""Rows of several mirrors in one query: what a page needs of many kinds of document comes in one journey."""

from collections import defaultdict, namedtuple
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, QuerySet

from core.mirror import LineMirror

ENTITY = "entity"
Kinds = Mapping[str, Field]
Select = tuple[str, tuple[Any, ...]]


def together(
    parts: Sequence[QuerySet[Any, Any]], columns: Sequence[str], order: Sequence[str]
) -> dict[str, list[Any]]:
    """Rows by QBO entity, each with all the columns: None where its mirror has no such column.

    Lines come under their document's entity. One UNION ALL; every column is known to one of the parts, and none is
    JSON. It is joined here from the parts' own SELECTs: to let Django unite them takes longer than Postgres does.
    """
    own = [_own(part) for part in parts]
    kinds = {name: field for fields in own for name, field in fields.items()}
    selects = [_select(part, fields, columns, kinds) for part, fields in zip(parts, own, strict=True)]
    found: dict[str, list[Any]] = defaultdict(list)
    for row in _rows([select for select in selects if select], columns, order):
        found[row.entity].append(row)
    return found


def _own(part: QuerySet[Any, Any]) -> Kinds:
    """Columns of the table, and what the query itself adds."""
    added = {name: each.output_field for name, each in part.query.annotations.items()}
    return {**{field.attname: field for field in part.model._meta.concrete_fields}, **added}


def _select(part: QuerySet[Any, Any], own: Kinds, columns: Sequence[str], kinds: Kinds) -> Select | None:
    """The part's rows with all columns, and the parameters; None where there can be none."""
    present = part.order_by().values_list(*(name for name in columns if name in own))
    try:
        rows, params = present.query.sql_with_params()
    except EmptyResultSet:
        return None
    cells = (_cell(name, part, own, kinds) for name in columns)
    return f"SELECT %s::text, {', '.join(cells)} FROM ({rows}) part", (_entity(part.model), *params)


def _cell(name: str, part: QuerySet[Any, Any], own: Kinds, kinds: Kinds) -> str:
    """A query's own addition goes by its name, whatever column it is taken from."""
    if name not in own:
        return f"NULL::{kinds[name].cast_db_type(connection)}"
    column = None if name in part.query.annotations else own[name].column
    return _quoted(column or name)


def _rows(selects: Sequence[Select], columns: Sequence[str], order: Sequence[str]) -> list[Any]:
    if not selects:
        return []
    named = ", ".join(map(_quoted, (ENTITY, *columns)))
    union = " UNION ALL ".join(sql for sql, _ in selects)
    params = [param for _, params in selects for param in params]
    sql = f"SELECT * FROM ({union}) found({named}) ORDER BY {', '.join(map(_quoted, order))}"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(map(_row(tuple(columns))._make, cursor.fetchall()))


@cache
def _row(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", (ENTITY, *columns))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _entity(model: Any) -> str:
    return str(model.qbo.parent.qbo.name if issubclass(model, LineMirror) else model.qbo.name)
