"""Where a bench plays: a database of its own, a sandbox with books of the wanted size, a connected business."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "rowcol_bench"
REALM = "9130350000000001"
CLIENT = {"client-id": "rowcol-local-client", "client-secret": "rowcol-local-secret"}
UNLIMITED = {
    "QBO_LIMIT_PER_MINUTE": "600000",
    "QBO_LIMIT_PER_SECOND": "10000",
    "QBO_LIMIT_IN_FLIGHT": "100",
    "QBO_LIMIT_BATCH_PER_MINUTE": "100000",
}


class Stage:
    """Runs workers against one database and one sandbox; `env` is what they find around them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = dict(env)

    def worker(self, road: str, *args: str, **env: str) -> dict[str, Any]:
        """What `python -m bench.worker ROAD` measured: its last line, one JSON object."""
        done = subprocess.run(
            [sys.executable, "-m", "bench.worker", road, *args],
            cwd=ROOT,
            env=self.env | env,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def stage(objects: int) -> Iterator[Stage]:
    """A stage with about so many objects in the books; everything of it is gone afterwards."""
    with database() as url:
        env = os.environ | UNLIMITED | {"DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
        with sandbox(env, objects=str(objects), realm=REALM) as port:
            ready = Stage(env | {"SANDBOX_PORT": port})
            ready.worker("connect")
            yield ready


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database beside the configured one."""
    home = subprocess.run(
        [sys.executable, "-m", "bench.worker", "database"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    address = json.loads(home.stdout.splitlines()[-1])
    _recreate(address)
    try:
        yield "postgresql:///?" + "&".join(
            f"{key}={value}" for key, value in (address | {"dbname": DATABASE}).items()
        )
    finally:
        _recreate(address, drop_only=True)


def _recreate(address: Mapping[str, str], drop_only: bool = False) -> None:
    name = sql.Identifier(DATABASE)
    with psycopg.connect(make_conninfo(**address), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        if not drop_only:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


@contextmanager
def sandbox(env: Mapping[str, str], **options: str) -> Iterator[str]:
    """The port of a sandbox that is ready; its guard, outside the reach of Ctrl-C, ends it when the pipe closes."""
    folder = tempfile.mkdtemp(prefix="rowcol-bench-")
    given = {"port": "0", "data": folder, **CLIENT, **options}
    words = [word for name, value in given.items() for word in (f"--{name}", value)]
    command = [sys.executable, "-m", "bench.guard", folder, sys.executable, "-m", "sandbox", *words]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe, text=True, start_new_session=True
    ) as guard:
        assert guard.stdout is not None
        yield guard.stdout.readline().split("http://")[1].split()[0].rsplit(":", 1)[1]
