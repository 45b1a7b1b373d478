"""Web, worker and beat refuse to start unfit, and say what to set."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings

from tests.sweeping import sweep
from tests.sync.elsewhere import same_place

FIT = {
    "QBO_ENVIRONMENT": "production",
    "SECRET_KEY": "abcdefghijklmnopqrstuvwxyz" * 2,
    "TOKEN_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "QBO_CLIENT_ID": "id",
    "QBO_CLIENT_SECRET": "secret",
    "QBO_WEBHOOK_VERIFIER": "verifier",
    "ALLOWED_HOSTS": "books.example",
}
NOWHERE = "postgresql://me:secret@127.0.0.1:1/books"
WEB = ["-c", "import rowcol.wsgi; print('serving')"]
CHECK = ["manage.py", "check"]
WORKER = ["-m", "celery", "-A", "rowcol", "worker", "--pool", "solo"]
BEAT = ["-m", "celery", "-A", "rowcol", "beat", "--pidfile="]

PROCESSES = {"web": WEB, "worker": WORKER, "beat": BEAT}


def run(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in FIT}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.ROOT,
        env={**inherited, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.prove
def test_production_starts_when_everything_is_set_and_django_finds_nothing_to_harden() -> None:
    done = run([*CHECK, "--deploy", "--fail-level", "WARNING"], **FIT, ALERT_EMAILS="operator@books.example")
    assert done.returncode == 0, done.stderr


def test_production_without_its_secrets_refuses_to_start_and_names_each() -> None:
    done = run(CHECK, QBO_ENVIRONMENT="production", ROWCOL_CLOCK_FILE="/nowhere.json")
    assert done.returncode == 1
    for name in FIT.keys() - {"QBO_ENVIRONMENT"}:
        assert f"{name} is missing" in done.stderr
    assert "ROWCOL_CLOCK_FILE moves the clock." in done.stderr


@pytest.mark.prove
@pytest.mark.parametrize("process", PROCESSES)
def test_every_process_refuses_a_local_secret_in_production(process: str) -> None:
    local = settings.LOCAL_SECRETS["TOKEN_ENCRYPTION_KEYS"]
    done = run(
        PROCESSES[process], **{**FIT, "TOKEN_ENCRYPTION_KEYS": f"{Fernet.generate_key().decode()},{local}"}
    )
    assert done.returncode == 1
    assert "TOKEN_ENCRYPTION_KEYS is missing, or still the public local default." in done.stderr
    assert "Traceback" not in done.stderr


def test_production_speaks_https_only() -> None:
    code = "from rowcol import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
    code += "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0)"
    assert run(["-c", code], **FIT).stdout.split() == ["True"] * 4


@pytest.mark.prove
def test_intuits_sandbox_needs_keys_of_ones_own() -> None:
    done = run(CHECK, QBO_ENVIRONMENT="sandbox")
    assert "QBO_CLIENT_ID is missing" in done.stderr
    assert "SECRET_KEY is missing" not in done.stderr


def test_an_unknown_environment_lists_the_known_ones() -> None:
    done = run(CHECK, QBO_ENVIRONMENT="prod")
    assert (
        done.stderr.strip()
        == "QBO_ENVIRONMENT is 'prod'; it must be one of sandbox-local, sandbox, production."
    )


@pytest.mark.parametrize("process", sweep(["web", "worker"], "worker"))
def test_a_port_that_is_no_number_is_said_in_one_line(process: str) -> None:
    done = run(PROCESSES[process], PORT="eighty")
    assert done.returncode == 1
    assert "PORT is 'eighty'; it must be a whole number." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.prove
@pytest.mark.parametrize("process", ["worker", "beat"])
def test_worker_and_beat_without_a_database_say_which_one(process: str) -> None:
    done = run(PROCESSES[process], DATABASE_URL=NOWHERE)
    assert done.returncode == 1
    assert "127.0.0.1:1, database books" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.prove
def test_the_web_process_starts_without_a_database_and_says_so() -> None:
    done = run(WEB, DATABASE_URL=NOWHERE)
    assert done.stdout.strip() == "serving"
    assert "The database of DATABASE_URL does not answer (127.0.0.1:1, database books)." in done.stderr


@pytest.mark.prove
@pytest.mark.django_db
def test_a_worker_without_its_broker_says_which_one() -> None:
    done = run(WORKER, CELERY_BROKER_URL="amqp://me:secret@127.0.0.1:1//")
    assert done.returncode == 1
    assert (
        "The broker does not answer (amqp://127.0.0.1:1//). Start it, or correct CELERY_BROKER_URL."
        in done.stderr
    )
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.prove
@pytest.mark.parametrize("process", ["worker", "beat"])
def test_worker_and_beat_say_when_the_brokers_folder_cannot_be_used(process: str, tmp_path: Path) -> None:
    (tmp_path / "broker").write_text("a file in its place")
    done = run(
        PROCESSES[process], **same_place(), ROWCOL_VAR=str(tmp_path), CELERY_BROKER_URL="filesystem://"
    )
    assert done.returncode == 1
    assert f"RowCol does not start: The broker's folder {tmp_path}/broker cannot be used." in done.stderr
    assert "Traceback" not in done.stderr
