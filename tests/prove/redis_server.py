"""A Redis of the distribution's own, for proofs that run on the broker that several machines would share."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rowcol.test_demo import free_port

READY_SECONDS = 10


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """Its address; it keeps nothing."""
    port = free_port()
    with redis_on(port, folder) as server:
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def redis_on(port: int, folder: Path) -> subprocess.Popen[bytes]:
    """One that answers on this port; whoever starts it ends it."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _wait_until_it_answers(port)
    return server


def _wait_until_it_answers(port: int) -> None:
    give_up_at = time.monotonic() + READY_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
                line.sendall(b"PING\r\n")
                assert line.recv(16) == b"+PONG\r\n"
                return
        except OSError:
            assert time.monotonic() < give_up_at, "redis-server does not answer"
            time.sleep(0.05)
