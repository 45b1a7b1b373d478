"""Faults made on purpose: the next N answers go wrong in the ways real ones did (API_FACTS 5.1, 8, 13)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sandbox import faults
from sandbox.envelopes import gateway_answer, throttled_answer, upper_answer, xml_answer
from sandbox.exchange import HTML, Answer, ConnectionCut, Request
from sandbox.tokens import Tokens

Work = Callable[[], Answer]


@dataclass(slots=True)
class Planned:
    """One fault, still to happen `times` times to requests of a class and company.

    An empty class matches all but the token calls, an empty realm every company.
    """

    kind: str
    times: int = 1
    seconds: float = 0.0
    asked: str = ""
    realm: str = ""
    retry_after: int | None = None

    def matches(self, request: Request) -> bool:
        wanted = request.asked == self.asked if self.asked else request.asked != "token_refreshes"
        return wanted and self.realm in ("", request.realm)


Mishap = Callable[[Planned, Work, datetime], Answer]


class UnknownFault(ValueError):
    """No such kind of fault; the text lists what exists."""


class Mischief:
    """The queue of planned faults; each request meets at most one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Planned] = []

    def plan(self, planned: Planned) -> None:
        """Queue a fault; UnknownFault for a kind outside the table."""
        known(planned.kind)
        with self._lock:
            self._planned.append(planned)

    def clear(self) -> None:
        with self._lock:
            self._planned.clear()

    def waiting(self) -> list[dict[str, Any]]:
        """The faults still to happen."""
        with self._lock:
            return [asdict(planned) for planned in self._planned]

    def around(self, request: Request, work: Work) -> Answer:
        """Do the work, or what the first planned fault that matches makes of it; may raise ConnectionCut."""
        planned = self._due(request)
        return work() if planned is None else happen(planned, work, request.at)

    def _due(self, request: Request) -> Planned | None:
        if not self._planned:
            return None
        with self._lock:
            due = next((planned for planned in self._planned if planned.matches(request)), None)
            if due is not None:
                due.times -= 1
                self._planned = [planned for planned in self._planned if planned.times > 0]
            return due


def happen(planned: Planned, work: Work, at: datetime) -> Answer:
    """What this fault makes of the work; may raise ConnectionCut."""
    answer = KINDS[planned.kind](planned, work, at)
    if planned.retry_after is not None:
        answer.headers["Retry-After"] = str(planned.retry_after)
    return answer


def known(kind: str) -> str:
    """The kind itself; UnknownFault when neither the answers nor the tokens can go wrong like this."""
    if kind not in KINDS and kind not in AT_ONCE:
        raise UnknownFault(f"unknown fault {kind!r}; there are: {', '.join([*AT_ONCE, *KINDS])}")
    return kind


def _throttled(shape: str) -> Mishap:
    return lambda planned, work, at: throttled_answer(shape, at)


def _token_refused(planned: Planned, work: Work, at: datetime) -> Answer:
    return gateway_answer(faults.authentication_failed("Token revoked"), at)


def _server_error(planned: Planned, work: Work, at: datetime) -> Answer:
    return upper_answer(faults.system_failure("java.lang.NullPointerException"), at)


def _unavailable(planned: Planned, work: Work, at: datetime) -> Answer:
    return Answer(503, _PAGE % b"503 Service Temporarily Unavailable", HTML)


def _html(planned: Planned, work: Work, at: datetime) -> Answer:
    return Answer(200, _PAGE % b"Scheduled maintenance", HTML)


def _xml_fault(planned: Planned, work: Work, at: datetime) -> Answer:
    return xml_answer(faults.system_failure("internal error"), at)


def _fault_in_200(planned: Planned, work: Work, at: datetime) -> Answer:
    answer = upper_answer(faults.system_failure("internal error"), at)
    answer.status = 200
    return answer


def _slow(planned: Planned, work: Work, at: datetime) -> Answer:
    time.sleep(planned.seconds)
    return work()


def _cut(planned: Planned, work: Work, at: datetime) -> Answer:
    raise ConnectionCut


def _cut_after_commit(planned: Planned, work: Work, at: datetime) -> Answer:
    answer = work()
    raise ConnectionCut(answer.body[: len(answer.body) // 2])


def _malformed(planned: Planned, work: Work, at: datetime) -> Answer:
    answer = work()
    answer.body = answer.body[: len(answer.body) * 2 // 3]
    return answer


_PAGE = b"<html>\r\n<head><title>%s</title></head>\r\n<body><center>nginx</center></body>\r\n</html>\r\n"

KINDS: dict[str, Mishap] = {
    "429_json": _throttled("lower"),
    "429_upper": _throttled("upper"),
    "429_xml": _throttled("xml"),
    "401": _token_refused,
    "500": _server_error,
    "503": _unavailable,
    "slow": _slow,
    "cut": _cut,
    "cut_after_commit": _cut_after_commit,
    "malformed_json": _malformed,
    "html": _html,
    "xml_fault": _xml_fault,
    "fault_in_200": _fault_in_200,
}
# what happens to the tokens of a company ("" for all) at an instant, rather than to an answer
AT_ONCE: dict[str, Callable[[Tokens, int, str], int]] = {
    "expire_access_tokens": Tokens.expire_access_tokens,
    "revoke_grants": Tokens.revoke_grants,
}
