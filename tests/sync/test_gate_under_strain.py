"""The gate where QuickBooks is slow, silent or dear: who is told what, how soon, and what it costs."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.db import connections
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from core import clock
from core.models import Business
from sync import budget, circuit, feeds, runs, throttle
from sync.errors import BudgetSpent, CircuitOpen, NotFound, OutOfTime, Postponed, SlowDown, Unreadable
from sync.models import (
    ApiUsage,
    Circuit,
    Connection,
    Feed,
    FeedKind,
    ReadBudget,
    RunKind,
    RunState,
    SharedRead,
    SyncRun,
)
from sync.smart_sync import SmartSyncService
from tests.sync.backstage import Backstage
from tests.sync.small_company import brisk_clock, hasty_clock

__all__ = ["brisk_clock", "hasty_clock"]
pytestmark = pytest.mark.django_db


def for_people(connection: Connection, within: float | None = None) -> SmartSyncService:
    return SmartSyncService(connection.business, people=True, within=within)


def in_background(connection: Connection) -> SmartSyncService:
    return SmartSyncService(connection.business)


def strained(connection: Connection, **facts: Any) -> Circuit:
    """The circuit to Acme's company after some failures."""
    return Circuit.objects.create(realm_id=connection.realm_id, **facts)


def last_run() -> SyncRun:
    return SyncRun.objects.latest("pk")


def test_the_failure_that_opens_the_circuit_is_the_last_call_for_now(
    connection: Connection, backstage: Backstage
) -> None:
    strained(connection, failures=circuit.STREAK - 1)
    backstage.fault("cut", times=20)
    for gate in (for_people(connection), for_people(connection), in_background(connection)):
        with pytest.raises(CircuitOpen, match="not asked for the moment"):
            gate.count("Bill")
        assert last_run().state == RunState.FAILED
        assert "calls in a row got no answer" in last_run().error
    assert len(backstage.requests()) == 1


@pytest.mark.parametrize("opened", [False, True])
def test_any_answer_closes_the_circuit_even_a_refusal(connection: Connection, opened: bool) -> None:
    strained(connection, failures=20, openings=int(opened), open_until=clock.now() if opened else None)
    with pytest.raises(NotFound):
        for_people(connection).read("Bill", "99999999")
    closed = Circuit.objects.get()
    assert (closed.failures, closed.openings, closed.open_until) == (0, 0, None)


@pytest.mark.usefixtures("hasty_clock")
def test_failures_are_counted_over_calls_and_processes(connection: Connection, backstage: Backstage) -> None:
    backstage.fault("500", times=2)
    for_people(connection).count("Bill")
    assert Circuit.objects.get().failures == 0
    backstage.fault("html", times=3)
    with pytest.raises(Unreadable):
        for_people(connection).count("Bill")
    assert Circuit.objects.get().failures == 3


def test_an_open_circuit_is_waited_out_by_feeds_and_counts_as_no_failure(
    connection: Connection, acme: Business
) -> None:
    until = clock.now() + timedelta(minutes=3)
    strained(connection, failures=16, openings=1, open_until=until)
    with pytest.raises(CircuitOpen), feeds.pulling(acme, FeedKind.CHANGES, RunKind.CHANGES) as run:
        SmartSyncService(acme, run=run).count("Bill")
    feed = Feed.objects.get(kind=FeedKind.CHANGES)
    assert feed.failures == 0
    assert until <= feed.next_at <= until + feeds.SPREAD
    assert (run.state, run.error, feed.last_error) == (RunState.FAILED, run.error, run.error)


@pytest.mark.parametrize("why", [SlowDown, BudgetSpent])
def test_a_pull_that_is_put_off_without_a_date_comes_round_again(
    acme: Business, why: type[Postponed]
) -> None:
    with pytest.raises(why), feeds.pulling(acme, FeedKind.CHANGES, RunKind.CHANGES):
        raise why("not now")
    assert Feed.objects.get().next_at > clock.now()


def used(settings: Settings, share: float) -> None:
    """So much of the month's reads."""
    settings.QBO_READ_BUDGET_PER_MONTH = 1_000
    now = clock.now()
    ReadBudget.objects.create(month=budget.month_of(now), used=int(1_000 * share), counted_at=now)


def test_a_spent_budget_stops_background_reads_while_people_still_read(
    connection: Connection, settings: Settings, backstage: Backstage
) -> None:
    used(settings, 0.96)
    with pytest.raises(BudgetSpent, match="nearly used up"):
        in_background(connection).count("Bill")
    assert (last_run().state, last_run().calls, backstage.requests()) == (RunState.FAILED, 0, [])
    assert for_people(connection).count("Bill") > 0


@pytest.mark.usefixtures("write_back")
def test_people_read_to_the_end_and_write_beyond_it(connection: Connection, settings: Settings) -> None:
    used(settings, 1.0)
    with pytest.raises(BudgetSpent):
        for_people(connection).count("Bill")
    made = for_people(connection).create("Vendor", {"DisplayName": f"Beyond {clock.now().timestamp()}"})
    assert b"Beyond" in made


def test_below_95_percent_background_reads_go_on(connection: Connection, settings: Settings) -> None:
    used(settings, 0.94)
    assert in_background(connection).count("Bill") > 0


