"""Database, broker or disk goes away in the middle of a sync: one clear line, and afterwards nothing is lost."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from rowcol.demo.sandbox import Sandbox
from tests.prove.place import QUICK, Place, a_place, at_work, wait_until
from tests.prove.redis_server import redis_on
from tests.rowcol.test_demo import free_port
from tests.sync.backstage import Backstage

pytestmark = pytest.mark.prove

# The server says so, or has ended itself because it could not even write down what it was about to do.
FULL = re.compile(
    r"The database has no room to write: free space on|The embedded database is down\. Start it"
)


@pytest.fixture
def place(qbo: Sandbox, backstage: Backstage) -> Iterator[Place]:
    with a_place(qbo.url) as made:
        yield made


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def until_it_is_given_up() -> None:
    """The silence by which a lost run is known."""
    time.sleep(float(QUICK["SYNC_LOST_AFTER_SECONDS"]) + 1)


def test_a_restart_of_postgres_in_the_middle_of_a_backfill_is_said_in_a_line_and_loses_nothing(
    place: Place,
) -> None:
    process = place.start("manage.py", "sync")
    wait_until(lambda: place.filled() >= 3)
    place.postgres.stop()
    place.postgres.start()
    said, errors = process.communicate(timeout=60)
    assert process.returncode == 1, said
    assert lines(errors)[-1].startswith("The embedded database is down. Start it: make db"), errors
    assert "Traceback" not in errors
    until_it_is_given_up()
    assert place.filled() >= 3, "what was merged before stays"
    code, said, errors = place.manage("sync")
    assert code == 0, errors
    assert [state for state, _ in place.runs()] in (["lost", "done"], ["failed", "done"])
    assert place.is_like_the_books()


@dataclass
class FolderBroker:
    """The broker of one machine; a folder that is only removed is made again by whoever needs it."""

    place: Place

    def take_away(self) -> None:
        (self.place.var / "broker").rename(self.place.var / "elsewhere")
        (self.place.var / "broker").write_text("something else\n")

    def bring_back(self) -> None:
        (self.place.var / "broker").unlink()
        (self.place.var / "elsewhere").rename(self.place.var / "broker")


@dataclass
class RedisBroker:
    """The one that many share; what it holds is lost with it."""

    place: Place
    port: int
    folder: Path
    server: subprocess.Popen[bytes] | None = None

    def take_away(self) -> None:
        assert self.server
        self.server.kill()
        self.server.wait()

    def bring_back(self) -> None:
        self.server = redis_on(self.port, self.folder)


@pytest.fixture(params=["folder", "redis"])
def broker(
    request: pytest.FixtureRequest, qbo: Sandbox, backstage: Backstage, tmp_path: Path
) -> Iterator[FolderBroker | RedisBroker]:
    """A place whose books are read, worker and beat at work, with a broker that can be taken away."""
    port, own = free_port(), {}
    if request.param == "redis":
        own = {"CELERY_BROKER_URL": f"redis://127.0.0.1:{port}/0"}
    with ExitStack() as stack:
        place = stack.enter_context(a_place(qbo.url, **own))
        made = RedisBroker(place, port, tmp_path) if own else FolderBroker(place)
        if isinstance(made, RedisBroker):
            made.bring_back()
            stack.callback(made.take_away)
        assert place.manage("sync")[0] == 0
        stack.enter_context(at_work(place))
        yield made


AWAY_SECONDS = 12


def test_a_broker_that_goes_away_and_comes_back_loses_no_work(broker: FolderBroker | RedisBroker) -> None:
    place = broker.place
    before, meanwhile = (f"{when} {type(broker).__name__}" for when in ("Before", "Meanwhile"))
    place.enter_customer(before)
    place.come_due()
    place.wait_until(lambda: place.has_customer(before))
    broker.take_away()
    place.enter_customer(meanwhile)
    place.come_due()
    time.sleep(AWAY_SECONDS)
    assert not place.has_customer(meanwhile)
    broker.bring_back()
    place.wait_until(lambda: place.has_customer(meanwhile))
    assert place.is_like_the_books()
    assert any(
        ("roker" in line and "cannot be used" in line) or "does not answer" in line
        for line in place.logged("beat")
    )
    assert not any("Traceback" in line for line in place.story()), "\n".join(place.story())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, that a file can fill."""
    disk = Path(tempfile.mkdtemp(prefix="rowcol-disk-"))
    disk.chmod(0o755)
    mounted = ["mount", "-t", "tmpfs", "-o", "size=300m,mode=755", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("a disk can be made here by root alone")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
        disk.rmdir()


def fill(ballast: Path) -> None:
    """Write until nothing more fits."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))


def test_a_full_disk_in_the_middle_of_a_backfill_is_said_in_a_line_and_loses_nothing(
    qbo: Sandbox, backstage: Backstage, small_disk: Path
) -> None:
    with a_place(qbo.url, small_disk / "var") as place:
        process = place.start("manage.py", "sync")
        wait_until(lambda: place.filled() >= 3)
        fill(small_disk / "ballast")
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 1, "there was room enough"
        assert FULL.match(lines(errors)[-1]), errors
        assert "Traceback" not in errors
        (small_disk / "ballast").unlink()
        place.postgres.start()
        until_it_is_given_up()
        code, _, errors = place.manage("sync")
        assert code == 0, errors
        assert place.runs()[0][0] in ("lost", "failed")
        assert place.runs()[-1][0] == "done"
        assert place.is_like_the_books()


def test_a_full_disk_under_the_broker_is_said_and_work_goes_on_when_there_is_room(
    qbo: Sandbox, backstage: Backstage, small_disk: Path
) -> None:
    with a_place(qbo.url) as place:
        assert place.manage("sync")[0] == 0
        (place.var / "broker").mkdir(exist_ok=True)
        (place.var / "broker" / "queue").symlink_to(small_disk)
        with at_work(place):
            place.enter_customer("While there was room")
            place.come_due()
            place.wait_until(lambda: place.has_customer("While there was room"))
            fill(small_disk / "ballast")
            place.enter_customer("While there was none")
            place.come_due()
            place.wait_until(lambda: any("cannot be used" in line for line in place.logged("beat")))
            (small_disk / "ballast").unlink()
            place.wait_until(lambda: place.has_customer("While there was none"))
            assert place.is_like_the_books()
            assert not any("Traceback" in line for line in place.logged("beat"))
