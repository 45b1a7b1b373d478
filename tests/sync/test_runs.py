"""A run's life: opened once, worked on once, alive while its worker is, lost when that falls silent."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from core import clock
from core.models import Business, User
from sync import runs
from sync.errors import Unreachable
from sync.generations import generations_of
from sync.merge import Tally
from sync.models import RunKind, RunState, SyncRun

pytestmark = pytest.mark.django_db


def at_once(count: int, work: Callable[[], Any]) -> list[Any]:
    """What so many threads get that do the same at the same time."""

    def alone(_number: int) -> Any:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(alone, range(count)))


def opened(business: Business, kind: RunKind = RunKind.CHANGES) -> SyncRun:
    run, new = runs.open_run(business, kind)
    assert new
    return run


def silent(run: SyncRun, seconds: int) -> None:
    """As if the worker had last been heard of so long ago."""
    SyncRun.objects.filter(pk=run.pk).update(heartbeat_at=clock.now() - timedelta(seconds=seconds))


def test_a_run_is_queued_then_running_then_done(acme: Business) -> None:
    run = opened(acme)
    assert (run.state, run.started_at) == (RunState.QUEUED, None)
    with runs.running(run):
        run.refresh_from_db()
        assert (run.state, run.worker) == (RunState.RUNNING, runs.worker_name())
        assert run.heartbeat_at == run.started_at is not None
    assert (run.state, run.error) == (RunState.DONE, "")
    assert run.finished_at >= run.started_at >= run.queued_at


def test_a_second_request_joins_the_open_run(acme: Business) -> None:
    first = opened(acme)
    assert runs.open_run(acme, RunKind.CHANGES) == (first, False)
    with runs.running(first):
        assert runs.open_run(acme, RunKind.CHANGES) == (first, False)
    assert runs.open_run(acme, RunKind.CHANGES)[0] != first


def test_another_kind_and_another_business_are_no_reason_to_wait(acme: Business, sam: User) -> None:
    runs_opened = [opened(acme), opened(acme, RunKind.BACKFILL), opened(sam.memberships.get().business)]
    assert set(SyncRun.objects.all()) == set(runs_opened)
    assert len(set(runs_opened)) == 3


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_one_opens_the_run(acme: Business) -> None:
    answers = at_once(8, lambda: runs.open_run(acme, RunKind.BACKFILL))
    assert sorted(new for _, new in answers) == [False] * 7 + [True]
    assert {run for run, _ in answers} == {SyncRun.objects.get()}


@pytest.mark.django_db(transaction=True)
def test_a_request_that_comes_while_the_run_ends_opens_or_joins_one(acme: Business) -> None:
    def open_and_work() -> bool:
        for _ in range(25):
            run, new = runs.open_run(acme, RunKind.CHANGES)
            if new:
                SyncRun.objects.filter(pk=run.pk).update(state=RunState.DONE)
        return True

    assert all(at_once(4, open_and_work))


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_works_on_a_run(acme: Business) -> None:
    run_id = opened(acme).pk

    def work() -> str:
        try:
            with runs.running(SyncRun.objects.get(pk=run_id)):
                return "worked"
        except runs.AlreadyRunning as joined:
            return type(joined).__name__

    assert sorted(at_once(6, work)) == ["AlreadyRunning"] * 5 + ["worked"]


def test_the_refusal_says_who_works_on_it(acme: Business) -> None:
    run = opened(acme)
    with (
        runs.running(run),
        pytest.raises(runs.AlreadyRunning, match=rf"joined, not started twice.*{runs.worker_name()}"),
        runs.running(SyncRun.objects.get()),
    ):
        pytest.fail("two workers on one run")


@pytest.mark.django_db(transaction=True)
def test_a_run_shows_that_it_is_alive_while_it_lasts(acme: Business, settings: Settings) -> None:
    settings.SYNC_HEARTBEAT_SECONDS = 0.01
    with runs.running(opened(acme)) as run:
        silent(run, seconds=60)
        until = time.monotonic() + 10
        while is_silent(run):
            assert time.monotonic() < until, "no heartbeat came"
        assert runs.declare_lost(clock.now()) == 0
    assert run.state == RunState.DONE


@pytest.mark.django_db(transaction=True)
def test_a_run_that_works_is_not_lost_however_fast_the_clock_runs(
    acme: Business, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its first two signs of life more than an hour passes on this clock."""
    bent = tmp_path / "clock.json"
    bent.write_text(json.dumps({"scale": 20_000, "since": time.time()}))
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(bent))
    with runs.running(opened(acme)) as run:
        run.refresh_from_db()
        while not SyncRun.objects.filter(pk=run.pk, heartbeat_at__gt=run.started_at).exists():
            assert runs.declare_lost(clock.now()) == 0
        assert clock.now() - run.started_at > timedelta(hours=1)
    assert run.state == RunState.DONE


