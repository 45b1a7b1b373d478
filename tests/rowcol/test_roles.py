"""Web, worker and beat serve as a role that is no superuser, changes no table and cannot touch the trail."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from pytest_django import Settings

from rowcol.databases import SERVING
from rowcol.startup import refuse_superuser

FORBIDDEN = (
    "UPDATE core_auditentry SET actor = 'nobody'",
    "DELETE FROM core_auditentry",
    "TRUNCATE core_auditentry",
    "TRUNCATE core_business CASCADE",
    "DROP TABLE core_business",
    "ALTER TABLE core_auditentry DISABLE TRIGGER ALL",
    "CREATE TABLE mine (n int)",
    "DELETE FROM django_migrations",
    "CREATE ROLE friend",
)
ALLOWED = (
    "SELECT count(*) FROM core_auditentry",
    "INSERT INTO core_auditentry (at, actor, action, subject, detail) VALUES (now(), 'olive', 'act', '', '{}')",
    "UPDATE core_business SET name = name",
    "DELETE FROM django_session",
    "CREATE TEMP TABLE stage (n int) ON COMMIT DROP",
)


@pytest.fixture
def serving(db: None) -> Iterator[psycopg.Connection]:
    """Signed in to the tests' database as web and worker are."""
    at = connection.get_connection_params()
    try:
        own = psycopg.connect(host=at["host"], port=at["port"], dbname=at["dbname"], user=SERVING)
    except psycopg.OperationalError:
        pytest.skip("this server has no serving role; docs/operations.md says how to make one")
    with own:
        yield own


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_serving_role_may_not(serving: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        serving.execute(statement)
    serving.rollback()


def test_the_serving_role_reads_and_writes_rows(serving: psycopg.Connection) -> None:
    for statement in ALLOWED:
        assert serving.execute(statement).statusmessage
    assert serving.execute("SELECT 1 FROM core_auditentry WHERE actor = 'olive'").fetchone()
    serving.rollback()


def test_production_serves_as_no_superuser_and_starts_as_an_ordinary_role(
    db: None, settings: Settings
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
    settings.PRODUCTION = True
    refuse_superuser()  # exits where it refuses
