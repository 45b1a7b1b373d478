"""How the project's commands end when something about them is cut short."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.prove
def test_a_command_whose_output_nobody_reads_ends_quietly() -> None:
    """As in `manage.py help | head -0`: the reader is gone before the first line is written."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "manage.py", "help"]
    with open(writer, "wb") as output:
        done = subprocess.run(
            command, cwd=settings.ROOT, stdout=output, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")
