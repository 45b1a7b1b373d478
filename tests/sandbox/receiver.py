"""The app's end of the webhooks: takes what is sent, answers as it is told, keeps it for the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any


@dataclass(frozen=True)
class Arrival:
    """One body and its headers, names in lower case."""

    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """What arrived; `statuses` are the next answers, 200 when there are none; it answers as soon as it is `awake`."""

    url: str
    awake: threading.Event = field(default_factory=threading.Event)
    arrivals: Queue[Arrival] = field(default_factory=Queue)
    statuses: list[int] = field(default_factory=list)

    def next(self) -> Arrival:
        """The next arrival, waited for."""
        return self.arrivals.get(timeout=10)

    def all(self) -> list[Arrival]:
        """Everything that has arrived and was not taken yet."""
        return [self.arrivals.get_nowait() for _ in range(self.arrivals.qsize())]

    def events(self) -> list[dict[str, Any]]:
        """The CloudEvents of everything that has arrived, in order."""
        return [event for arrival in self.all() for event in arrival.json]


@contextmanager
def listening() -> Iterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver("")
    receiver.awake.set()

    class Taking(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.arrivals.put(Arrival(body, headers))
            receiver.awake.wait(10)
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to tell."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/webhooks"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.awake.set()
        server.shutdown()
        thread.join()
        server.server_close()
