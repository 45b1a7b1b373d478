"""What the serving role may do: read and write rows. Tables are changed by their owner, who runs the migrations.

The rights are given after every migration, wherever a role of that name exists. The trail can be added to and read;
not even a mistake in our own code changes or empties it.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from psycopg import sql

from core.models import AuditEntry
from rowcol.databases import SERVING

RIGHTS = """
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE UPDATE, DELETE ON {trail} FROM {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}
"""


@receiver(post_migrate)
def give_rights(sender: AppConfig, using: str, plan: Any = None, **_rest: Any) -> None:
    """Once, when all tables are there: the signal comes for each app with models, after the last migration.

    A database without the role is left as it is.
    """
    if sender.name != "core":
        return
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [SERVING])
        if cursor.fetchone() is not None:
            cursor.execute(rights())


def rights() -> sql.Composed:
    """The statements."""
    return sql.SQL(RIGHTS).format(
        role=sql.Identifier(SERVING), trail=sql.Identifier(AuditEntry._meta.db_table)
    )
