"""The shared pace: limits that hold in every window, over processes, with people first."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection as database
from django.db import connections
from pytest_django import Settings

from core import clock
from sync import throttle
from sync.errors import SlowDown
from sync.models import CallSlot, Throttle
from sync.throttle import BACKGROUND, PEOPLE, turn
from tests.sync.elsewhere import outputs, processes

REALM = "123"
KNOW_THE_CLOCK = """
import json, time
from sync.throttle import BACKGROUND, turn
spent = []
"""
CALL_FOR_A_WHILE = """
end = time.time() + {seconds}
while time.time() < end:
    with turn('123', BACKGROUND):
        began = time.time()
        time.sleep({each})
        spent.append((began, time.time()))
print(json.dumps(spent))
"""


def limits(settings: Settings, **changed: int) -> dict[str, str]:
    """Set limits here, and give the environment that sets them in another process."""
    settings.QBO_LIMITS = {
        "per_minute": 100_000,
        "per_second": 1000,
        "in_flight": 10,
        "batch_per_minute": 40,
        **changed,
    }
    return {f"QBO_LIMIT_{name.upper()}": str(value) for name, value in settings.QBO_LIMITS.items()}


def calls_of_processes(count: int, seconds: float, each: float, environment: dict[str, str]) -> list[tuple]:
    """(began, ended) of every call that the processes made, in order of their start."""
    work = CALL_FOR_A_WHILE.format(seconds=seconds, each=each)
    said = outputs(processes(count, KNOW_THE_CLOCK, work, **environment), seconds + 30)
    return sorted(tuple(call) for one in said for call in json.loads(one))


def busiest(starts: list[float], window: float) -> int:
    """The most starts that any window of so many seconds holds, wherever it begins."""
    return max(sum(1 for start in starts if first <= start < first + window) for first in starts)


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_no_second_holds_more_starts_than_allowed_over_processes(settings: Settings) -> None:
    environment = limits(settings, per_second=10)
    starts = [began for began, _ in calls_of_processes(3, 1.6, 0.01, environment)]
    assert busiest(starts, 1.0) <= 10
    assert len(starts) >= 12, "and the limit is made use of"


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_no_more_calls_are_under_way_than_allowed_over_processes(settings: Settings) -> None:
    environment = limits(settings, in_flight=5)
    calls = calls_of_processes(5, 0.8, 0.05, environment)
    under_way = [sum(1 for began, ended in calls if began <= start < ended) for start, _ in calls]
    assert max(under_way) == 3, "five places, two of them kept for people"


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_no_minute_holds_more_starts_than_allowed_over_processes(settings: Settings) -> None:
    environment = limits(settings, per_minute=100, per_second=5)
    starts = [began for began, _ in calls_of_processes(3, 95, 0.01, environment)]
    assert busiest(starts, 60.0) <= 100
    assert busiest(starts, 1.0) <= 5
    assert len(starts) >= 95 * 100 / 60 * 0.9, "and the limit is made use of"


@pytest.mark.django_db
def test_a_minute_of_reservations_is_never_over_its_limit(settings: Settings) -> None:
    """Reservations as the database makes them when everybody asks for two minutes at once."""
    limits(settings, per_minute=60, per_second=10)
    all_at_once = throttle.Lane(patience=120.0, ahead=120.0, spare=0)
    starts = list(reservations(all_at_once))
    assert len(starts) > 100
    assert busiest(starts, 60.0) <= 60
    assert busiest(starts, 1.0) <= 10


def reservations(lane: throttle.Lane) -> Iterator[float]:
    """One start after the other, reserved and not waited for, until they lie beyond the lane's patience."""
    with suppress(SlowDown):
        while True:
            throttle._await_start(REALM, "all", lane, lambda seconds: None)
            kept = Throttle.objects.get(kind="all")
            yield (kept.next_start_at - throttle.pace("all").apart).timestamp()


@pytest.mark.django_db
def test_batches_have_a_slower_pace_of_their_own(settings: Settings) -> None:
    limits(settings, batch_per_minute=40)
    hurried = throttle.Lane(patience=0.5, ahead=0.5, spare=0)
    for _ in range(5):
        with turn(REALM, hurried, batch=True):
            pass
    with pytest.raises(SlowDown), turn(REALM, hurried, batch=True):
        pass
    with turn(REALM, hurried):
        assert Throttle.objects.count() == 2, "other calls go on"


@pytest.mark.django_db
def test_a_pause_holds_people_back_with_the_instant_when_it_ends() -> None:
    until = clock.now() + timedelta(seconds=60)
    throttle.pause(REALM, until)
    throttle.pause(REALM, until - timedelta(seconds=30))
    with pytest.raises(SlowDown) as caught, turn(REALM, PEOPLE):
        pass
    assert caught.value.until == until, "the longer pause stays"
    assert not CallSlot.objects.exclude(taken_until=None).exists()


