"""Every shape and code of a refusal has its meaning; what nobody has seen before has a name too."""

from datetime import timedelta
from email.utils import format_datetime

import pytest
from requests.structures import CaseInsensitiveDict

from core import clock
from sync.errors import (
    AccessTokenRejected,
    BadQuestion,
    NotFound,
    NotPermitted,
    ReconnectNeeded,
    Refused,
    SlowDown,
    StaleObject,
    SyncError,
    UnknownFault,
    Unreachable,
    Unreadable,
)
from sync.qbo.faults import BY_CODE, error_in
from sync.qbo.transport import Answer

EXPIRED_LOWER = b"""{"warnings": null, "intuitObject": null, "fault": {"error": [
 {"message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
  "detail": "Token expired: AB01", "code": "3200", "element": null}], "type": "AUTHENTICATION"},
 "report": null, "time": 1794000000000}"""
THROTTLED_XML = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<IntuitResponse time="2026-11-20T08:30:00.120-08:00" xmlns="http://schema.intuit.com/finance/v3">
<Fault type="SERVICE"><Error code="3001">
<Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>
<Detail>The request limit was reached.  Try again later</Detail></Error></Fault></IntuitResponse>"""
PAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, body, CaseInsensitiveDict({"intuit_tid": "1-ab", **named}), 0.1)


def fault(code: str, kind: str = "ValidationFault", detail: str = "Because.") -> bytes:
    error = f'{{"Message": "No", "Detail": "{detail}", "code": "{code}", "element": ""}}'
    return (
        f'{{"Fault": {{"Error": [{error}], "type": "{kind}"}}, "time": "2026-11-20T08:30:00-08:00"}}'.encode()
    )


def meaning(status: int, body: bytes = b"", **headers: str) -> type[SyncError] | None:
    error = error_in(answer(status, body, **headers))
    return type(error) if error else None


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, "120", ReconnectNeeded),
        (400, "120", ReconnectNeeded),
        (400, "500", BadQuestion),
        (500, "500", Unreachable),
        (400, "610", NotFound),
        (400, "2010", BadQuestion),
        (400, "2500", Refused),
        (403, "3001", SlowDown),
        (429, "3001", SlowDown),
        (429, "003001", SlowDown),
        (403, "3100", ReconnectNeeded),
        (403, "003100", ReconnectNeeded),
        (401, "3200", AccessTokenRejected),
        (400, "4000", BadQuestion),
        (400, "4001", BadQuestion),
        (400, "5010", StaleObject),
        (403, "5020", NotPermitted),
        (400, "6000", Refused),
        (400, "6190", NotPermitted),
        (400, "6210", Refused),
        (400, "10000", Unreachable),
        (500, "10000", Unreachable),
        (200, "10000", Unreachable),
        (200, "3001", SlowDown),
    ],
)
def test_a_code_decides_whatever_the_status(status: int, code: str, expected: type[SyncError]) -> None:
    assert meaning(status, fault(code)) is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (302, UnknownFault),
        (400, UnknownFault),
        (401, AccessTokenRejected),
        (403, NotPermitted),
        (404, BadQuestion),
        (408, Unreachable),
        (418, UnknownFault),
        (429, SlowDown),
        (500, Unreachable),
        (502, Unreachable),
        (503, Unreachable),
        (504, Unreachable),
    ],
)
@pytest.mark.parametrize(
    "body", [b"", PAGE, b'{"cut', b'{"odd": 1}', b"[]", b'"text"', b"\xff\xfe\x00", b"null"]
)
def test_the_status_decides_where_the_body_says_nothing(
    status: int, expected: type[SyncError], body: bytes
) -> None:
    assert meaning(status, body) is expected


@pytest.mark.parametrize(
    "kind",
    [
        "AUTHENTICATION",
        "AuthenticationFault",
        "AuthorizatonFault",
        "SystemFault",
        "ValidationFault",
        "Novelty",
    ],
)
def test_an_unlisted_code_has_a_name_and_keeps_its_facts(kind: str) -> None:
    error = error_in(answer(400, fault("98765", kind)))
    assert error is not None
    assert (error.code, error.intuit_tid, error.status) == ("98765", "1-ab", 400)
    assert "98765" in str(error)
    assert (type(error) is UnknownFault) == (kind == "Novelty")


def test_lower_case_faults_of_the_gateway_are_read() -> None:
    error = error_in(answer(401, EXPIRED_LOWER))
    assert isinstance(error, AccessTokenRejected)
    assert (error.code, error.detail) == ("3200", "Token expired: AB01")


def test_a_lower_case_envelope_without_a_fault_is_an_answer() -> None:
    assert meaning(200, b'{"warnings": null, "fault": null, "queryResponse": {}}') is None


def test_xml_is_read_although_json_was_asked_for() -> None:
    error = error_in(answer(429, THROTTLED_XML))
    assert isinstance(error, SlowDown)
    assert error.detail == "The request limit was reached. Try again later"
    assert meaning(200, THROTTLED_XML) is SlowDown
    assert meaning(429, THROTTLED_XML[:300]) is SlowDown


def test_several_problems_are_all_told() -> None:
    body = b"""{"Fault": {"Error": [{"Message": "a", "Detail": "First.", "code": "2020", "element": "Line"},
    {"Message": "b", "code": 6000, "element": null}], "type": "ValidationFault"}}"""
    error = error_in(answer(400, body))
    assert isinstance(error, BadQuestion)
    assert error.detail == "First. [Line]; b"


@pytest.mark.parametrize("error", [{}, [], None, "text", [None], [[]], 7])
def test_a_fault_without_an_error_is_not_an_accident(error: object) -> None:
    body = f'{{"Fault": {{"Error": {"null" if error is None else str(error).replace("None", "null")}}}}}'
    assert meaning(400, body.replace("'", '"').encode()) in (UnknownFault, None.__class__)


@pytest.mark.parametrize(
    "body", [b"", b"  \n", PAGE, b'{"QueryResponse": {', b"[1]", b'{"a": nonsense}', b"OK"]
)
def test_an_answer_that_is_none_is_unreadable(body: bytes) -> None:
    assert meaning(200, body) is Unreadable


def test_a_long_page_that_was_cut_is_unreadable() -> None:
    whole = b'{"QueryResponse": {"Bill": [' + b",".join([b'{"Id": "1"}'] * 5000) + b"]}}"
    assert meaning(200, whole) is None
    assert meaning(200, whole[:-7]) is Unreadable


@pytest.mark.parametrize(
    "body",
    [
        b'{"QueryResponse": {}, "time": "2026-11-20T08:16:55.120-08:00"}',
        b'{"BatchItemResponse": [{"Fault": {"Error": [{"code": "5010"}]}, "bId": "1"}]}',
        b'{"QueryResponse": {"Customer": [{"DisplayName": "\\"Fault\\": {"}]}}',
        b'{"QueryResponse": {"Customer": [{"DisplayName": "\\ud800 \\u0000", "Balance": 1e999}]}}',
        b'{"QueryResponse": {"Customer": [{"DisplayName": "\xff", "Balance": ' + b"9" * 5000 + b"}]}}",
    ],
)
def test_odd_objects_and_faults_of_single_items_do_not_spoil_an_answer(body: bytes) -> None:
    assert meaning(200, body) is None


def test_a_pause_is_as_long_as_qbo_says_else_a_minute() -> None:
    def pause(**headers: str) -> float:
        error = error_in(answer(429, THROTTLED_XML, **headers))
        assert isinstance(error, SlowDown)
        assert error.until is not None
        return round((error.until - clock.now()).total_seconds())

    assert pause() == 60
    assert pause(Retry_After="7") == 7
    assert pause(Retry_After="nonsense") == 60
    assert pause(Retry_After="9" * 400) == 24 * 3600
    assert pause(Retry_After=format_datetime(clock.now() + timedelta(seconds=30), usegmt=True)) in (29, 30)
    assert meaning(503, PAGE, Retry_After="5") is SlowDown


def test_every_error_says_what_to_do() -> None:
    for kind in {*BY_CODE.values(), UnknownFault, Unreadable}:
        said = str(kind("detail", code="1"))
        assert said.startswith(kind.__doc__.split("\n")[0])
        assert kind.what_next in said


def test_what_an_unreadable_body_holds_is_not_repeated() -> None:
    error = error_in(answer(200, b"Balance of Fjord & Pine: 12"))
    assert "Fjord" not in str(error)
