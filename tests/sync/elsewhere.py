"""Other processes at work on the same database and sandbox, as workers are in life."""

import os
import subprocess
import sys
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db import connection

SET_UP = "import sys, django; django.setup()\n"
START_TOGETHER = "print('ready', flush=True); sys.stdin.readline()\n"


def processes(count: int, before: str, work: str, **environment: str) -> list[subprocess.Popen[str]]:
    """So many Python processes that have run `before` and now start on `work` at the same moment."""
    started = [waiting(before, work, **environment) for _ in range(count)]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    return started


def waiting(before: str, work: str, **environment: str) -> subprocess.Popen[str]:
    """One that will be ready soon; a line tells it to start."""
    return subprocess.Popen(
        [sys.executable, "-c", SET_UP + before + "\n" + START_TOGETHER + work],
        cwd=settings.ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "rowcol.settings", **same_place(), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def outputs(started: Sequence[subprocess.Popen[str]], seconds: float) -> list[str]:
    """What each of them printed; an assertion error if one failed or took too long."""
    said = []
    try:
        for process in started:
            said.append(process.communicate(timeout=seconds)[0])
            assert process.returncode == 0
    finally:
        for process in started:
            process.kill()
            process.wait()
    return said


def same_place() -> dict[str, str]:
    """The environment that leads another process to this test's database and sandbox."""
    at = connection.settings_dict
    user = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    place = urlencode({"host": at["HOST"] or "localhost", "port": at["PORT"] or "5432"})
    return {
        "DATABASE_URL": f"postgresql://{user}@/{at['NAME']}?{place}",
        "SANDBOX_PORT": str(urlsplit(settings.QBO_BASE_URL).port or 0),
    }
