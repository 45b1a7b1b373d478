"""A call for a person leaves a run that tells how it ended, whatever happened meanwhile."""

from datetime import timedelta

import pytest

from core import clock
from core.models import Business
from sync import runs
from sync.errors import NotFound
from sync.models import RunKind, RunState, SyncRun

pytestmark = pytest.mark.django_db


def test_a_write_that_took_long_ends_as_it_ended_though_it_was_thought_lost(acme: Business) -> None:
    """Nobody takes a single call over, so nothing contradicts its own word."""
    with runs.attempt(acme, RunKind.WRITE, request_id="one") as run:
        runs.declare_lost(clock.now() + timedelta(hours=1))
    assert SyncRun.objects.get(pk=run.pk).state == RunState.DONE


def test_a_pull_that_was_thought_lost_stays_lost(acme: Business) -> None:
    """Its work has been given away, and the new run's tallies are the ones that count."""
    with runs.attempt(acme, RunKind.CHANGES) as run:
        runs.declare_lost(clock.now() + timedelta(hours=1))
    assert SyncRun.objects.get(pk=run.pk).state == RunState.LOST


def fail_in_an_attempt(business: Business) -> None:
    with runs.attempt(business, RunKind.LIVE):
        assert SyncRun.objects.get().state == RunState.RUNNING, "it is on disk before the call"
        raise NotFound("Bill 7")


def test_an_attempt_tells_why_it_failed(acme: Business) -> None:
    with pytest.raises(NotFound):
        fail_in_an_attempt(acme)
    run = SyncRun.objects.get()
    assert (run.state, run.error) == (RunState.FAILED, str(NotFound("Bill 7")))
