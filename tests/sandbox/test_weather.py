"""Faults by chance: how many requests meet one, which, and how often the same ones again."""

from __future__ import annotations

import pytest
import requests

from sandbox.store import Store
from tests.sandbox.world import REALM, Caller, open_books


@pytest.fixture
def connected(store: Store, caller: Caller) -> Caller:
    open_books(store)
    caller.connect()
    return caller


def weather(caller: Caller) -> dict:
    return caller.control("weather", method="GET").json()


def statuses(caller: Caller, count: int) -> list[int]:
    return [caller.get("customer/1").status_code for _ in range(count)]


def test_a_share_of_the_requests_meets_a_fault_of_the_mix(connected: Caller) -> None:
    connected.control("weather", {"share": 0.3, "mix": {"500": 3, "503": 1}, "seed": 3})
    seen = statuses(connected, 60)
    met = weather(connected)["met"]
    assert met == {"fine": seen.count(200), "500": seen.count(500), "503": seen.count(503)}
    assert 8 <= 60 - met["fine"] <= 30
    assert met["500"] > met["503"] > 0


def test_the_same_seed_is_the_same_weather(connected: Caller) -> None:
    turned = {"share": 0.4, "mix": {"500": 1, "503": 1}, "seed": 11}
    connected.control("weather", turned)
    first = statuses(connected, 20)
    connected.control("weather", turned)
    assert statuses(connected, 20) == first


def test_only_one_company_may_have_it(connected: Caller) -> None:
    connected.control("weather", {"share": 1, "mix": {"500": 1}, "realm": "1"})
    assert statuses(connected, 3) == [200] * 3
    connected.control("weather", {"share": 1, "mix": {"500": 1}, "realm": REALM})
    assert statuses(connected, 3) == [500] * 3


def test_token_calls_have_a_share_of_their_own(connected: Caller) -> None:
    token = connected.connect()["refresh_token"]
    connected.control("weather", {"token_share": 1, "token_mix": {"503": 1}})
    assert connected.refresh(token).status_code == 503
    assert statuses(connected, 3) == [200] * 3
    assert weather(connected)["token_calls_met"] == {"503": 1}


def test_tokens_can_grow_old_and_answers_break_off(connected: Caller) -> None:
    connected.control("weather", {"share": 1, "mix": {"cut": 1}})
    with pytest.raises(requests.ConnectionError):
        connected.get("customer/1")
    connected.control("weather", {"share": 1, "mix": {"expire_access_tokens": 1}})
    assert statuses(connected, 1) == [401]


def test_it_clears_up(connected: Caller) -> None:
    connected.control("weather", {"share": 1})
    connected.control("weather", method="DELETE")
    assert statuses(connected, 5) == [200] * 5
    assert weather(connected) == {"weather": {}, "met": {}, "token_calls_met": {}}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"share": 2}, "between 0 and 1"),
        ({"share": 0.1, "mix": {"hail": 1}}, "unknown fault 'hail'; there are: expire_access_tokens"),
        ({"share": 0.1, "mix": {}}, "weights above 0"),
        ({"share": 0.1, "mix": 5}, "object of kinds and weights"),
        ({"wind": 1}, "token_share"),
    ],
)
def test_weather_that_there_is_not_says_what_there_is(caller: Caller, body: dict, said: str) -> None:
    answer = caller.control("weather", body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
