"""A mirror that a real backfill has filled, kept in the tests' database and put back for the business of another test.

Putting it back takes a tenth of the time of reading the same books again. Times are moved on, as if it had been read
just now.
"""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import connection, models

from core import clock
from core.mirror import ReadOnly
from core.models import Business
from sync.models import Connection

SCHEMA = "photograph"


class Photograph:
    """What reading the books left behind; the consent is each test's own."""

    def __init__(self) -> None:
        self.taken_at: datetime | None = None
        self._models: list[type[models.Model]] = []

    def take(self, business: Business) -> None:
        """Keep all rows of this business in mirrors and sync."""
        self._models = [model for model in _kept() if model._base_manager.filter(business=business).exists()]
        copies = (
            f"CREATE TABLE {SCHEMA}.{table} AS SELECT * FROM {table} WHERE business_id = %(business)s;"
            for table in (model._meta.db_table for model in self._models)
        )
        with connection.cursor() as cursor:
            afresh = f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA};"
            cursor.execute(afresh + "".join(copies), {"business": business.pk})
        self.taken_at = clock.now()

    def put_back(self, business: Business) -> None:
        """Those rows as this business's, instead of what it has in these tables; one message, so one transaction."""
        assert self.taken_at is not None
        moved = {"business": business.pk, "later": clock.now() - self.taken_at}
        with connection.cursor() as cursor:
            cursor.execute("".join(map(_replacing, self._models)), moved)


def _kept() -> Iterator[type[models.Model]]:
    """Mirrors, and what sync writes beside them."""
    for model in apps.get_models():
        of_business = any(field.name == "business" for field in model._meta.local_concrete_fields)
        written_by_sync = issubclass(model, ReadOnly) or model._meta.app_label == "sync"
        if of_business and written_by_sync and model is not Connection:
            yield model


def _replacing(model: type[models.Model]) -> str:
    table, columns = model._meta.db_table, [field.column for field in model._meta.local_concrete_fields]
    values = ", ".join(_value(field) for field in model._meta.local_concrete_fields)
    return (
        f"DELETE FROM {table} WHERE business_id = %(business)s;"
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {SCHEMA}.{table};"
    )


def _value(field: models.Field) -> str:
    """A column as it was, but for whose it is and when it was; what QuickBooks said stays as it said it."""
    if field.name == "business":
        return "%(business)s"
    ours = field.name == "read_at" or not issubclass(field.model, ReadOnly)
    return f"{field.column} + %(later)s" if ours and isinstance(field, models.DateTimeField) else field.column
