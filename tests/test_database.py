"""The embedded Postgres: one owner, who revives it whatever happened to it."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings

from rowcol.databases import EMBEDDED, socket_folder
from rowcol.embedded import EmbeddedPostgres

NOBODY = 65534


@pytest.fixture(scope="module")
def place() -> Iterator[EmbeddedPostgres]:
    """A server of this file's own; tests may do to it what they like."""
    with tempfile.TemporaryDirectory(prefix="rowcol-test-", ignore_cleanup_errors=True) as folder:
        server = EmbeddedPostgres(Path(folder))
        yield server
        server.stop()


@pytest.fixture
def server(place: EmbeddedPostgres) -> EmbeddedPostgres:
    place.start()
    return place


def ask(server: EmbeddedPostgres, question: str) -> object:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def test_two_starts_at_once_make_one_server(place: EmbeddedPostgres) -> None:
    place.stop()
    with ThreadPoolExecutor(2) as pool:
        began = list(pool.map(lambda _: EmbeddedPostgres(place.var).start(), range(2)))
    assert sorted(began) == [False, True]
    assert place.answers()


def test_the_role_of_every_process_is_no_superuser_but_makes_databases(server: EmbeddedPostgres) -> None:
    assert (
        ask(server, "SELECT rolsuper::int::text || rolcreatedb::int FROM pg_roles WHERE rolname = 'rowcol'")
        == "01"
    )


def test_the_server_has_our_settings_and_sorts_alike_on_every_machine(server: EmbeddedPostgres) -> None:
    assert ask(server, "SHOW jit") == "off"
    assert ask(server, "SHOW synchronous_commit") == "on"
    assert ask(server, "SHOW shared_buffers") == "256MB"
    assert ask(server, "SELECT lower('ÉTÉ')") == "été"
    assert ask(server, "SELECT datlocale FROM pg_database WHERE datname = 'rowcol'") == "C.UTF-8"


@pytest.mark.prove
def test_a_killed_server_is_revived_with_what_was_committed(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url()) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=5)
    assert not server.answers()
    assert server.start() is True
    assert ask(server, "SELECT max(n) FROM kept") == 7


@pytest.mark.prove
def test_a_stale_file_that_names_another_process_does_not_stop_it(server: EmbeddedPostgres) -> None:
    server.stop()
    facts = [
        str(os.getpid()),
        str(server.data),
        "1700000000",
        "5432",
        str(server.sockets),
        "",
        "1 1",
        "ready   ",
    ]
    (server.data / "postmaster.pid").write_text("\n".join(facts) + "\n")
    assert server.pid() is None
    assert server.start() is True
    assert server.answers()


@pytest.mark.prove
def test_it_outlives_the_process_that_started_it(place: EmbeddedPostgres) -> None:
    place.stop()
    manage("db", "start", ROWCOL_VAR=str(place.var), DATABASE_URL="")
    assert place.answers()


@pytest.mark.prove
def test_a_folder_deleted_under_a_running_server_is_made_anew(var: Path) -> None:
    server = EmbeddedPostgres(var)
    server.start()
    orphan = psutil.Process(server.pid() or 0)
    server.data.rename(var / "gone")
    assert server.start() is True
    orphan.wait(5)
    assert server.answers()
    server.stop()


@pytest.mark.prove
def test_a_path_too_long_for_a_socket_still_works(var: Path) -> None:
    deep = var / ("a folder with spaces and a rather long name " + "x" * 60) / "var"
    server = EmbeddedPostgres(deep)
    assert server.sockets.parent == Path("/tmp")
    try:
        server.start()
        assert ask(server, "SELECT current_user") == EMBEDDED["USER"]
    finally:
        server.stop()
        server.sockets.rmdir()


def test_sockets_of_two_copies_with_long_paths_lie_apart() -> None:
    first, second = (socket_folder(Path("/") / letter / ("x" * 120)) for letter in "ab")
    assert first != second


@pytest.mark.prove
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_runs_it_as_himself(var: Path) -> None:
    os.chown(var, NOBODY, NOBODY)
    process = get_context("fork").Process(target=start_and_stop_as_nobody, args=(var,))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert (var / "postgres").stat().st_uid == NOBODY


def start_and_stop_as_nobody(var: Path) -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    server = EmbeddedPostgres(var)
    assert server.start()
    assert server.answers()
    server.stop()


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.prove
def test_a_command_without_its_embedded_database_says_how_to_start_it(tmp_path: Path) -> None:
    done = manage("showmigrations", ROWCOL_VAR=str(tmp_path), DATABASE_URL="")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "The embedded database is down. Start it: make db, or python manage.py db start."
    )
    assert "Traceback" not in done.stderr


@pytest.mark.prove
def test_a_command_without_its_own_database_says_which_one() -> None:
    done = manage("showmigrations", DATABASE_URL="postgresql://me:secret@127.0.0.1:1/books")
    assert done.returncode == 1
    assert "127.0.0.1:1, database books" in done.stderr
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_that_is_no_postgres_is_refused_in_one_line() -> None:
    done = manage("check", DATABASE_URL="mysql://localhost/books")
    assert done.returncode == 1
    assert done.stderr.strip() == "DATABASE_URL must look like postgresql://user:password@host:5432/database."


@pytest.mark.prove
def test_db_leaves_a_database_of_ones_own_alone(server: EmbeddedPostgres) -> None:
    done = manage("db", "stop", DATABASE_URL=server.url())
    assert "there is nothing to stop here" in done.stdout
    assert server.answers()
