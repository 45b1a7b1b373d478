"""Coalescing: one question, one call, many answers; and who takes over when the one who asks is gone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from core import clock
from core.models import Business
from sync import shared_reads
from sync.deadline import PATIENT, Deadline
from sync.errors import OutOfTime, Unreachable
from sync.models import SharedRead

pytestmark = pytest.mark.django_db
QUESTION = "how many bills?"


def ask(business: Business, said: bytes, wait: Callable[[float], None] = clock.sleep, **more: Any) -> bytes:
    """What somebody gets who would hear `said` from QuickBooks."""
    deadline = more.get("deadline", PATIENT)
    return shared_reads.shared(business.pk, QUESTION, lambda: said, wait, deadline)


def backend(of: Any) -> int:
    of.ensure_connection()
    return int(of.connection.info.backend_pid)


@pytest.fixture
def somebody_asks(acme: Business) -> SharedRead:
    """Another worker, alive, is asking at this moment."""
    return SharedRead.objects.create(
        business=acme,
        question=QUESTION,
        leader=1,
        holder=backend(connection),
        until=clock.now() + timedelta(minutes=1),
    )


def test_who_asks_alone_is_answered_and_leaves_nothing(acme: Business) -> None:
    assert ask(acme, b"seven") == b"seven"
    assert not SharedRead.objects.exists()


def test_who_asks_meanwhile_gets_the_answer_that_comes(acme: Business, somebody_asks: SharedRead) -> None:
    def arrive(_seconds: float) -> None:
        SharedRead.objects.update(answer=b"seven")

    assert ask(acme, b"eight", arrive) == b"seven"
    assert SharedRead.objects.get().followers == 1


def test_an_answer_is_laid_down_for_those_who_asked_before_it_came(acme: Business) -> None:
    def answer() -> bytes:
        SharedRead.objects.update(followers=1)
        return b"seven"

    shared_reads.shared(acme.pk, QUESTION, answer, clock.sleep, PATIENT)
    assert bytes(SharedRead.objects.get().answer or b"") == b"seven"


def test_who_asks_after_the_answer_came_asks_anew(acme: Business, somebody_asks: SharedRead) -> None:
    SharedRead.objects.update(answer=b"seven")
    assert ask(acme, b"eight") == b"eight"


def test_another_question_and_another_business_are_not_waited_for(
    acme: Business, somebody_asks: SharedRead
) -> None:
    other = Business.objects.create(firm=acme.firm, name="Birch", slug="birch")
    assert ask(other, b"eight") == b"eight"
    assert shared_reads.shared(acme.pk, "else?", lambda: b"nine", clock.sleep, PATIENT) == b"nine"


@pytest.mark.django_db(transaction=True)
def test_when_the_one_who_asks_dies_the_next_takes_over(acme: Business, somebody_asks: SharedRead) -> None:
    dying = connection.copy()
    SharedRead.objects.update(holder=backend(dying))

    def die(seconds: float) -> None:
        dying.close()
        clock.sleep(seconds)

    assert ask(acme, b"eight", die) == b"eight"


def test_when_the_one_who_asks_hears_nothing_the_next_asks(acme: Business, somebody_asks: SharedRead) -> None:
    assert ask(acme, b"eight", lambda _: shared_reads.changed(acme.pk)) == b"eight"


def test_one_who_takes_too_long_is_not_hoped_for(acme: Business, somebody_asks: SharedRead) -> None:
    SharedRead.objects.update(until=clock.now())
    assert ask(acme, b"eight") == b"eight"


def test_who_hears_nothing_leaves_nothing(acme: Business) -> None:
    def nothing() -> bytes:
        raise Unreachable

    with pytest.raises(Unreachable):
        shared_reads.shared(acme.pk, QUESTION, nothing, clock.sleep, PATIENT)
    assert not SharedRead.objects.exists()


def test_an_answer_too_large_to_lay_down_is_not(acme: Business) -> None:
    def answer() -> bytes:
        SharedRead.objects.update(followers=1)
        return b" " * (shared_reads.LARGEST + 1)

    shared_reads.shared(acme.pk, QUESTION, answer, clock.sleep, PATIENT)
    assert not SharedRead.objects.exists()


def test_a_page_does_not_wait_longer_than_it_can(acme: Business, somebody_asks: SharedRead) -> None:
    with pytest.raises(OutOfTime, match="somebody else is asking the same"):
        ask(acme, b"eight", deadline=Deadline.within(0.1))


def test_what_nobody_fetched_is_forgotten(acme: Business, somebody_asks: SharedRead) -> None:
    shared_reads.forget(clock.now())
    assert SharedRead.objects.exists()
    shared_reads.forget(clock.now() + timedelta(minutes=2))
    assert not SharedRead.objects.exists()
