"""`python -m sandbox` as a person starts it, stops it and clicks through its consent page."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.generator import KINDS
from sandbox.store import Store
from tests.sandbox.world import CLIENT_ID, REALM, SECRET, Caller, register

ROOT = Path(__file__).parents[2]
CLIENT = ("--client-id", CLIENT_ID, "--client-secret", SECRET)


def command(*arguments: str) -> subprocess.Popen[str]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(
        [sys.executable, "-m", "sandbox", *arguments], cwd=ROOT, env={**os.environ}, **pipes
    )


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server over a folder that has a company already, and its ready line."""
    store = Store(folder / "sandbox.sqlite3")
    register(store)
    store.release()
    with command("--port", "0", "--data", str(folder), *arguments) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline()
        finally:
            process.kill()


def test_it_says_where_it_listens_and_stops_cleanly_when_told(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, line):
        assert "sandbox ready on http://127.0.0.1:" in line
        assert REALM in line
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_it_is_told_where_to_ring_and_remembers(tmp_path: Path) -> None:
    asked = ("--webhook-url", "http://app.example/webhooks/", "--webhook-verifier", "secret")
    with serving(tmp_path, *asked) as (_, line):
        told = Caller(line.split()[3]).control("webhooks", method="GET").json()["subscription"]
    assert (told["url"], told["verifier"]) == ("http://app.example/webhooks/", "secret")
    kept = Store(tmp_path / "sandbox.sqlite3")
    assert kept.rows("SELECT url FROM webhook_subscription").fetchall() == [("http://app.example/webhooks/",)]
    kept.release()


def test_an_address_without_its_verifier_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path, "--webhook-url", "http://app.example/webhooks/") as (process, _):
        assert process.wait(timeout=20) == 2
        assert process.stderr is not None
        assert "verifier is required" in process.stderr.read()


def test_it_founds_one_of_each_kind_named_and_serves_them_all(tmp_path: Path) -> None:
    kinds = [word for kind in KINDS for word in ("--kind", kind)]
    with command("--port", "0", "--data", str(tmp_path), "--scale", "0", *CLIENT, *kinds) as process:
        try:
            assert process.stdout is not None
            caller = Caller(process.stdout.readline().split()[3])
            companies = caller.control("companies", method="GET").json()["companies"]
            assert {company["kind"] for company in companies} == set(KINDS)
            for company in companies:
                own = Caller(caller.url, company["realm"])
                own.connect()
                assert own.get("companyinfo/1").json()["CompanyInfo"]["CompanyName"] == company["name"]
        finally:
            process.kill()


def test_a_kind_that_is_not_there_gives_the_kinds_that_are(tmp_path: Path) -> None:
    with command("--port", "0", "--data", str(tmp_path), "--kind", "bakery") as process:
        err = process.communicate(timeout=20)[1]
    assert process.returncode == 2
    assert err.startswith("sandbox: unknown kind of company 'bakery'; there are: agency, construction")


def test_a_taken_port_gives_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with command("--port", str(port), "--data", str(tmp_path)) as process:
            out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (2, "")
    assert err == f"sandbox: port {port} is taken: stop what listens there, or choose another with --port\n"


@pytest.mark.prove
def test_approve_prints_the_callback(tmp_path: Path) -> None:
    with serving(tmp_path, "--client-id", "acme-app", "--client-secret", "s") as (_, line):
        url = Caller(line.split()[3]).authorize_url(state="abc")
        approved = command("approve", url, "--realm", REALM).communicate(timeout=20)[0]
        refused = command("approve", url, "--deny").communicate(timeout=20)[0]
        with command("approve", url, "--realm", "5") as process:
            unknown = process.communicate(timeout=20)[1]
    assert f"state=abc&realmId={REALM}" in approved
    assert "error=access_denied" in refused
    assert (process.returncode, unknown) == (2, f"sandbox: no company 5; there are: {REALM}\n")


def test_answers_are_compressed_only_when_started_so(tmp_path: Path) -> None:
    for arguments, encoding in (((), None), (("--gzip",), "gzip")):
        with serving(tmp_path / str(len(arguments)), *arguments) as (_, line):
            caller = Caller(line.split()[3])
            answer = caller.session.get(f"{caller.url}/.well-known/openid_configuration", timeout=10)
            assert answer.headers.get("Content-Encoding") == encoding
            assert answer.json()["jwks_uri"]
