"""The whole demo with a database of its own, and Chromium; both end with the last test of this folder.

Nothing else may use the database in this process meanwhile: Playwright's event loop runs in its thread.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from rowcol.demo.cast import Login
from rowcol.demo.children import Child
from rowcol.embedded import EmbeddedPostgres
from rowcol.management.commands.shots import FLAGS
from tests.prove.browser.visits import Demo
from tests.rowcol.test_demo import free_port

READY_SECONDS, STOP_SECONDS = 60, 30


@pytest.fixture(scope="package")
def demo() -> Iterator[Demo]:
    """The whole demo with a database of its own, stopped afterwards."""
    with tempfile.TemporaryDirectory(prefix="rowcol-test-", ignore_cleanup_errors=True) as folder:
        var, port = Path(folder), free_port()
        running = started(var, port)
        try:
            wait_until_ready(running)
            yield Demo(f"http://localhost:{port}/", Login(**json.loads((var / "demo.json").read_text())))
        finally:
            running.terminate()
            running.communicate(timeout=STOP_SECONDS)
            EmbeddedPostgres(var).stop()


def started(var: Path, port: int) -> subprocess.Popen[str]:
    ports = {"PORT": str(port), "SANDBOX_PORT": str(free_port())}
    return subprocess.Popen(
        [sys.executable, "-u", "manage.py", "demo"],
        cwd=settings.ROOT,
        env={**os.environ, "ROWCOL_VAR": str(var), "DATABASE_URL": "", **ports},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until_ready(running: subprocess.Popen[str], seconds: float = READY_SECONDS) -> None:
    """Read what the demo says up to the block that names its address; one that takes too long is ended."""
    assert running.stdout is not None
    said = []
    too_long = threading.Timer(seconds, running.terminate)
    too_long.start()
    try:
        for line in running.stdout:
            said.append(line)
            if "Ctrl-C stops everything" in line:
                return
    finally:
        too_long.cancel()
    pytest.fail("The demo was not ready:\n" + "".join(said))


@pytest.fixture
def lonely_web(tmp_path: Path) -> Iterator[str]:
    """The address of a web process whose database is not there."""
    port, nowhere = free_port(), f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"
    own = {"ROWCOL_VAR": str(tmp_path), "PORT": str(port), "DATABASE_URL": nowhere}
    gunicorn = ["gunicorn", "rowcol.wsgi", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    web = Child("web", gunicorn, settings.ROOT, tmp_path, own)
    web.start()
    try:
        web.wait_until(lambda: listens(port), READY_SECONDS)
        yield f"http://localhost:{port}/"
    finally:
        web.stop()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium of the system, without a window."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        assert path, "Chromium is not on the PATH; make prove installs it"
        with closing(playwright.chromium.launch(executable_path=path, args=list(FLAGS))) as browser:
            yield browser
