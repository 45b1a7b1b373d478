"""What people see while the database or the broker is down."""

import logging

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from kombu.exceptions import OperationalError as BrokerError
from pytest_django import Settings

from rowcol import errors, outage
from rowcol.outage_filter import OutagesInOneLine


class Refusal(Exception):
    """What the driver raises under Django's error: the server's code, or none when it was never reached."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("refused")
        self.sqlstate = sqlstate


def database_error(sqlstate: str | None) -> OperationalError:
    error = OperationalError("connection to server failed")
    error.__cause__ = Refusal(sqlstate)
    return error


@pytest.mark.parametrize("sqlstate", [None, "57P01", "57P03", "08006"])
def test_a_server_that_is_gone_is_an_outage(sqlstate: str | None) -> None:
    assert outage.sentence(database_error(sqlstate)) is not None


@pytest.mark.parametrize("sqlstate", ["40P01", "55P03"])
def test_a_deadlock_or_a_lock_is_not(sqlstate: str) -> None:
    assert outage.sentence(database_error(sqlstate)) is None


def test_a_full_disk_is_one_of_its_own(settings: Settings) -> None:
    settings.DATABASE_URL = ""
    said = outage.sentence(database_error("53100"))
    assert str(said).startswith(
        f"The database has no room to write: free space on the disk of {settings.VAR}."
    )


@pytest.mark.parametrize(
    "message", ["consumer: Connection to broker lost. Trying again", "Unrecoverable error: %r"]
)
def test_what_celery_logs_of_an_outage_is_one_line(message: str) -> None:
    error = BrokerError("gone")
    record = logging.LogRecord("celery", logging.ERROR, "", 0, message, (), (BrokerError, error, None))
    assert OutagesInOneLine().filter(record)
    assert "roker" in record.getMessage()
    assert record.exc_info is None


def test_what_celery_logs_of_anything_else_stays_as_it_is() -> None:
    error = ValueError("odd")
    record = logging.LogRecord("celery", logging.ERROR, "", 0, "Task failed", (), (ValueError, error, None))
    assert OutagesInOneLine().filter(record)
    assert (record.getMessage(), record.exc_info) == ("Task failed", (ValueError, error, None))


def test_the_passwords_of_addresses_are_not_shown() -> None:
    assert outage.without_password("redis://user:p@ss@host:6379/0") == "redis://host:6379/0"


def page_for(error: Exception) -> tuple[int, str]:
    try:
        raise error
    except type(error):
        answer = errors.server_error(RequestFactory().get("/"))
    return answer.status_code, answer.content.decode()  # type: ignore[attr-defined]


def test_the_page_says_what_is_down_and_that_nothing_is_lost(settings: Settings) -> None:
    settings.DATABASE_URL = ""
    status, page = page_for(database_error(None))
    assert status == 503
    assert "The embedded database is down. Start it: make db" in page
    assert "Nothing is lost" in page


def test_in_production_the_page_keeps_the_details_to_itself(settings: Settings) -> None:
    settings.PRODUCTION = True
    settings.CELERY_BROKER_URL = "redis://broker.internal/0"
    status, page = page_for(BrokerError("no route"))
    assert status == 503
    assert "broker.internal" not in page


def test_any_other_error_stays_an_error() -> None:
    assert page_for(ValueError("odd"))[0] == 500


@pytest.mark.django_db
def test_ready_means_that_the_database_answers(client: Client) -> None:
    assert client.get("/healthz").json() == {"process": "ok"}
    assert client.get("/readyz").json() == {"database": "ok"}
