"""A worker of the running demo is killed in the middle of a pull: the next one does what it left, nobody acting.

The message that it had taken is lost with the broker of one machine, and kept back for an hour by Redis; on neither
does anything wait for it, since the work is a row that comes due again.
"""

import os
import signal
import time
from collections.abc import Callable

import psutil
import psycopg
import pytest
import requests

from rowcol.databases import EMBEDDED, socket_folder
from rowcol.demo.children import WORTH_RESTARTING_SECONDS
from rowcol.demo.sandbox import REALM
from tests.prove.running_demo import Demo

pytestmark = pytest.mark.prove

WITHIN_SECONDS, LOOK_SECONDS, HELD_SECONDS = 90, 0.1, 20
NAME = "Oakhurst Mill"


def control(demo: Demo, path: str, **body: object) -> None:
    """Tell the sandbox."""
    answer = requests.post(f"{demo.books}/_sandbox/{path}", json=body, timeout=20)
    assert answer.status_code == 200, answer.text


def faults_waiting(demo: Demo) -> list[object]:
    return requests.get(f"{demo.books}/_sandbox/faults", timeout=20).json()["faults"]


def worker_of(demo: Demo) -> psutil.Process:
    (found,) = [one for one in psutil.Process(demo.pid).children() if "pulls" in one.cmdline()]
    return found


def is_mirrored(demo: Demo) -> bool:
    at = {"host": str(socket_folder(demo.var / "postgres")), "port": EMBEDDED["PORT"]}
    with psycopg.connect(dbname=EMBEDDED["NAME"], user=EMBEDDED["USER"], **at) as connection:
        return connection.execute("SELECT FROM ar_customer WHERE name = %s", [NAME]).fetchone() is not None


def wait_until(is_so: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < WITHIN_SECONDS, f"{WITHIN_SECONDS} s passed"
        time.sleep(LOOK_SECONDS)


def test_what_a_killed_worker_left_undone_is_done_by_the_next(any_demo: Demo) -> None:
    wait_until(lambda: time.time() - worker_of(any_demo).create_time() > WORTH_RESTARTING_SECONDS + 1)
    control(any_demo, "faults", kind="slow", seconds=HELD_SECONDS, realm=REALM)
    customer = {"operation": "create", "entity": "Customer", "body": {"DisplayName": NAME}}
    control(any_demo, f"companies/{REALM}/changes", **customer)
    wait_until(lambda: not faults_waiting(any_demo))
    killed = worker_of(any_demo)
    os.killpg(killed.pid, signal.SIGKILL)
    assert not is_mirrored(any_demo)
    wait_until(lambda: is_mirrored(any_demo))
    assert worker_of(any_demo).pid != killed.pid
