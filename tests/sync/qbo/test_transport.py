"""One request and its answer, against servers that misbehave below HTTP."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from pytest_django import Settings

from sync.errors import BadQuestion, NoAnswerInTime, Unreachable, Unreadable
from sync.qbo.transport import Answer, send

Serve = Callable[[Callable[[socket.socket], None]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a server that reads one request and lets the given function answer it; gives its address."""
    listening: list[socket.socket] = []

    def start(reply: Callable[[socket.socket], None]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listening.append(listener)

        def once() -> None:
            peer, _ = listener.accept()
            with peer, suppress(BrokenPipeError, ConnectionResetError):
                peer.recv(65536)
                reply(peer)

        threading.Thread(target=once, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/v3"

    yield start
    for listener in listening:
        listener.close()


def ask(url: str) -> Answer:
    return send("GET", url, "Bearer secret-token", headers={})


def test_headers_are_found_in_any_case(serve: Serve) -> None:
    answer = ask(
        serve(
            lambda peer: peer.sendall(b"HTTP/1.1 200 OK\r\nIntuit_Tid: 1-ab\r\nContent-Length: 2\r\n\r\n{}")
        )
    )
    assert (answer.status, answer.body, answer.intuit_tid) == (200, b"{}", "1-ab")
    assert 0 < answer.seconds < 5


def test_a_body_that_comes_in_pieces_is_whole(serve: Serve) -> None:
    chunks = b'5\r\n{"a":\r\n3\r\n 1}\r\n0\r\n\r\n'
    answer = ask(
        serve(lambda peer: peer.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks))
    )
    assert answer.body == b'{"a": 1}'


def test_a_body_shorter_than_announced_is_no_answer(serve: Serve) -> None:
    with pytest.raises(Unreachable):
        ask(serve(lambda peer: peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}")))


def test_a_dripping_body_does_not_outlast_its_time(serve: Serve, settings: Settings) -> None:
    settings.QBO_TIMEOUT_SECONDS = 0.3

    def drip(peer: socket.socket) -> None:
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(40):
            peer.sendall(b" ")
            time.sleep(0.05)

    began = time.perf_counter()
    with pytest.raises(Unreachable, match=r"no answer within 0\.3 seconds"):
        ask(serve(drip))
    assert time.perf_counter() - began < 1


def test_a_head_that_comes_late_leaves_the_body_less_time(serve: Serve, settings: Settings) -> None:
    settings.QBO_TIMEOUT_SECONDS = 0.3

    def stall(peer: socket.socket) -> None:
        time.sleep(0.2)
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        time.sleep(0.4)

    began = time.perf_counter()
    with pytest.raises(NoAnswerInTime):
        ask(serve(stall))
    assert time.perf_counter() - began < 0.4


def test_silence_is_given_up(serve: Serve, settings: Settings) -> None:
    settings.QBO_TIMEOUT_SECONDS = 0.2
    with pytest.raises(Unreachable, match="no answer within"):
        ask(serve(lambda peer: time.sleep(0.5)))


def test_what_is_not_http_is_no_answer(serve: Serve) -> None:
    with pytest.raises(Unreachable):
        ask(serve(lambda peer: peer.sendall(b"hello\r\n\r\n")))


def test_a_body_that_does_not_decompress_is_unreadable(serve: Serve) -> None:
    reply = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\nnot gzip"
    with pytest.raises(Unreadable):
        ask(serve(lambda peer: peer.sendall(reply)))


def test_nobody_there_is_unreachable_and_the_address_stays_private() -> None:
    with pytest.raises(Unreachable) as caught:
        ask("http://127.0.0.1:9/v3?query=Confidential")
    assert "Confidential" not in str(caught.value)


def test_an_address_that_is_none_names_the_settings() -> None:
    with pytest.raises(BadQuestion, match="QBO_BASE_URL"):
        ask("quickbooks")


def test_a_redirect_is_not_followed_with_the_token(serve: Serve) -> None:
    reply = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    assert ask(serve(lambda peer: peer.sendall(reply))).status == 302
