"""The whole demo with ports, books and a database of its own, for every proof that needs all of it at once."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.conf import settings

from rowcol.demo.cast import Login
from rowcol.embedded import EmbeddedPostgres
from tests.rowcol.test_demo import free_port

READY_SECONDS, STOP_SECONDS = 240, 30
COMPANIES = 2  # of the demo's five: what is proved is that the parts work together


@dataclass(frozen=True)
class Demo:
    """A running demo: where its pages and its sandbox are, its folder, its process, and who may sign in."""

    address: str
    books: str
    var: Path
    login: Login
    pid: int

    def as_colleague(self, name: str) -> Login:
        """The login of somebody else of the firm, who has the same password."""
        return replace(self.login, email=f"{name}@rowcol.example")

    def letters(self) -> list[str]:
        """What was sent by e-mail, oldest first."""
        return [letter.read_text() for letter in sorted((self.var / "mail").glob("*.log"))]


@contextmanager
def running_demo(**environment: str) -> Iterator[Demo]:
    """Started, ready, and stopped on the way out; `environment` is what it finds around it besides."""
    with tempfile.TemporaryDirectory(prefix="rowcol-test-", ignore_cleanup_errors=True) as folder:
        var, port, next_door = Path(folder), free_port(), free_port()
        running = _started(var, port, next_door, environment)
        try:
            _wait_until_ready(running)
            login = Login(**json.loads((var / "demo.json").read_text()))
            yield Demo(f"http://localhost:{port}/", f"http://127.0.0.1:{next_door}", var, login, running.pid)
        finally:
            running.terminate()
            running.communicate(timeout=STOP_SECONDS)
            EmbeddedPostgres(var).stop()


def _started(var: Path, port: int, next_door: int, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    own = {"ROWCOL_VAR": str(var), "DATABASE_URL": "", "PORT": str(port), "SANDBOX_PORT": str(next_door)}
    return subprocess.Popen(
        [sys.executable, "-u", "manage.py", "demo", "--companies", str(COMPANIES)],
        cwd=settings.ROOT,
        env={**os.environ, **own, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _wait_until_ready(running: subprocess.Popen[str]) -> None:
    """Read what the demo says up to the block that names its address; one that takes too long is ended."""
    assert running.stdout is not None
    said = []
    too_long = threading.Timer(READY_SECONDS, running.terminate)
    too_long.start()
    try:
        for line in running.stdout:
            said.append(line)
            if "Ctrl-C stops everything" in line:
                return
    finally:
        too_long.cancel()
    pytest.fail("The demo was not ready:\n" + "".join(said))
