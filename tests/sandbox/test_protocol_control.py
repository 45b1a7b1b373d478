"""The back door: clock, companies, changes, faults and what was asked."""

from __future__ import annotations

import time
from xml.etree import ElementTree

import pytest
import requests

from sandbox.clock import Clock
from sandbox.store import Store
from tests.sandbox.world import REALM, Caller, invoice_body, open_books

COUNT = "select count(*) from Bill"


@pytest.fixture
def ids(store: Store, caller: Caller) -> dict[str, str]:
    """Acme's opened books; ids by name."""
    made = open_books(store)[1]
    caller.connect()
    return made


def test_the_state_counts_what_was_asked_by_company_and_class(caller: Caller, ids: dict[str, str]) -> None:
    caller.control("reset")
    caller.query(COUNT)
    caller.get("customer/1")
    caller.get("customer/999")
    caller.post("invoice", invoice_body(ids))
    caller.get("cdc", entities="Bill", changedSince="2026-11-19T00:00:00-08:00")
    state = caller.control("state", method="GET").json()
    expected = {"queries": 1, "reads": 2, "writes": 1, "cdc": 1, "errors": 1}
    assert state["asked"] == {REALM: expected}
    assert state["statuses"] == {"200": 4, "400": 1}
    assert state["peak_concurrency"] == 1
    assert [line["class"] for line in state["requests"]] == ["queries", "reads", "reads", "writes", "cdc"]
    assert state["companies"][0]["name"] == "Acme"


def test_refreshes_are_counted_under_their_company(caller: Caller, ids: dict[str, str]) -> None:
    token = caller.connect()["refresh_token"]
    caller.control("reset")
    caller.refresh(token)
    assert caller.control("state", method="GET").json()["asked"][REALM] == {"token_refreshes": 1, "errors": 0}


def test_no_token_or_code_is_remembered(caller: Caller, ids: dict[str, str]) -> None:
    answer = caller.connect()
    state = caller.control("state", method="GET").text
    assert answer["access_token"] not in state
    assert "code=" not in state


def test_a_company_tells_its_rows(caller: Caller, ids: dict[str, str]) -> None:
    rows = caller.control(f"companies/{REALM}", method="GET").json()["rows"]
    assert rows == {"Account": 8, "Customer": 1, "Vendor": 1, "Item": 1}


def test_the_clock_jumps_forward_to_an_instant_and_runs_faster(caller: Caller, clock: Clock) -> None:
    before = clock.epoch()
    caller.control("clock", {"advance_seconds": 3600})
    assert clock.epoch() - before == pytest.approx(3600, abs=5)
    caller.control("clock", {"set": "2027-01-01T00:00:00+00:00", "scale": 1000})
    time.sleep(0.02)
    assert clock.now().isoformat() > "2027-01-01T00:00:15"


def test_a_change_goes_through_the_books_without_a_token(caller: Caller, ids: dict[str, str]) -> None:
    address = f"companies/{REALM}/changes"
    made = caller.control(address, {"entity": "Invoice", "body": invoice_body(ids)}).json()["Invoice"]
    change = {
        "operation": "update",
        "entity": "invoice",
        "body": {"Id": made["Id"], "sparse": True, "DueDate": "2027-01-01"},
    }
    assert caller.control(address, change).json()["Invoice"]["SyncToken"] == "1"
    gone = caller.control(
        address, {"operation": "delete", "entity": "Invoice", "body": {"Id": made["Id"]}}
    ).json()
    assert gone["Invoice"]["status"] == "Deleted"


