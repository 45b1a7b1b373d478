"""What a test with transactions of its own leaves behind goes by DELETE, which costs little for a few rows.

Django's own way truncates every table, filled or not, and makes permissions and content types anew each time.
"""

from functools import cache

from django.db import connection
from django.test import TransactionTestCase

from core.models import AuditChain, AuditEntry

KEPT = {"django_migrations", "django_content_type", "auth_permission"}
"""What migrating writes, and no test."""


def empty_tables(_case: TransactionTestCase) -> None:
    """Every table without a row, but for what migrating has written; sequences go on."""
    with connection.cursor() as cursor:
        cursor.execute(_statements())


@cache
def _statements() -> str:
    """All in one message, and so in one transaction; the audit trail refuses to be deleted from."""
    trail, chains = AuditEntry._meta.db_table, AuditChain._meta.db_table
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    deletes = [f'DELETE FROM "{table}";' for table in sorted(tables - KEPT - {trail, chains})]
    return (
        f'DO $$ BEGIN IF EXISTS (SELECT FROM "{trail}") THEN TRUNCATE "{trail}", "{chains}"; END IF; END $$;'
        + "".join(deletes)
    )