@pytest.mark.django_db
def test_a_pause_of_one_company_is_none_of_another() -> None:
    throttle.pause(REALM, clock.now() + timedelta(seconds=60))
    with turn("another", PEOPLE):
        under_way = CallSlot.objects.exclude(taken_until=None)
        assert [slot.realm_id for slot in under_way] == ["another"]


@pytest.mark.django_db
def test_background_waits_a_pause_out() -> None:
    until = clock.now() + timedelta(seconds=0.5)
    throttle.pause(REALM, until)
    with turn(REALM, BACKGROUND):
        assert clock.now() >= until


@pytest.mark.django_db(transaction=True)
def test_a_person_goes_before_background_work_that_waits(settings: Settings) -> None:
    limits(settings, per_second=4)
    order: list[str] = []

    def work() -> None:
        with turn(REALM, BACKGROUND):
            order.append("background")
        connections.close_all()

    with turn(REALM, BACKGROUND):
        pass
    waiting = [threading.Thread(target=work) for _ in range(4)]
    for thread in waiting:
        thread.start()
    time.sleep(0.1)
    with turn(REALM, PEOPLE):
        order.append("person")
    for thread in waiting:
        thread.join()
    assert order.index("person") <= 2
    assert len(order) == 5


@pytest.mark.django_db
def test_background_leaves_two_places_to_people(settings: Settings) -> None:
    limits(settings, in_flight=3)
    hurried = throttle.Lane(patience=0.05, ahead=0.0, spare=2)
    with turn(REALM, BACKGROUND):
        with pytest.raises(SlowDown, match="all places for calls are taken"), turn(REALM, hurried):
            pass
        with turn(REALM, PEOPLE), turn(REALM, PEOPLE):
            assert CallSlot.objects.exclude(taken_until=None).count() == 3
    assert CallSlot.objects.exclude(taken_until=None).count() == 0


@pytest.mark.django_db
def test_a_call_that_fails_gives_its_place_back() -> None:
    with pytest.raises(ZeroDivisionError), turn(REALM, PEOPLE):
        raise ZeroDivisionError
    assert not CallSlot.objects.exclude(taken_until=None).exists()


@pytest.mark.django_db
def test_a_lease_that_ran_out_is_taken_over_and_not_given_back_twice(settings: Settings) -> None:
    limits(settings, in_flight=1)
    with turn(REALM, PEOPLE):
        CallSlot.objects.update(taken_until=clock.now())
        with turn(REALM, PEOPLE):
            taken = CallSlot.objects.get().taken_until
            assert taken > clock.now()
        late = clock.now() + timedelta(minutes=1)
        CallSlot.objects.update(taken_until=late)
    assert CallSlot.objects.get().taken_until == late, (
        "the first call did not free what is not its own any more"
    )


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_frees_its_places_at_once(settings: Settings) -> None:
    environment = limits(settings, in_flight=3)
    hold = "with turn('123', BACKGROUND):\n    print('holding', flush=True)\n    time.sleep(60)"
    (worker,) = processes(1, KNOW_THE_CLOCK, hold, **environment)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "holding\n"
    worker.kill()
    worker.wait()
    began = time.perf_counter()
    with turn(REALM, BACKGROUND):
        assert time.perf_counter() - began < 1.0


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The SQL that is sent while the test runs."""
    sent: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        sent.append(sql)
        return execute(sql, params, many, context)

    with database.execute_wrapper(note):
        yield sent


@pytest.mark.django_db
def test_a_turn_costs_two_statements(statements: list[str]) -> None:
    with turn(REALM, BACKGROUND):
        pass
    statements.clear()
    with turn(REALM, BACKGROUND):
        pass
    assert len(statements) == 2


@pytest.mark.django_db
def test_a_start_that_was_missed_is_given_up_for_another(
    statements: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that slept through its start would else call together with the one that comes after it."""
    bent = tmp_path / "clock.json"
    bent.write_text('{"offset": 0}')
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(bent))
    with turn(REALM, BACKGROUND):
        pass
    statements.clear()
    with turn(REALM, BACKGROUND, wait=lambda _: bent.write_text('{"offset": 3}')):
        assert sum("next_start_at = greatest" in sent for sent in statements) == 2


@pytest.mark.django_db
def test_on_a_fast_clock_starts_stay_apart_on_the_machine_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else two that the machine makes late meet within one second of the clock."""
    bent = tmp_path / "clock.json"
    bent.write_text(json.dumps({"scale": 1000, "since": time.time()}))
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(bent))
    assert throttle.pace("all").apart >= timedelta(seconds=20)
    assert BACKGROUND.longest_wait() == timedelta(seconds=3000)
    assert PEOPLE.within(0.5).longest_wait() == timedelta(seconds=0.5)