def test_a_change_the_books_refuse_is_the_books_fault(caller: Caller, ids: dict[str, str]) -> None:
    answer = caller.control(f"companies/{REALM}/changes", {"entity": "Invoice", "body": {"Line": []}})
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (400, "2020")


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("clock", {"advance": 5}, "advance_seconds"),
        ("clock", {"set": "2026-01-01T00:00:00"}, "must carry an offset"),
        ("clock", {"scale": 0}, "above 0"),
        ("faults", {"kind": "earthquake"}, "429_json"),
        ("switches", {"gravity": False}, "cdc_window"),
        ("switches", {"refresh_penalty": "yes"}, "takes a value like False"),
        ("companies", {"kind": "bakery"}, "agency"),
        ("companies/1/changes", {"entity": "Bill", "body": {}}, "no company '1'"),
    ],
)
def test_a_wrong_control_request_says_what_would_be_right(
    caller: Caller, path: str, body: dict, said: str
) -> None:
    answer = caller.control(path, body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_an_unknown_control_address_lists_the_known(caller: Caller) -> None:
    answer = caller.control("volcano")
    assert answer.status_code == 404
    assert "POST /_sandbox/clock" in answer.json()["error"]


def plan(caller: Caller, kind: str, **more: object) -> None:
    assert caller.control("faults", {"kind": kind, **more}).status_code == 200


def test_throttling_comes_in_three_shapes(caller: Caller, ids: dict[str, str]) -> None:
    for kind in ("429_json", "429_upper", "429_xml"):
        plan(caller, kind)
    lower, upper, xml = (caller.get("query", query=COUNT) for _ in range(3))
    assert [answer.status_code for answer in (lower, upper, xml)] == [429, 429, 429]
    assert lower.json()["fault"]["error"][0]["code"] == "3001"
    assert upper.json()["Fault"]["Error"][0]["code"] == "3001"
    namespace = "{http://schema.intuit.com/finance/v3}"
    assert ElementTree.fromstring(xml.text).find(f"{namespace}Fault/{namespace}Error").get("code") == "3001"
    assert "Retry-After" not in lower.headers
    assert caller.query(COUNT) == {"totalCount": 0}


def test_a_throttle_may_say_when_to_come_back(caller: Caller, ids: dict[str, str]) -> None:
    plan(caller, "429_json", retry_after=3, times=2)
    assert [caller.get("customer/1").headers.get("Retry-After") for _ in range(3)] == ["3", "3", None]


def test_a_fault_can_wait_for_a_class_of_requests(caller: Caller, ids: dict[str, str]) -> None:
    token = caller.connect()["refresh_token"]
    plan(caller, "503", **{"class": "token_refreshes"})
    assert caller.get("customer/1").status_code == 200
    assert [caller.refresh(token).status_code for _ in range(2)] == [503, 200]


def test_server_errors_and_false_answers(caller: Caller, ids: dict[str, str]) -> None:
    seen = {}
    for kind in ("500", "503", "html", "xml_fault", "fault_in_200", "malformed_json"):
        plan(caller, kind)
        seen[kind] = caller.get("customer/1")
    assert {kind: answer.status_code for kind, answer in seen.items()} == {
        "500": 500, "503": 503, "html": 200, "xml_fault": 500, "fault_in_200": 200, "malformed_json": 200,
    }  # fmt: skip
    assert seen["500"].json()["Fault"]["Error"][0]["code"] == "10000"
    assert "Fault" in seen["fault_in_200"].json()
    for kind in ("html", "xml_fault", "malformed_json"):
        with pytest.raises(requests.exceptions.JSONDecodeError):
            seen[kind].json()


def test_a_cut_connection_does_nothing_or_everything(caller: Caller, ids: dict[str, str]) -> None:
    for kind, invoices in (("cut", 0), ("cut_after_commit", 1)):
        plan(caller, kind)
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            caller.post("invoice", invoice_body(ids), requestid=kind)
        assert caller.query("select count(*) from Invoice") == {"totalCount": invoices}
    assert caller.post("invoice", invoice_body(ids), requestid="cut_after_commit").status_code == 200
    assert caller.query("select count(*) from Invoice") == {"totalCount": 1}


def test_a_slow_answer_takes_its_time(caller: Caller, ids: dict[str, str]) -> None:
    plan(caller, "slow", seconds=0.2)
    began = time.monotonic()
    caller.query(COUNT)
    assert time.monotonic() - began >= 0.2


def test_tokens_can_be_made_old_or_revoked(caller: Caller, ids: dict[str, str]) -> None:
    token = caller.connect()["refresh_token"]
    plan(caller, "expire_access_tokens")
    assert caller.get("customer/1").status_code == 401
    assert caller.refresh(token).status_code == 200
    plan(caller, "revoke_grants", realm=REALM)
    assert caller.refresh(token).json()["error"] == "invalid_grant"


def test_planned_faults_can_be_called_off(caller: Caller, ids: dict[str, str]) -> None:
    plan(caller, "500", times=100)
    assert caller.control("faults", method="DELETE").json() == {"faults": []}
    assert caller.query(COUNT) == {"totalCount": 0}
