"""What a bench leaves behind: nothing, even when it is killed."""

import subprocess
import sys
from pathlib import Path

import psutil
from django.conf import settings

SERVER = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"


def test_a_sandbox_and_its_folder_go_with_the_bench(tmp_path: Path) -> None:
    """A killed process closes its end of the pipe, as this test does."""
    folder = tmp_path / "books"
    folder.mkdir()
    command = [sys.executable, "-m", "bench.guard", str(folder), sys.executable, "-c", SERVER]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=settings.ROOT, stdin=pipe, stdout=pipe, text=True) as guard:
        assert guard.stdout
        server = int(guard.stdout.readline())
        assert psutil.pid_exists(server)
    assert guard.returncode == 0
    assert not psutil.pid_exists(server)
    assert not folder.exists()
