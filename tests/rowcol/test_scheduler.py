"""Beat follows the house's clock: what it rings, and how long it sleeps."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django_celery_beat.models import PeriodicTask

from core import clock
from rowcol import celery_app
from rowcol.embedded import EmbeddedPostgres
from rowcol.schedule import BEAT, CHORES
from rowcol.scheduler import Entry, Scheduler
from sync.models import Alert, Pulse, PulseName
from tests.sync.elsewhere import same_place

EVERY_20_SECONDS = {"task": "sync.tick", "schedule": 20.0}


@pytest.fixture
def bend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that moves time for this test."""
    path = tmp_path / "clock.json"
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(path))
    return path


@pytest.mark.django_db
def test_an_entry_is_due_when_the_clock_says_so(bend: Path) -> None:
    entry = next(Entry.from_entry("tick", app=celery_app, **EVERY_20_SECONDS))
    assert not entry.is_due().is_due
    bend.write_text(json.dumps({"offset": 20}))
    assert entry.is_due().is_due


@pytest.mark.django_db
def test_a_clock_that_goes_back_does_not_silence_beat_until_it_has_caught_up(bend: Path) -> None:
    bend.write_text(json.dumps({"offset": 26 * 7 * 86400}))
    next(Entry.from_entry("tick", app=celery_app, **EVERY_20_SECONDS)).save()
    assert PeriodicTask.objects.get(name="tick").last_run_at > clock.now() - timedelta(minutes=1)
    bend.unlink()
    assert 0 < Entry(PeriodicTask.objects.get(name="tick"), app=celery_app).is_due().next <= 20


@pytest.mark.django_db(transaction=True)
def test_beat_sleeps_less_when_the_clock_runs_faster(bend: Path) -> None:
    PeriodicTask.objects.all().delete()
    idle = Scheduler(celery_app, lazy=True)
    assert idle.tick() == 5
    bend.write_text(json.dumps({"scale": 10, "since": time.time()}))
    assert idle.tick() == 0.5
    bend.write_text(json.dumps({"scale": 100_000, "since": time.time()}))
    assert idle.tick() == 0.05, "and not so little that it only keeps the machine warm"


@pytest.mark.django_db(transaction=True)
def test_beat_shows_life_and_judges_others_only_when_they_had_the_time_to_show_it(bend: Path) -> None:
    PeriodicTask.objects.all().delete()
    Pulse.objects.all().delete()
    beat = Scheduler(celery_app, lazy=True)
    beat.tick()
    assert Pulse.objects.get().name == PulseName.BEAT
    assert not Alert.objects.exists(), "the worker may be starting as well"
    bend.write_text(json.dumps({"offset": 61}))
    beat.tick()
    silent = Alert.objects.values_list("subject", flat=True)
    assert set(silent) == {PulseName.WORKER, PulseName.BELLS, PulseName.CHORES}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BEAT)
def test_what_the_schedule_says_of_an_entry_is_kept_where_beat_reads_it(name: str) -> None:
    """An option that beat's table does not know is dropped there without a word."""
    Entry.from_entry(name, app=celery_app, **BEAT[name])
    kept = PeriodicTask.objects.get(name=name)
    said = BEAT[name].get("options", {})
    assert {option: getattr(kept, option) for option in said} == said


@pytest.mark.prove
@pytest.mark.django_db(transaction=True)
def test_the_real_beat_lives_through_minutes_in_a_moment(bend: Path, tmp_path: Path) -> None:
    bend.write_text(json.dumps({"scale": 200, "since": time.time()}))
    queue, until = tmp_path / "broker" / "queue", time.monotonic() + 30
    beat = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "rowcol", "beat", "--pidfile="],
        cwd=settings.ROOT,
        env={**os.environ, **same_place(), "ROWCOL_VAR": str(tmp_path), "CELERY_BROKER_URL": "filesystem://"},
        stderr=subprocess.DEVNULL,
    )
    try:
        while len(list(queue.glob("*.msg"))) < 5:
            assert time.monotonic() < until, "it rang less than five times in 30 s; the clock says 6,000"
            assert beat.poll() is None
    finally:
        beat.kill()  # asked to end it would write to the database, in the middle of what it was asking there
        beat.wait()


@pytest.mark.prove
def test_beat_says_once_that_the_database_is_down_and_once_that_it_is_back(var: Path) -> None:
    server = EmbeddedPostgres(var)
    server.start()
    place = {**os.environ, "ROWCOL_VAR": str(var), "DATABASE_URL": "", "CELERY_BROKER_URL": "filesystem://"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=settings.ROOT, env=place, check=True)
    command = [sys.executable, "-m", "celery", "-A", "rowcol", "beat", "--pidfile=", "--loglevel", "INFO"]
    said = var / "beat.log"
    with said.open("w") as log:
        beat = subprocess.Popen(command, cwd=settings.ROOT, env=place, stderr=log)
    try:
        wait_for(said, "Schedule changed.")  # read, written and read again: from now on it sleeps
        server.stop()
        wait_for(said, "The embedded database is down. Start it: make db")
        server.start()
        wait_for(said, "The database is back.")
    finally:
        beat.kill()
        beat.wait()
        server.stop()
    assert "Traceback" not in said.read_text()
    assert said.read_text().count("is down") == 1


def wait_for(log: Path, words: str) -> None:
    until = time.monotonic() + 30
    while words not in log.read_text():
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)


def test_what_beat_rings_for_stands_behind_no_pull() -> None:
    def queue_of(task: str) -> str:
        return str(celery_app.amqp.router.route({}, task)["queue"].name)

    assert {queue_of(BEAT[name]["task"]) for name in BEAT.keys() - CHORES} == {"bells"}
    assert {queue_of(BEAT[name]["task"]) for name in CHORES} == {"chores"}
    assert queue_of("sync.run_feed") == queue_of("sync.retry_issues") == "pulls"
    assert set(celery_app.amqp.queues.consume_from) == {"pulls", "bells", "chores"}, (
        "a plain worker serves all"
    )
