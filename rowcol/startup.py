"""What web, workers and beat make sure of before they start; Django runs no checks under them by itself."""

import logging
import sys
from typing import Any

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import Error as DatabaseError
from django.db import connection
from django.db.backends.signals import connection_created
from kombu.exceptions import OperationalError as BrokerError

from rowcol import outage
from rowcol.broker import prepare_folders

log = logging.getLogger(__name__)


def refuse_unfit_configuration() -> None:
    """Exit with the failed system checks, if any is an error."""
    errors = [message for message in run_checks() if message.level >= ERROR and not message.is_silenced()]
    if errors:
        sys.exit("RowCol does not start:\n" + "\n".join(f"  {error}" for error in errors))


def refuse_what_is_missing(app: Any) -> None:
    """What a worker or beat cannot do without: a fit configuration, the database, the broker."""
    refuse_unfit_configuration()
    refuse_without_database()
    refuse_without_broker(app)


def refuse_without_database() -> None:
    """Exit with one line when the database does not answer, or answers to a superuser in production."""
    if said := database_outage():
        sys.exit(f"RowCol does not start: {said}")
    refuse_superuser()


def refuse_without_broker(app: Any) -> None:
    """Exit with one line when the broker does not answer, or its folder cannot be used."""
    try:
        prepare_folders(settings.CELERY_BROKER_TRANSPORT_OPTIONS)
        with app.connection_for_write() as connection_to_broker:
            connection_to_broker.ensure_connection(max_retries=1, timeout=5)
    except (BrokerError, OSError) as error:
        sys.exit(f"RowCol does not start: {outage.broker_is_down(error)}")


def warn_without_database() -> None:
    """Say it in the log and go on: the web process answers 503 until the database is back.

    One that answers to a superuser in production ends the process.
    """
    if said := database_outage():
        log.error(said)
    else:
        refuse_superuser()


def refuse_superuser() -> None:
    """Exit where production would serve as a role to which no rule of the database applies."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
            role, is_super = cursor.fetchone()
    finally:
        connection.close()
    if settings.PRODUCTION and is_super:
        sys.exit(
            f"RowCol does not start: DATABASE_URL signs in as {role}, a superuser. Name an ordinary role there."
        )


def limit_statements(seconds: int) -> None:
    """No statement of this process takes longer: a page that does fails, and its connection is free again."""

    def limit(connection: Any, **_rest: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [f"{seconds}s"])

    connection_created.connect(limit, weak=False)


def database_outage() -> str | None:
    """What is wrong with the database in one line; None when it answers. No connection is left behind."""
    try:
        return connection_outage()
    finally:
        connection.close()


def connection_outage() -> str | None:
    """The same of this process's connection, which is kept, and made anew where it had died."""
    try:
        if connection.connection is not None and not connection.is_usable():
            connection.close()
        connection.ensure_connection()
    except DatabaseError as error:
        return outage.sentence(error) or str(error)
    return None
