"""Reading as of one moment."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from core.models import Firm
from core.moment import one_moment

pytestmark = pytest.mark.django_db(transaction=True)


def written_by_someone_else(name: str) -> None:
    """Another process's committed change, from a connection of its own."""

    def write() -> None:
        Firm.objects.create(name=name, slug=name)
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    writer.join()


def test_what_others_write_meanwhile_is_not_seen_before_the_next_moment() -> None:
    with one_moment():
        before = Firm.objects.count()
        written_by_someone_else("late")
        assert Firm.objects.count() == before
    with one_moment():
        assert Firm.objects.count() == before + 1


def test_nothing_can_be_written_in_a_moment() -> None:
    with pytest.raises(DatabaseError, match="read-only"), one_moment():
        Firm.objects.create(name="never", slug="never")


def test_within_a_transaction_of_the_callers_own_changes_are_seen() -> None:
    with transaction.atomic():
        Firm.objects.create(name="mine", slug="mine")
        with one_moment():
            assert Firm.objects.filter(slug="mine").exists()
