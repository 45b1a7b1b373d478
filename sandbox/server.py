"""The socket side: HTTP/1.1 with keep-alive, one thread a connection, one send an answer."""

from __future__ import annotations

import gzip
import secrets
import socket
import struct
from datetime import datetime
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from sandbox.exchange import Answer, ConnectionCut, Request
from sandbox.rounds import beside
from sandbox.routes import answer
from sandbox.service import Service

IDLE_SECONDS = 300


class Server(ThreadingHTTPServer):
    """A listening server for one service; OSError when the address is taken."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], service: Service, *, gzipped: bool = False) -> None:
        self.service = service
        self.gzipped = gzipped
        super().__init__(address, Conversation)

    def serve_forever(self, poll_interval: float = 0.5) -> None:
        """Answer requests until `shutdown()`, with what goes on beside them."""
        with beside(self.service.rounds()):
            super().serve_forever(poll_interval)

    @property
    def url(self) -> str:
        """The base address, e.g. `http://127.0.0.1:8100`."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no event; errors in answering are told where they happen."""


class Conversation(BaseHTTPRequestHandler):
    """One client's connection, request after request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS
    server: Server
    _arrived_at: datetime

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.server.service.store.release()

    def log_message(self, format: str, *args: object) -> None:
        """Requests are counted by the meter, not printed."""

    def parse_request(self) -> bool:
        """A request arrives when its first line does: that is what the throttles count."""
        self._arrived_at = self.server.service.clock.now()
        return super().parse_request()

    def _answer(self) -> None:
        request = self._request()
        try:
            found = answer(self.server.service, request)
        except ConnectionCut as cut:
            self._hang_up(cut)
            return
        self.connection.sendall(self._head(self._squeezed(found, request)) + found.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _answer

    def _request(self) -> Request:
        address = urlsplit(self.path)
        body = self._body()
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, address.path, query, headers, body, self._arrived_at)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _squeezed(self, found: Answer, request: Request) -> Answer:
        if (
            self.server.gzipped
            and "gzip" in request.headers.get("accept-encoding", "")
            and len(found.body) > 500
        ):
            found.body = gzip.compress(found.body, compresslevel=1)
            found.headers["Content-Encoding"] = "gzip"
        return found

    def _head(self, found: Answer) -> bytes:
        """Status line and headers; intuit_tid is on every answer (API_FACTS 1.3)."""
        lines = {
            "Date": formatdate(usegmt=True),
            "Content-Type": found.content_type,
            "Content-Length": str(len(found.body)),
            "intuit_tid": tid(),
            "Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private",
            **found.headers,
        }
        if self.close_connection:
            lines["Connection"] = "close"
        status = f"HTTP/1.1 {found.status} {HTTPStatus(found.status).phrase}\r\n"
        return (status + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n").encode(
            "latin-1"
        )

    def _hang_up(self, cut: ConnectionCut) -> None:
        """Send what was let through under a full-length head, then reset the connection."""
        if cut.sent:
            head = self._head(Answer(200, cut.sent * 2 + b"."))
            self.connection.sendall(head + cut.sent)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        # a shutdown would end politely; closing the descriptor resets
        self.connection.close()


def tid() -> str:
    """A transaction id as Intuit writes them (API_FACTS 1.3)."""
    return f"1-{secrets.token_hex(4)}-{secrets.token_hex(12)}"
