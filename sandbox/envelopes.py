"""The wrapper around every answer, and the three looks of a fault (API_FACTS 1.5, 5.1, 8.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from typing import Any

from sandbox.clock import pacific_millis
from sandbox.exchange import XML, Answer
from sandbox.faults import Fault, GatewayFault, throttled
from sandbox.wire import encode


def wrapped(key: str, body: bytes, at: datetime) -> bytes:
    """`{"<key>": <body>, "time": "..."}` around JSON that is ready."""
    return b'{"%s":%s,"time":"%s"}' % (key.encode(), body, pacific_millis(at).encode())


def fault_answer(fault: Fault, at: datetime) -> Answer:
    """The fault as the service that raised it would say it."""
    if isinstance(fault, GatewayFault):
        return gateway_answer(fault, at)
    return upper_answer(fault, at)


def upper_answer(fault: Fault, at: datetime) -> Answer:
    """The upper-case envelope of the accounting service (API_FACTS 8.1)."""
    return Answer(fault.status, encode({"Fault": fault.as_dict(), "time": pacific_millis(at)}))


def gateway_answer(fault: Fault, at: datetime) -> Answer:
    """The lower-case envelope with its empty companions and epoch milliseconds (API_FACTS 6.5)."""
    error = {"message": fault.message, "detail": fault.detail, "code": fault.code, "element": None}
    body: dict[str, Any] = {
        "warnings": None,
        "intuitObject": None,
        "fault": {"error": [error], "type": fault.type},
        "report": None,
        "queryResponse": None,
        "batchItemResponse": [],
        "attachableResponse": [],
        "syncErrorResponse": None,
        "requestId": None,
        "time": int(at.timestamp() * 1000),
        "status": None,
        "cdcresponse": [],
    }
    headers = (
        {"WWW-Authenticate": 'Bearer realm="Intuit", error="invalid_token"'} if fault.status == 401 else {}
    )
    return Answer(fault.status, encode(body), headers=headers)


def xml_answer(fault: Fault, at: datetime) -> Answer:
    """The XML that gateways fall back to although JSON was asked for (API_FACTS 5.1, 8.1)."""
    body = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<IntuitResponse time="{pacific_millis(at)}" xmlns="http://schema.intuit.com/finance/v3">'
        f'<Fault type="{escape(fault.type)}"><Error code="{escape(fault.code)}">'
        f"<Message>{escape(fault.message)}</Message><Detail>{escape(fault.detail)}</Detail>"
        "</Error></Fault></IntuitResponse>"
    )
    return Answer(fault.status, body.encode(), XML)


MIXED = "mixed"
SHAPES: dict[str, Callable[[Fault, datetime], Answer]] = {
    "lower": gateway_answer,
    "upper": upper_answer,
    "xml": xml_answer,
}


def throttled_answer(shape: str, at: datetime, turn: int = 0) -> Answer:
    """429 in one of the shapes seen, or in each of them by turns (API_FACTS 5.1)."""
    name = list(SHAPES)[turn % len(SHAPES)] if shape == MIXED else shape
    return SHAPES[name](throttled(), at)