def is_silent(run: SyncRun) -> bool:
    return SyncRun.objects.filter(pk=run.pk, heartbeat_at__lt=clock.now() - timedelta(seconds=30)).exists()


def test_a_run_whose_worker_fell_silent_is_lost_and_the_next_one_starts(acme: Business) -> None:
    with runs.running(opened(acme)) as run:
        silent(run, seconds=29)
        assert runs.declare_lost(clock.now()) == 0
        silent(run, seconds=31)
        fresh, new = runs.open_run(acme, RunKind.CHANGES)
        assert new
        assert fresh != run
        run.refresh_from_db()
        assert (run.state, run.error) == (RunState.LOST, "its worker fell silent")
        assert run.finished_at is not None


def test_a_run_that_no_worker_ever_began_is_lost_too(acme: Business) -> None:
    run = opened(acme)
    assert runs.declare_lost(clock.now() + timedelta(seconds=29)) == 0
    assert runs.declare_lost(clock.now() + timedelta(seconds=31)) == 1
    with pytest.raises(runs.AlreadyRunning), runs.running(run):
        pytest.fail("its work has been given away")


def test_what_a_lost_run_merged_last_counts_as_a_move_of_the_mirror(acme: Business) -> None:
    opened(acme)
    before = generations_of([acme])[acme.pk]
    runs.declare_lost(clock.now())
    assert generations_of([acme])[acme.pk] == before
    runs.declare_lost(clock.now() + timedelta(seconds=31))
    assert generations_of([acme])[acme.pk] == before + 1


def test_a_lost_run_that_comes_back_stays_lost_and_may_not_merge(acme: Business) -> None:
    with runs.running(opened(acme)) as run:
        silent(run, seconds=31)
        runs.declare_lost(clock.now())
        with pytest.raises(runs.SyncError, match="declared lost while it was working"):
            runs.note(run, "Bill", Tally(read=5))
    assert (run.state, run.tallies) == (RunState.LOST, {})


@pytest.mark.parametrize("why", [Unreachable("nobody answers"), ValueError("odd"), KeyboardInterrupt()])
def test_an_error_closes_the_run_with_its_reason_and_is_raised_on(acme: Business, why: BaseException) -> None:
    run = opened(acme)
    with pytest.raises(type(why)), runs.running(run):
        raise why
    assert run.state == RunState.FAILED
    if isinstance(why, Unreachable):
        assert (run.error, run.stumble) == (str(why), "")
    else:
        assert run.stumble == f"{type(why).__name__}: {why}"
        assert run.error.startswith(f"RowCol stumbled over something in run {run.pk};"), "in plain words"


def test_what_could_not_be_done_makes_a_run_partial(acme: Business) -> None:
    with runs.running(opened(acme)) as run:
        runs.regret(run, "Estimate: not on this plan.")
        runs.regret(run, "Term: not on this plan.")
    assert (run.state, run.error) == (
        RunState.PARTIAL,
        "Estimate: not on this plan. Term: not on this plan.",
    )


def test_tallies_are_kept_while_it_runs(acme: Business) -> None:
    with runs.running(opened(acme)) as run:
        runs.note(run, "Bill", Tally(read=5, inserted=2))
        assert SyncRun.objects.get().tallies["Bill"]["inserted"] == 2
        runs.note(run, "Term", Tally(read=1))
    assert SyncRun.objects.get().tallies.keys() == {"Bill", "Term"}
