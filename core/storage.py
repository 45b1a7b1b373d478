"""How Postgres keeps mirrors: payloads of ordinary size stay in the row as they are, since compressing costs more."""

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.db import connection, connections

from core.mirror import Mirror, children_of, mirrors

KEPT_WHOLE = 4000


def keep_payloads_whole(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    """After each migrate: let rows of up to 4,000 bytes be stored as they are (the default compresses from 2,000)."""
    with connections[using].cursor() as cursor:
        tables = set(connections[using].introspection.table_names(cursor))
        for model in mirrors():
            if model._meta.app_config is sender and model._meta.db_table in tables:
                cursor.execute(
                    f'ALTER TABLE "{model._meta.db_table}" SET (toast_tuple_target = {KEPT_WHOLE})'
                )


def refresh_statistics(models: Iterable[type[Mirror]]) -> None:
    """Let Postgres look at tables that have just been filled; until it has, it plans as if they were empty."""
    with connection.cursor() as cursor:
        for model in models:
            for table in (model, *children_of(model)):
                cursor.execute(f'ANALYZE "{table._meta.db_table}"')
