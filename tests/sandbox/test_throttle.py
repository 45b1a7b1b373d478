"""The limits of API_FACTS 5.1 as an app meets them: counted by arrival, refused where the switch says so."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sandbox import switches
from sandbox.clock import Clock
from sandbox.coreplus import CorePlus
from sandbox.exchange import Answer, Request
from sandbox.store import Store
from sandbox.throttle import Throttle
from tests.sandbox.world import NOW, OTHER_REALM, REALM, Caller, open_books

READ = Request("GET", "/v3/company/1/bill/1", {}, {}, b"", NOW, "reads", REALM)
BATCH = replace(READ, method="POST", asked="batch", body=b'{"BatchItemRequest":[{"Query":""}]}')


@pytest.fixture
def throttle(store: Store) -> Throttle:
    switches.write(store, "", "throttle", "enforce")
    return Throttle(store)


def ask(throttle: Throttle, *seconds: float, request: Request = READ) -> list[int]:
    """The statuses of requests that arrive at these seconds after NOW."""
    arrived = [replace(request, at=NOW + timedelta(seconds=at)) for at in seconds]
    return [throttle.around(one, lambda: Answer(200, b"{}")).status for one in arrived]


def test_ten_requests_a_second_are_let_in_and_the_eleventh_is_not(throttle: Throttle) -> None:
    assert ask(throttle, *[0.5] * 11) == [200] * 10 + [429]
    assert throttle.report()["breaches"] == {REALM: {"per_second": 1}}


def test_the_second_slides(throttle: Throttle) -> None:
    assert ask(throttle, *[0.9] * 10, 1.1, 1.85, 1.95) == [200] * 10 + [429, 429, 200]


def test_five_hundred_a_minute_are_let_in(throttle: Throttle) -> None:
    paced = [number * 0.11 for number in range(501)]
    assert ask(throttle, *paced).count(429) == 1
    assert ask(throttle, 60.05) == [200]
    assert throttle.report()["breaches"] == {REALM: {"per_minute": 1}}
    assert throttle.report()["peaks"][REALM]["per_minute"] == 500


def test_forty_batches_a_minute_are_let_in_and_reads_beside_them(throttle: Throttle) -> None:
    paced = [number * 0.5 for number in range(41)]
    assert ask(throttle, *paced, request=BATCH) == [200] * 40 + [429]
    assert ask(throttle, 21) == [200]


def test_ten_may_be_under_way_at_once(throttle: Throttle) -> None:
    inside, go = threading.Semaphore(0), threading.Event()

    def wait() -> Answer:
        inside.release()
        go.wait(10)
        return Answer(200, b"{}")

    with ThreadPoolExecutor(10) as pool:
        paced = [replace(READ, at=NOW + timedelta(seconds=number)) for number in range(10)]
        waiting = [pool.submit(throttle.around, one, wait) for one in paced]
        for _ in paced:
            inside.acquire(timeout=10)
        assert ask(throttle, 20) == [429]
        go.set()
        assert {one.result(10).status for one in waiting} == {200}
    assert ask(throttle, 21) == [200]
    assert throttle.report()["breaches"] == {REALM: {"in_flight": 1}}


def test_a_company_does_not_pay_for_another(throttle: Throttle) -> None:
    ask(throttle, *[0.5] * 10)
    assert ask(throttle, 0.5, request=replace(READ, realm=OTHER_REALM)) == [200]


def test_what_was_refused_does_not_count_against_the_next(throttle: Throttle) -> None:
    ask(throttle, *[0.5] * 30)
    assert ask(throttle, 1.6) == [200]


def test_counting_lets_everything_in_and_tells_who_went_over(throttle: Throttle, store: Store) -> None:
    switches.write(store, "", "throttle", "count")
    assert set(ask(throttle, *[0.5] * 13)) == {200}
    report = throttle.report()
    assert (report["breaches"], report["refused"]) == ({REALM: {"per_second": 3}}, 0)


def test_switched_off_nobody_counts(throttle: Throttle, store: Store) -> None:
    switches.write(store, "", "throttle", "off")
    assert set(ask(throttle, *[0.5] * 13)) == {200}
    assert throttle.report() == {"breaches": {}, "peaks": {}, "refused": 0}


def refusal(throttle: Throttle) -> Answer:
    return throttle.around(replace(READ, at=NOW + timedelta(seconds=0.5)), lambda: Answer(200, b""))


@pytest.mark.parametrize(
    ("shape", "mark"), [("lower", b'"fault"'), ("upper", b'"Fault"'), ("xml", b"<Fault ")]
)
def test_the_refusal_has_the_shape_that_the_switch_says(
    throttle: Throttle, store: Store, shape: str, mark: bytes
) -> None:
    switches.write(store, "", "throttle_shape", shape)
    ask(throttle, *[0.5] * 10)
    assert mark in refusal(throttle).body
    switches.write(store, "", "throttle_shape", "mixed")
    assert mark in b"".join(refusal(throttle).body for _ in range(3))


def test_when_to_come_back_is_said_only_where_the_switch_says_so(throttle: Throttle, store: Store) -> None:
    ask(throttle, *[0.5] * 10)
    assert "Retry-After" not in refusal(throttle).headers
    switches.write(store, "", "throttle_retry_after", 20)
    assert refusal(throttle).headers["Retry-After"] == "20"


def test_a_server_that_enforces_answers_429_and_tells_the_breach(
    caller: Caller, store: Store, clock: Clock
) -> None:
    open_books(store)
    caller.connect()
    clock.move(scale=0.001)  # a second is long enough for all that follows
    caller.control("switches", {"throttle": "enforce"})
    statuses = [caller.get("customer/1").status_code for _ in range(12)]
    assert statuses.count(429) == 2
    state = caller.control("state", method="GET").json()
    assert state["throttle"]["breaches"] == {REALM: {"per_second": 2}}
    clock.move(advance=1.1)
    assert caller.get("customer/1").status_code != 429
    assert caller.control("reset").json()["throttle"]["breaches"] == {}


@pytest.fixture
def coreplus(store: Store) -> CorePlus:
    return CorePlus(store)


def spend(coreplus: CorePlus, request: Request, status: int = 200, **changed: Any) -> int:
    return coreplus.around(replace(request, **changed), lambda: Answer(status, b"{}")).status


def test_reads_that_succeed_cost_and_writes_and_errors_do_not(coreplus: CorePlus) -> None:
    for asked in ("reads", "queries", "cdc", "reports", "writes"):
        spend(coreplus, READ, asked=asked)
    spend(coreplus, READ, status=500)
    spend(coreplus, BATCH)
    spend(coreplus, BATCH, body=b'{"BatchItemRequest":[{"Invoice":{}}]}')
    assert coreplus.report() == {"2026-11": 5}


def test_a_month_that_is_used_up_is_429_for_reads_to_its_end(coreplus: CorePlus, store: Store) -> None:
    switches.write(store, "", "coreplus_cap", 2)
    assert [spend(coreplus, READ) for _ in range(3)] == [200, 200, 429]
    assert spend(coreplus, READ, asked="writes") == 200
    assert spend(coreplus, READ, at=NOW + timedelta(days=11)) == 200


def test_a_switch_takes_only_its_choices(caller: Caller) -> None:
    answer = caller.control("switches", {"throttle": "maybe"})
    assert (answer.status_code, "off, count, enforce" in answer.json()["error"]) == (400, True)
