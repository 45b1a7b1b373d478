"""Work that may wait is done by one process of all, and none that fails holds up the others."""

import logging

import psycopg
import pytest
from django.db import DatabaseError, connection

from core.chores import work_off
from core.models import Business, Firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def birch(firm: Firm) -> Business:
    return Business.objects.create(firm=firm, name="Birch", slug="birch")


def test_each_that_waits_is_worked_for_once(acme: Business, birch: Business) -> None:
    done: list[Business] = []
    work_off("sums", [acme, birch], done.append)
    assert done == [acme, birch]


def test_one_that_fails_is_logged_and_holds_up_no_other(
    acme: Business, birch: Business, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[Business] = []

    def stumble(business: Business) -> None:
        if business == acme:
            raise ZeroDivisionError
        done.append(business)

    with caplog.at_level(logging.ERROR):
        work_off("sums", [acme, birch], stumble)
    assert done == [birch]
    assert [record.getMessage() for record in caplog.records] == ["sums failed"]


def test_a_database_that_fails_ends_the_round(acme: Business, birch: Business) -> None:
    done: list[Business] = []

    def lose(business: Business) -> None:
        done.append(business)
        raise DatabaseError("gone")

    with pytest.raises(DatabaseError):
        work_off("sums", [acme, birch], lose)
    assert done == [acme]


def test_while_another_process_is_at_it_nothing_is_done(acme: Business) -> None:
    done: list[Business] = []
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('sums'))")
        work_off("sums", [acme], done.append)
        assert done == []
        work_off("other sums", [acme], done.append)
        other.execute("SELECT pg_advisory_unlock(hashtext('sums'))")
    work_off("sums", [acme], done.append)
    assert done == [acme, acme]
