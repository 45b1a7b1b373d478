"""Chromium, and a web process that has no database; both end with the last test of this folder.

Nothing else may use the database in this process meanwhile: Playwright's event loop runs in its thread.
"""

import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from rowcol.demo.children import Child
from rowcol.management.commands.shots import FLAGS
from tests.prove.running_demo import READY_SECONDS
from tests.rowcol.test_demo import free_port


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
