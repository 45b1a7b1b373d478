"""The one clock of the house."""

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from core import clock
from core.models import Business

VARIABLE = "ROWCOL_CLOCK_FILE"


@pytest.fixture
def bend(tmp_path: Path) -> Iterator[Path]:
    """The file that moves time; the environment names it."""
    before, path = os.environ.get(VARIABLE), tmp_path / "clock.json"
    os.environ[VARIABLE] = str(path)
    yield path
    os.environ.pop(VARIABLE)
    if before is not None:
        os.environ[VARIABLE] = before


def seconds_ahead() -> float:
    return (clock.now() - datetime.now(UTC)).total_seconds()


def test_without_a_file_it_tells_the_time(bend: Path) -> None:
    assert abs(seconds_ahead()) < 1


def test_an_offset_moves_it(bend: Path) -> None:
    bend.write_text(json.dumps({"offset": 86400}))
    assert abs(seconds_ahead() - 86400) < 1


def test_a_scale_makes_time_pass_faster_from_a_given_instant(bend: Path) -> None:
    bend.write_text(json.dumps({"scale": 60, "since": time.time() - 10}))
    assert abs(seconds_ahead() - 590) < 5


def test_a_faster_clock_waits_less(bend: Path) -> None:
    bend.write_text(json.dumps({"scale": 1000, "since": time.time()}))
    began = time.monotonic()
    clock.sleep(100)
    assert time.monotonic() - began < 5


def test_a_wait_for_an_event_ends_when_it_is_set(bend: Path) -> None:
    done = Event()
    done.set()
    assert clock.wait(done, 3600)
    bend.write_text(json.dumps({"scale": 2}))
    assert clock.wait(done, 3600)


def test_a_wait_for_an_event_that_never_comes_is_as_long_as_the_clock_says(bend: Path) -> None:
    bend.write_text(json.dumps({"scale": 100_000, "since": time.time()}))
    began = clock.now()
    assert not clock.wait(Event(), 3600)
    assert clock.now() - began >= timedelta(hours=1)


def test_a_clock_that_is_moved_past_the_end_of_a_wait_ends_it(bend: Path) -> None:
    class MovesTheClock(Event):
        """Someone moves the clock by two hours as soon as it is waited for."""

        def wait(self, timeout: float | None = None) -> bool:
            bend.write_text(json.dumps({"offset": 7200}))
            return super().wait(timeout)

    assert not clock.wait(MovesTheClock(), 3600)


def test_what_takes_an_hour_takes_a_second_on_a_clock_so_fast(bend: Path) -> None:
    bend.write_text(json.dumps({"scale": 3600, "since": time.time()}))
    assert clock.real_seconds(3600) == 1
    bend.write_text(json.dumps({"scale": 0, "since": time.time(), "offset": 1}))
    assert clock.real_seconds(1) == float("inf"), "time stands still"


def test_patience_with_a_machine_is_not_hurried(bend: Path) -> None:
    assert clock.at_least(30, real=3) == timedelta(seconds=30)
    bend.write_text(json.dumps({"scale": 100, "since": time.time()}))
    assert clock.at_least(30, real=3) == timedelta(seconds=300)


def test_today_is_the_date_where_the_business_lives() -> None:
    late_evening = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)
    assert clock.local_date(late_evening, "America/New_York") == date(2026, 11, 20)
    assert clock.local_date(late_evening, "Europe/Berlin") == date(2026, 11, 21)
    kiribati = Business(timezone="Pacific/Kiritimati")
    assert clock.today(kiribati) == (clock.now() + timedelta(hours=14)).date()
