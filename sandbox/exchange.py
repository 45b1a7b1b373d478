"""One HTTP request and its answer, apart from any socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox import faults
from sandbox.wire import decode

JSON = "application/json;charset=utf-8"
HTML = "text/html;charset=utf-8"
XML = "application/xml;charset=utf-8"


@dataclass(slots=True)
class Request:
    """`path` without the query string, `query` with the last value of each name, header names in lower case.

    `asked` and `realm` are filled in by whoever recognises the request, for the meter.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    at: datetime
    asked: str = "other"
    realm: str = ""

    @property
    def host(self) -> str:
        """The address the client used, e.g. `http://127.0.0.1:8100`."""
        return f"http://{self.headers.get('host', 'localhost')}"

    @property
    def text(self) -> str:
        """The body as text; fault 500 when it is not UTF-8 (API_FACTS 8.2)."""
        try:
            return self.body.decode()
        except UnicodeDecodeError:
            raise faults.unsupported("The request body is not UTF-8.") from None

    @property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object with decimals; fault 2010 when it is anything else."""
        try:
            value = decode(self.text or "{}")
        except ValueError as error:
            raise faults.malformed(f"Can not deserialize the request: {error}") from None
        if not isinstance(value, dict):
            raise faults.malformed("Can not deserialize the request: a JSON object is expected")
        return value


@dataclass(slots=True)
class Answer:
    """What goes back; the server adds length, date and intuit_tid."""

    status: int
    body: bytes
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


class ConnectionCut(Exception):
    """End the connection after these bytes of the answer; with none, the client hears nothing at all."""

    def __init__(self, sent: bytes = b"") -> None:
        super().__init__("connection cut on purpose")
        self.sent = sent
