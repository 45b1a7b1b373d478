"""Statements in which the database decides and answers in one step."""

from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.sql import UpdateQuery

M = TypeVar("M", bound=models.Model)
QUICK = "quick AS (SELECT set_config('synchronous_commit', 'off', true))"  # not worth waiting for the disk


def one(statement: str, values: dict[str, Any]) -> tuple[Any, ...] | None:
    """The first row that the statement returns; None where it returns none."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() if cursor.description else None


def update(rows: models.QuerySet[M], into: M | None = None, **values: Any) -> M | None:
    """Change the row that the query finds; the row as it is then, or None where there was none.

    `QuerySet.update` with `RETURNING`. An instance given as `into` becomes what the row is.
    """
    query = rows.query.chain(UpdateQuery)
    assert isinstance(query, UpdateQuery)
    query.add_update_values(values)
    statement, params = query.get_compiler(rows.db).as_sql()
    found = next(iter(rows.model._base_manager.raw(f"{statement} RETURNING *", params)), None)
    if found is not None and into is not None:
        for field in rows.model._meta.concrete_fields:
            setattr(into, field.attname, getattr(found, field.attname))
    return found
