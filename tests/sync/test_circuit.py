"""The circuit to a company: what opens it, for how long, and what closes it."""

from datetime import datetime, timedelta

import pytest

from core import clock
from sync import circuit
from sync.errors import CircuitOpen
from sync.models import Circuit

pytestmark = pytest.mark.django_db
REALM = "123"


def fail(times: int) -> None:
    for _ in range(times):
        circuit.failed(REALM)


def refused() -> CircuitOpen:
    """What a call hears that is made now."""
    with pytest.raises(CircuitOpen) as caught:
        circuit.enter(REALM)
    return caught.value


def opened(until: datetime, **more: int) -> Circuit:
    return Circuit.objects.create(realm_id=REALM, failures=circuit.STREAK, open_until=until, **more)


def seconds_open() -> float:
    until = Circuit.objects.get().open_until
    assert until is not None
    return (until - clock.now()).total_seconds()


def test_a_company_that_was_never_asked_may_be_called() -> None:
    circuit.enter(REALM)
    assert not Circuit.objects.exists(), "and no row was needed to know"


def test_it_opens_after_so_many_failures_in_a_row_and_not_before() -> None:
    fail(circuit.STREAK - 1)
    circuit.enter(REALM)
    fail(1)
    assert 11 < (refused().until - clock.now()).total_seconds() < 19
    assert "16 calls in a row got no answer" in str(refused())


def test_of_calls_that_fail_by_chance_three_in_ten_none_opens_it_in_a_hundred_million() -> None:
    assert 0.3**circuit.STREAK < 1e-8


def test_another_company_is_not_affected() -> None:
    fail(circuit.STREAK)
    circuit.enter("another")
    assert refused()


def test_calls_that_were_under_way_when_it_opened_do_not_open_it_further() -> None:
    fail(circuit.STREAK)
    until = Circuit.objects.get().open_until
    fail(9)
    assert Circuit.objects.get().open_until == until


def test_when_the_time_has_come_one_call_is_let_through() -> None:
    opened(clock.now())
    circuit.enter(REALM)
    assert 80 < (refused().until - clock.now()).total_seconds() < 91, "the others wait for what it hears"


def test_a_try_that_fails_opens_it_for_twice_as_long() -> None:
    opened(clock.now(), openings=1)
    circuit.enter(REALM)
    fail(1)
    assert 23 < seconds_open() < 37


def test_it_is_never_open_for_more_than_five_minutes_and_a_bit() -> None:
    opened(clock.now(), openings=30)
    circuit.enter(REALM)
    fail(1)
    assert 235 < seconds_open() <= 360


def test_a_try_that_never_says_anything_is_followed_by_another() -> None:
    opened(clock.now())
    circuit.enter(REALM)
    assert refused(), "one try at a time"
    Circuit.objects.update(open_until=clock.now() - timedelta(seconds=1))
    circuit.enter(REALM)
