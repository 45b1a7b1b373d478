"""Work that may wait is done by a process that the kernel lets run when no other wants to."""

import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.prove
PRIORITY = """
import os, sys
from rowcol.celery import app
before = os.nice(0)
app.Worker(queues=sys.argv[1], pool="solo", optimization="fair")
print(os.nice(0) - before)
"""


@pytest.mark.parametrize(("queues", "given_up"), [("chores", 10), ("bells", 0), ("pulls,bells,chores", 0)])
def test_only_a_worker_that_serves_nothing_else_gives_way(queues: str, given_up: int) -> None:
    command = [sys.executable, "-c", PRIORITY, queues]
    said = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.split() == [str(given_up)]
