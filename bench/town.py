"""Where a bench lives through hours with many small companies: database, sandbox, clock, and RowCol's own processes."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psycopg

from bench.stage import ROOT, UNLIMITED, database, sandbox
from rowcol import processes
from rowcol.demo.children import Child

READY_SECONDS, ANSWER_SECONDS = 60, 300
EMAIL, PASSWORD = "bench@rowcol.example", "a-long-password-for-benches"
VERIFIER = "rowcol-local-verifier"
WEBHOOKS = "/sync/webhooks/qbo/"


@dataclass(frozen=True)
class Settler:
    """One business of the town and the company that it is connected to."""

    pk: int
    slug: str
    realm: str


@dataclass(frozen=True)
class Town:
    """`env` is what every process finds around it; `folder` holds clock, broker and logs."""

    env: Mapping[str, str]
    folder: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.env['PORT']}"

    def settle(self, companies: int, **founding: Any) -> list[Settler]:
        """So many businesses, connected and mirrored; `founding` is what the sandbox founds each with."""
        told = self.resident("settle", companies, founding, **UNLIMITED)
        return [Settler(**one) for one in told["settlers"]]

    def resident(self, chore: str, *args: Any, **env: str) -> dict[str, Any]:
        """What a process of RowCol's, doing one chore of bench/resident.py, says on its last line."""
        return self._told(["-m", "bench.resident", chore, *map(json.dumps, args)], env)

    def manage(self, *command: str) -> dict[str, Any]:
        """What a command of RowCol's says on its last line, one JSON object."""
        return self._told(["manage.py", *command], {})

    def _told(self, command: Sequence[str], env: Mapping[str, str]) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    def sandbox(self, path: str, body: Mapping[str, Any] | None = None, method: str = "") -> Any:
        """The sandbox's control API, asked, or told when there is a body."""
        data = None if body is None else json.dumps(body).encode()
        address = f"http://127.0.0.1:{self.env['SANDBOX_PORT']}/_sandbox/{path}"
        with urlopen(Request(address, data, method=method or None), timeout=ANSWER_SECONDS) as answer:
            return json.load(answer)

    def hurry(self, scale: float) -> None:
        """From now on the town's clock, RowCol's and QuickBooks', runs so many times as fast."""
        self.sandbox("clock", {"scale": scale})

    def now(self) -> float:
        """Epoch seconds on the town's clock."""
        return self.at(time.time())

    def at(self, real: float) -> float:
        """The town's time at epoch seconds of the machine's."""
        bend = json.loads(Path(self.env["ROWCOL_CLOCK_FILE"]).read_text())
        return float(real + bend["offset"] + (real - bend["since"]) * (bend["scale"] - 1))

    def wait(self, seconds: float) -> None:
        """So many seconds of the town's clock, whose pace does not change meanwhile."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            time.sleep(min(left / self._scale(), 0.5))

    def _scale(self) -> float:
        return float(json.loads(Path(self.env["ROWCOL_CLOCK_FILE"]).read_text())["scale"])

    def listen(self, **switches: Any) -> None:
        """QuickBooks rings at the web process, with these switches of its webhooks."""
        self.sandbox("webhooks", {"url": self.address + WEBHOOKS, "verifier": VERIFIER})
        self.sandbox("switches", switches)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database says."""
        with psycopg.connect(self.env["DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(sql, values).fetchall()  # type: ignore[arg-type]

    def child(self, name: str, *command: str, **env: str) -> Child:
        """A process of RowCol's, not started yet; its log is in the folder."""
        return Child(name, command, ROOT, self.folder / "log", {**self.env, **env})

    @contextmanager
    def at_work(self, *names: str, web_processes: int = 1, **env: str) -> Iterator[dict[str, Child]]:
        """Some of web, worker, bells, chores and beat, all if none is named, running until the block ends."""
        bind = f"127.0.0.1:{self.env['PORT']}"
        commands = processes.commands(bind, web_processes=web_processes, log_level="WARNING")
        with ExitStack() as stack:
            started = {name: self.child(name, *commands[name], **env) for name in names or commands}
            for child in started.values():
                child.start()
                stack.callback(child.stop)
            if "web" in started:
                started["web"].wait_until(self.answers, READY_SECONDS)
            yield started

    def answers(self) -> bool:
        """Whether the web process does."""
        try:
            with urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def free_port() -> int:
    """A port of this machine's that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def town() -> Iterator[Town]:
    """An empty town whose clock runs as the machine's does; nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory(prefix="rowcol-bench-") as name, database() as url:
        folder = Path(name)
        clock = folder / "clock.json"
        clock.write_text(json.dumps({"offset": 0, "scale": 1, "since": time.time()}))
        env = os.environ | {
            "DATABASE_URL": url,
            "ROWCOL_VAR": name,
            "ROWCOL_CLOCK_FILE": str(clock),
            "PORT": str(free_port()),
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        }
        with sandbox(env, kind="agency", days="30") as port:
            yield Town(env | {"SANDBOX_PORT": port}, folder)
