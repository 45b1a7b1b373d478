"""A worker or beat is stopped: pages and monitors say so within 90 s, people are told once; it ends by itself.

Web, workers and beat are real processes; the clock runs six times as fast.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from django.conf import settings
from django.test import Client

from core import clock
from core.models import User
from rowcol import processes
from rowcol.demo.children import Child
from sync.models import Alert, AlertKind, Pulse
from tests.conftest import signed_in
from tests.rowcol.test_demo import free_port
from tests.sync.elsewhere import same_place

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

SCALE, WITHIN_SECONDS, PATIENCE = 6, 90, 120.0  # of the clock; of the machine's time
SAID = "Background work has not run since"
OPS = "ops@rowcol.example"


@dataclass
class House:
    """The running processes, and what a person and a monitor are told."""

    address: str
    cookies: dict[str, str]
    children: dict[str, Child]
    var: Path

    def page_says_so(self) -> bool:
        answer = requests.get(f"{self.address}/b/acme/", cookies=self.cookies, timeout=10)
        assert answer.status_code == 200
        return SAID in answer.text

    def is_healthy(self) -> bool:
        return requests.get(f"{self.address}/sync/health", timeout=10).status_code == 200

    def letters(self) -> list[str]:
        """Subjects of what operators were sent, oldest first."""
        sent = sorted((self.var / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
        lines = [line for path in sent for line in path.read_text().splitlines()]
        return [line.removeprefix("Subject: ") for line in lines if line.startswith("Subject: ")]

    def forget_the_start(self) -> None:
        """On a busy machine some start so late that they are missed; that is over, and its letters are thrown away."""
        seconds_until(lambda: not Alert.objects.filter(resolved_at=None).exists())
        clock.sleep(WITHIN_SECONDS)
        for path in (self.var / "mail").glob("*.log"):
            path.unlink()


def seconds_until(is_so: Callable[[], bool]) -> float:
    """How long it took, in seconds of the clock."""
    began, until = clock.now(), time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.1)
    return (clock.now() - began).total_seconds()


@pytest.fixture
def house(olive: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """All of it on this test's database, everyone alive for so long that they may judge each other."""
    Pulse.objects.all().delete()
    bend = tmp_path / "clock.json"
    bend.write_text(json.dumps({"scale": SCALE, "since": time.time()}))
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(bend))
    port = free_port()
    place = {"ROWCOL_VAR": str(tmp_path), "PORT": str(port), "ALERT_EMAILS": OPS, "EMAIL_HOST": ""}
    environment = {**same_place(), **place, "CELERY_BROKER_URL": "filesystem://", "REDIS_URL": ""}
    commands = processes.commands(f"127.0.0.1:{port}", web_processes=1)
    logs = tmp_path / "log"
    children = {n: Child(n, command, settings.ROOT, logs, environment) for n, command in commands.items()}
    made = House(f"http://127.0.0.1:{port}", cookie_of(signed_in(olive), port), children, tmp_path)
    try:
        for child in children.values():
            child.start()
        children["web"].wait_until(lambda: answers(made.address), 60)
        seconds_until(made.is_healthy)
        made.forget_the_start()
        yield made
    finally:
        for child in reversed(children.values()):
            child.stop()


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", timeout=1).ok
    except (requests.ConnectionError, requests.Timeout):
        return False


def cookie_of(browser: Client, port: int) -> dict[str, str]:
    return {f"rowcol_session_{port}": str(browser.session.session_key)}


@pytest.mark.parametrize("name", ["worker", "bells", "chores", "beat"])
def test_who_falls_silent_is_noticed_within_90_seconds_and_his_return_ends_it(
    house: House, name: str
) -> None:
    assert house.is_healthy()
    assert not house.page_says_so()
    house.children[name].stop()
    assert seconds_until(house.page_says_so) <= WITHIN_SECONDS
    assert not house.is_healthy()
    alert = Alert.objects.get(kind=AlertKind.SILENCE, resolved_at=None)
    assert alert.subject == name
    seconds_until(lambda: house.letters() != [])
    house.children[name].start()
    seconds_until(lambda: house.is_healthy() and not house.page_says_so())
    seconds_until(lambda: not Alert.objects.filter(resolved_at=None).exists())
    seconds_until(lambda: len(house.letters()) == 2)
    alert.refresh_from_db()
    assert alert.resolved_at is not None
    assert house.letters() == [
        "RowCol: background work is down",
        "RowCol: over, background work is down",
    ]
