"""A small installation of its own that can be brought down: folder, database, sandbox, worker and beat as processes."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import requests
from django.conf import settings

from rowcol.databases import EMBEDDED, socket_folder
from rowcol.demo.children import Child
from rowcol.demo.sandbox import REALM
from rowcol.embedded import EmbeddedPostgres
from rowcol.processes import QUIET

QUICK = {
    "SYNC_PAGE_SIZE": "200",
    "SYNC_HEARTBEAT_SECONDS": "1",
    "SYNC_LOST_AFTER_SECONDS": "3",
    "SYNC_RING_AGAIN_SECONDS": "15",
    "SYNC_WATCHED_SECONDS": "5",
}
COMMANDS = {
    "worker": ("celery", "-A", "rowcol", "worker", *QUIET, "--loglevel", "INFO", "--concurrency", "1"),
    "beat": ("celery", "-A", "rowcol", "beat", "--loglevel", "INFO", "--pidfile="),
}
LOOK_SECONDS, PATIENCE_SECONDS, TOLD_LINES = 0.05, 120, 40
CONNECT = """
from core.models import Business, Firm
from tests.sync.backstage import connect_books
firm = Firm.objects.create(name="Acme", slug="acme")
connect_books(Business.objects.create(firm=firm, name="Acme", slug="acme"))
"""
COMPARE = """
from core.models import Business
from tests.prove.test_killed_backfill import unlike_the_books
print(unlike_the_books(Business.objects.get()))
"""


@dataclass
class Place:
    """One installation; `books` is the address of its sandbox."""

    var: Path
    books: str
    logs: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def postgres(self) -> EmbeddedPostgres:
        return EmbeddedPostgres(self.var)

    def own_environment(self) -> dict[str, str]:
        """What leads a process here."""
        own = {"ROWCOL_VAR": str(self.var), "DATABASE_URL": "", "CELERY_BROKER_URL": "", "REDIS_URL": ""}
        return {**QUICK, **own, "SANDBOX_PORT": self.books.rpartition(":")[2], **self.environment}

    def start(self, *command: str) -> subprocess.Popen[str]:
        """A Python process of the product; what it says is read by `communicate`, errors apart."""
        return subprocess.Popen(
            [sys.executable, "-u", *command],
            cwd=settings.ROOT,
            env={**os.environ, **self.own_environment()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def manage(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, what was said, errors."""
        process = self.start("manage.py", *arguments)
        said, errors = process.communicate(timeout=PATIENCE_SECONDS)
        return process.returncode, said, errors

    def python(self, code: str) -> str:
        """What some lines print that see the project's models."""
        head = "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'rowcol.settings'; django.setup()\n"
        process = self.start("-c", head + code)
        said, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, errors
        return said

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows, by a connection that is not kept."""
        at = {"host": str(socket_folder(self.var / "postgres")), "port": EMBEDDED["PORT"]}
        with psycopg.connect(dbname=EMBEDDED["NAME"], user=EMBEDDED["USER"], **at) as connection:
            return connection.execute(sql).fetchall()

    def filled(self) -> int:
        return int(self.ask("SELECT count(*) FROM sync_entitystate WHERE backfilled_at IS NOT NULL")[0][0])

    def runs(self) -> list[tuple[str, str]]:
        """State and error of the backfills, oldest first."""
        return self.ask("SELECT state, error FROM sync_syncrun WHERE kind = 'backfill' ORDER BY id")

    def come_due(self) -> None:
        """The feed of changes comes due now, and is rung for again; a pull that is under way may plan it first."""
        planned = "kind = 'changes' AND next_at > now() + interval '1 minute'"
        due = f"UPDATE sync_feed SET next_at = now(), rung_at = NULL WHERE {planned} RETURNING id"
        wait_until(lambda: self.ask(due) != [])

    def logged(self, name: str) -> list[str]:
        """What the process at work has said so far."""
        return (self.logs / f"{name}.log").read_text().splitlines()

    def story(self) -> Iterator[str]:
        """What worker and beat said, but for what went as it should."""
        for name in COMMANDS:
            yield f"--- {name}"
            yield from (line for line in self.logged(name) if " INFO " not in line)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        """As `wait_until`; whoever waited in vain is told what worker and beat said."""
        try:
            wait_until(is_so)
        except AssertionError as why:
            told = [line for name in COMMANDS for line in [f"--- {name}", *self.logged(name)[-TOLD_LINES:]]]
            raise AssertionError("\n".join([str(why), *told])) from None

    def is_like_the_books(self) -> bool:
        return self.python(COMPARE).strip() == "{}"

    def control(self, path: str, **body: object) -> None:
        """Tell the sandbox."""
        answer = requests.post(f"{self.books}/_sandbox/{path}", json=body, timeout=20)
        assert answer.status_code == 200, answer.text

    def enter_customer(self, name: str) -> None:
        """Somebody enters a customer in QuickBooks."""
        body = {"operation": "create", "entity": "Customer", "body": {"DisplayName": name}}
        self.control(f"companies/{REALM}/changes", **body)

    def has_customer(self, name: str) -> bool:
        return self.ask(f"SELECT count(*) FROM ar_customer WHERE name = '{name}'") == [(1,)]


@contextmanager
def a_place(books: str, var: Path | None = None, **environment: str) -> Iterator[Place]:
    """A place with empty tables and Acme connected; its database is stopped on the way out."""
    with tempfile.TemporaryDirectory(prefix="rowcol-test-", ignore_cleanup_errors=True) as folder:
        place = Place(var or Path(folder) / "var", books, Path(folder) / "log", environment)
        place.postgres.start()
        try:
            code, _, errors = place.manage("migrate", "-v", "0")
            assert code == 0, errors
            place.python(CONNECT)
            yield place
        finally:
            place.postgres.stop()


@contextmanager
def at_work(place: Place) -> Iterator[list[Child]]:
    """Worker and beat, each started again where it ends, as a supervisor does; their logs lie beside the place."""
    stop = threading.Event()
    with ExitStack() as stack:
        started = []
        for name, command in COMMANDS.items():
            child = Child(name, command, settings.ROOT, place.logs, place.own_environment())
            child.start()
            stack.callback(child.stop)
            started.append(child)
        minder = threading.Thread(target=_mind, args=(started, stop))
        minder.start()
        stack.callback(minder.join)
        stack.callback(stop.set)
        yield started


def _mind(children: list[Child], stop: threading.Event) -> None:
    while not stop.wait(1):
        for child in children:
            if not child.is_alive():
                child._launch()


def wait_until(is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"{seconds} s passed"
        time.sleep(LOOK_SECONDS)
