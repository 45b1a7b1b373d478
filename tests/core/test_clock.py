"""The one clock of the house."""

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

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


def test_today_is_the_date_where_the_business_lives() -> None:
    late_evening = datetime(2026, 11, 21, 3, 30, tzinfo=UTC)
    assert clock.local_date(late_evening, "America/New_York") == date(2026, 11, 20)
    assert clock.local_date(late_evening, "Europe/Berlin") == date(2026, 11, 21)
    kiribati = Business(timezone="Pacific/Kiritimati")
    assert clock.today(kiribati) == (clock.now() + timedelta(hours=14)).date()
