"""The demo's parts: taken ports, children that die, and the whole of it once."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from core.models import AuditEntry, Business, Membership, Role, User
from rowcol.demo import cast
from rowcol.demo.children import Child
from rowcol.demo.ports import insist_free
from rowcol.demo.sandbox import COMPANIES
from rowcol.demo.trouble import DemoTrouble
from rowcol.embedded import EmbeddedPostgres


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def demo(var: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo", *arguments],
        cwd=settings.ROOT,
        env={**os.environ, "ROWCOL_VAR": str(var), "SANDBOX_PORT": str(free_port()), **environment},
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )


def test_a_taken_port_is_named_with_the_variable_to_change() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(
            DemoTrouble, match=r"Port \d+ on 127.0.0.1, meant for the pages.*PORT=<port> make demo"
        ):
            insist_free("127.0.0.1", taken.getsockname()[1], "PORT", "the pages")


@pytest.mark.prove
def test_the_demo_looks_at_the_ports_before_it_does_anything(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = demo(tmp_path / "var", SANDBOX_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "SANDBOX_PORT=<port> make demo" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "var").exists()


def test_a_child_that_dies_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    child = Child("worker", ["no_such_module"], tmp_path, tmp_path)
    child.start()
    with pytest.raises(DemoTrouble, match="No module named no_such_module"):
        child.wait_until(lambda: False, seconds=20)
    child.stop()
    assert not child.is_alive()


def test_a_child_is_stopped_when_it_is_asked(tmp_path: Path) -> None:
    child = Child("web", ["http.server", "0"], tmp_path, tmp_path)
    child.start()
    assert child.is_alive()
    child.stop()
    assert not child.is_alive()


@pytest.mark.django_db
def test_the_cast_is_assembled_once_and_its_password_stays_good() -> None:
    who = cast.Login("demo@rowcol.example", "made-for-this-machine")
    first = cast.assemble(who)
    assert cast.assemble(who) == first
    assert list(Business.objects.order_by("id")) == first
    assert len(first) == len(COMPANIES) == 5
    assert all(user.check_password(who.password) for user in User.objects.all())
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)
    assert not any(user.is_staff for user in User.objects.exclude(email=who.email))
    assert AuditEntry.objects.filter(action="business opened").count() == 5


@pytest.mark.prove
def test_the_demo_mirrors_every_entity_and_connects_once(var: Path) -> None:
    try:
        for _again in range(2):
            done = demo(var, "--once", "--json", DATABASE_URL="")
            assert done.returncode == 0, done.stderr
            businesses = json.loads(done.stdout.splitlines()[-1])["businesses"]
            assert len(businesses) == len(COMPANIES)
            for business in businesses:
                assert business["entities"]["Bill"]["source"] > 100
                assert all(count["equal"] for count in business["entities"].values())
        assert "over OAuth" not in done.stderr
    finally:
        EmbeddedPostgres(var).stop()
