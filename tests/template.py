"""The migrated database, made once: what the database of every test process is copied from.

Running all migrations takes seconds, a copy a fraction of one. The copy is migrated like any database, so it has what
this machine and this code want of it even where the template is older.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

ONE_MAKES_IT = 20_260_101
"""The advisory lock that makes the other processes wait for the one that migrates."""


def template_of(connection: BaseDatabaseWrapper) -> str:
    """Name of a database of that server in which today's migrations have run; made where it is missing.

    It stays for the next run. One that other migrations have made is dropped when a new one is made.
    """
    family = f"{connection.settings_dict['NAME']}_migrated_"
    name = family + _digest()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_MAKES_IT])
        there = _databases(cursor, family)
        if name not in there:
            _drop(cursor, there)
            _make(connection, cursor, name)
    return name


def _digest() -> str:
    """Of all migrations of all apps, Django's among them, by name and content."""
    read = hashlib.sha256()
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            read.update(f"{app.label}/{path.name}\0".encode() + path.read_bytes() + b"\0")
    return read.hexdigest()[:16]


def _databases(cursor: CursorWrapper, family: str) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [family])
    return [name for (name,) in cursor.fetchall()]


def _drop(cursor: CursorWrapper, names: list[str]) -> None:
    for name in names:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _make(connection: BaseDatabaseWrapper, cursor: CursorWrapper, name: str) -> None:
    """It has its name only when it is whole: what a killed process leaves behind is a draft, dropped next time."""
    draft = f"{name}_draft"
    cursor.execute(f'CREATE DATABASE "{draft}"')
    with _at(connection, draft):
        call_command("migrate", verbosity=0, interactive=False)
    cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


@contextmanager
def _at(connection: BaseDatabaseWrapper, name: str) -> Iterator[None]:
    """The connection leads there for a while."""
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
