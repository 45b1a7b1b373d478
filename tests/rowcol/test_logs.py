"""Logs never carry credentials."""

import json
import logging

import pytest

from core.access import May, NotAllowed
from rowcol.environment import BadSetting, one_of
from rowcol.logs import FORMATS, JsonFormatter, RefusalsInOneLine, StrikingFormatter, struck


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer eyJlbmMiOiJBMTI4Q0JDLUhTMjU2",
        "Authorization: Basic cm93Y29sOnNlY3JldA==",
        '{"access_token": "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2"}',
        "grant_type=refresh_token&refresh_token=RT1-117-H0-1799999999abcd",
        "the token RT1-117-H0-1799999999abcd was refused",
        "GET /connect/callback/?code=XAB11700000000secret&state=x",
    ],
)
def test_what_looks_like_a_credential_is_struck_out(line: str) -> None:
    shown = struck(line)
    assert "[secret]" in shown
    for secret in ("eyJlbmMiOi", "cm93Y29sOn", "1799999999abcd", "XAB11700000000secret"):
        assert secret not in shown


def test_ordinary_words_stay() -> None:
    line = "business=acme run=7 GET query status=200 seconds=0.003 tid=1-6f687270-c466cb2caaf1"
    assert struck(line) == line


def test_a_traceback_is_struck_too() -> None:
    try:
        raise ValueError("Bearer eyJlbmMiOiJBMTI4Q0JDLUhTMjU2")
    except ValueError as error:
        record = logging.LogRecord(
            "sync", logging.ERROR, "", 0, "odd", (), (ValueError, error, error.__traceback__)
        )
    assert "eyJlbmMiOi" not in StrikingFormatter("%(message)s").format(record)


def test_as_json_a_secret_is_struck_before_escapes_can_hide_it() -> None:
    said = """the answer was {"access_token": "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2"}"""
    record = logging.LogRecord("sync", logging.INFO, "", 0, said, (), None)
    record.facts = {"status": 200, "note": "Bearer eyJlbmMiOiJBMTI4Q0JDLUhTMjU2"}
    shown = JsonFormatter().format(record)
    assert "eyJlbmMiOi" not in shown
    assert json.loads(shown) | {"at": ""} == {
        "at": "",
        "level": "INFO",
        "logger": "sync",
        "message": """the answer was {"access_token": "[secret]"}""",
        "status": 200,
        "note": "Bearer [secret]",
    }


def test_a_format_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "xml")
    with pytest.raises(BadSetting, match="LOG_FORMAT is 'xml'; it must be one of: line, json"):
        one_of("LOG_FORMAT", FORMATS)


def test_that_somebody_may_not_do_something_is_one_line() -> None:
    try:
        raise NotAllowed(May.CONNECT)
    except NotAllowed as refused:
        record = logging.LogRecord(
            "django.request",
            logging.WARNING,
            "",
            0,
            "Forbidden (Permission denied): %s",
            ("/b/acme/",),
            (NotAllowed, refused, refused.__traceback__),
        )
    assert RefusalsInOneLine().filter(record)
    line = StrikingFormatter("%(message)s").format(record)
    assert line == (
        "Forbidden (Permission denied): /b/acme/: Only a firm admin may connect it to QuickBooks."
    )
