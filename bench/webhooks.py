"""Webhooks under load: 200 signed deliveries a second for a minute at one web process, then once across its restart.

An open loop over real HTTP: a delivery is due at its instant whether or not those before it have been answered, and its
time runs from that instant. What is not answered with 200 is sent again, as Intuit does, a little later here. Lost is
an event that is not in the database once all deliveries have been taken apart.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import threading
import time
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bench.percentiles import percentile
from bench.town import VERIFIER, WEBHOOKS, Settler, Town, town

PER_SECOND = int(os.environ.get("BENCH_PER_SECOND", "200"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
RESTART_SECONDS, RESTART_AFTER, RETRY_SECONDS = 20, 5, 0.5
SENDERS, BUSINESSES = 32, 10
ANSWER_SECONDS = 10


def run() -> dict[str, Any]:
    """Figures of var/bench.json under "webhooks"."""
    with town() as place:
        settlers = place.settle(BUSINESSES, days=5)
        with place.at_work("web") as processes:
            _send(place, settlers, PER_SECOND, 2)  # warm
            steady = _send(place, settlers, PER_SECOND, SECONDS)
            restart = threading.Timer(
                RESTART_AFTER, lambda: (processes["web"].stop(), processes["web"].start())
            )
            restart.start()
            across = _send(place, settlers, PER_SECOND, RESTART_SECONDS)
            restart.join()
        place.resident("take")
        return {
            "per_second": PER_SECOND,
            "seconds": SECONDS,
            "p50_ms": round(percentile(steady.took, 0.5) * 1000, 1),
            "p99_ms": round(percentile(steady.took, 0.99) * 1000, 1),
            "sent_again": steady.again,
            "lost": _lost(place, steady),
            "sent_again_across_restart": across.again,
            "lost_across_restart": _lost(place, across),
        }


@dataclass
class Sent:
    """What was sent: event ids, how long each delivery took from its instant on, how many had to be sent again."""

    events: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    again: int = 0


def _send(place: Town, settlers: Sequence[Settler], per_second: int, seconds: int) -> Sent:
    sent, lines = Sent(), threading.local()
    began = time.monotonic() + 0.2
    with ThreadPoolExecutor(SENDERS) as senders:
        for number in range(per_second * seconds):
            due = began + number / per_second
            time.sleep(max(due - time.monotonic(), 0))
            event = str(uuid.uuid4())
            sent.events.append(event)
            body = _body(event, settlers[number % len(settlers)].realm, number)
            senders.submit(_deliver, place.address, body, due, sent, lines)
    return sent


def _deliver(address: str, body: bytes, due: float, sent: Sent, lines: threading.local) -> None:
    while not _is_answered(address, body, lines):
        sent.again += 1
        time.sleep(RETRY_SECONDS)
    sent.took.append(time.monotonic() - due)


def _is_answered(address: str, body: bytes, lines: threading.local) -> bool:
    signature = base64.b64encode(hmac.new(VERIFIER.encode(), body, hashlib.sha256).digest()).decode()
    headers = {"Content-Type": "application/json", "intuit-signature": signature}
    try:
        if not hasattr(lines, "line"):
            lines.line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=ANSWER_SECONDS)
        lines.line.request("POST", WEBHOOKS, body, headers)
        answer = lines.line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        lines.__dict__.pop("line", None)
        return False
    return bool(answer.status == 200)


def _body(event: str, realm: str, number: int) -> bytes:
    """One CloudEvent (API_FACTS 7.3)."""
    said = {
        "specversion": "1.0",
        "id": event,
        "source": "intuit.bench",
        "type": "qbo.invoice.updated.v1",
        "datacontenttype": "application/json",
        "time": datetime.now(UTC).isoformat(),
        "intuitentityid": str(1 + number % 500),
        "intuitaccountid": realm,
        "data": {},
    }
    return json.dumps([said]).encode()


def _lost(place: Town, sent: Sent) -> int:
    kept = {event for (event,) in place.rows("SELECT event_id FROM sync_webhookevent")}
    return len(set(sent.events) - kept)