@pytest.mark.usefixtures("write_back")
@pytest.mark.usefixtures("brisk_clock")
def test_what_is_counted_is_what_intuit_meters(
    connection: Connection, backstage: Backstage, settings: Settings
) -> None:
    """Reads of every class, a refusal, a fault, a batch of questions; not the write, nor the batch of writes."""
    settings.QBO_BATCH_METERED_BY_ITEM = False
    gate = for_people(connection)
    gate.count("Bill")
    gate.read("Preferences", "")
    gate.changes(["Bill"], clock.now() - timedelta(days=1))
    gate.report("AgedPayables", report_date="2026-11-01")
    gate.batch([{"bId": str(n), "Query": "select * from Term"} for n in range(3)])
    vendor = {"DisplayName": f"Unmetered {clock.now().timestamp()}"}
    gate.create("Vendor", vendor)
    gate.batch(
        [{"bId": "1", "operation": "create", "Vendor": {"DisplayName": vendor["DisplayName"] + " too"}}]
    )
    with pytest.raises(NotFound):
        gate.read("Bill", "99999999")
    backstage.fault("500")
    gate.count("Bill")
    assert sum(ApiUsage.objects.values_list("reads", flat=True)) == 6
    assert sum(backstage.state()["coreplus"].values()) == 6


@pytest.mark.django_db(transaction=True)
def test_twenty_pages_that_need_the_same_live_read_cost_one_call(
    connection: Connection, backstage: Backstage
) -> None:
    backstage.fault("slow", seconds=0.4)
    together = threading.Barrier(20)

    def page(_number: int) -> bytes:
        try:
            together.wait(timeout=10)
            return for_people(connection).query("select * from Customer maxresults 5")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pages:
        answers = set(pages.map(page, range(20)))
    assert len(answers) == 1
    assert len(backstage.requests()) == 1
    assert list(SyncRun.objects.values_list("state", flat=True)) == [RunState.DONE] * 20
    assert sum(SyncRun.objects.values_list("calls", flat=True)) == 1
    assert ApiUsage.objects.get(call_class="query").calls == 1


def test_pages_that_come_one_after_the_other_ask_each_for_itself(
    connection: Connection, backstage: Backstage
) -> None:
    for _ in range(2):
        for_people(connection).count("Bill")
    assert len(backstage.requests()) == 2
    assert not SharedRead.objects.exists()


@pytest.mark.usefixtures("write_back")
def test_after_a_write_nobody_is_given_what_was_read_before_it(connection: Connection) -> None:
    SharedRead.objects.create(
        business=connection.business,
        question="q",
        leader=1,
        holder=1,
        until=clock.now() + timedelta(minutes=1),
    )
    for_people(connection).create("Vendor", {"DisplayName": f"New {clock.now().timestamp()}"})
    assert not SharedRead.objects.exists()


def test_a_slow_answer_does_not_hold_a_page_and_does_not_count_against_the_company(
    connection: Connection, backstage: Backstage
) -> None:
    backstage.fault("slow", seconds=0.6)
    began = time.perf_counter()
    with pytest.raises(OutOfTime, match="did not answer in the time that a page can wait"):
        for_people(connection, within=0.25).count("Bill")
    assert time.perf_counter() - began < 0.5
    assert (last_run().state, last_run().calls) == (RunState.FAILED, 1)
    assert not Circuit.objects.exists()


def test_tries_go_on_while_there_is_time(connection: Connection, backstage: Backstage) -> None:
    backstage.fault("500", times=3)
    with pytest.raises(OutOfTime, match="code 10000"):
        for_people(connection, within=0.3).count("Bill")
    assert last_run().calls in (1, 2)


def test_a_page_whose_turn_is_far_off_is_told_at_once(connection: Connection) -> None:
    throttle.pause(connection.realm_id, clock.now() + timedelta(minutes=1))
    began = time.perf_counter()
    with pytest.raises(SlowDown):
        for_people(connection, within=2.0).count("Bill")
    assert time.perf_counter() - began < 0.5


def test_a_page_does_not_wait_longer_for_a_place_than_it_can(
    connection: Connection, settings: Settings
) -> None:
    settings.QBO_LIMITS = {**settings.QBO_LIMITS, "in_flight": 1}
    with throttle.turn(connection.realm_id, throttle.PEOPLE), pytest.raises((OutOfTime, SlowDown)):
        for_people(connection, within=0.2).count("Bill")


def test_time_that_is_up_before_the_first_call_costs_none(
    connection: Connection, backstage: Backstage
) -> None:
    gate = for_people(connection, within=0.0)
    with pytest.raises(OutOfTime):
        gate.count("Bill")
    assert backstage.requests() == []


@pytest.mark.usefixtures("hasty_clock")
def test_background_work_tries_eight_times(connection: Connection, backstage: Backstage) -> None:
    backstage.fault("500", times=7)
    assert in_background(connection).count("Bill") > 0
    assert last_run().calls == 8


@pytest.mark.usefixtures("hasty_clock")
def test_background_work_waits_a_minutes_pause_out(connection: Connection, backstage: Backstage) -> None:
    backstage.fault("429_json")
    asked_at = clock.now()
    assert in_background(connection).count("Bill") > 0
    assert clock.now() - asked_at >= timedelta(seconds=60)


@pytest.mark.usefixtures("hasty_clock")
def test_a_run_shows_that_it_is_alive_while_it_waits(acme: Business) -> None:
    with runs.attempt(acme, RunKind.LIVE) as run:
        runs.alive_while_waiting(run)(60.0)
        run.refresh_from_db()
        assert run.heartbeat_at - run.started_at >= timedelta(seconds=50)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("people", "statements"), [(False, 3), (True, 5)])
def test_a_call_costs_three_statements_and_a_persons_two_more(
    connection: Connection, acme: Business, people: bool, statements: int
) -> None:
    """The token, the turn, its end; who else asks the same, and that nobody does."""
    with runs.attempt(acme, RunKind.NAMED) as run:
        gate = SmartSyncService(acme, run=run, people=people)
        gate.count("Bill")
        with CaptureQueriesContext(database) as spent:
            gate.count("Bill")
    assert len(spent) == statements
