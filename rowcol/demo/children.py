"""The processes that the demo starts, watches and stops."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rowcol.demo.trouble import DemoTrouble

STOP_SECONDS = 15
# A child that lived this long is started again; one that dies sooner would only die again.
WORTH_RESTARTING_SECONDS = 30


class Child:
    """One Python process of ours, in a session of its own so that Ctrl-C reaches the demo alone."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        folder: Path,
        logs: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.log = logs / f"{name}.log"
        self._arguments = [sys.executable, "-m", *arguments]
        self._folder = folder
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0

    def start(self) -> None:
        """Start it with a fresh log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        self._launch()

    def _launch(self) -> None:
        self._started_at = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._arguments,
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def revive(self) -> None:
        """Start it once more. Raises DemoTrouble with its last lines when it died too young."""
        if time.monotonic() - self._started_at < WORTH_RESTARTING_SECONDS:
            raise self.trouble("stopped by itself")
        self._launch()

    def wait_until(self, is_ready: Callable[[], bool], seconds: float) -> None:
        """Return once it is ready. Raises DemoTrouble with its last lines when it dies or takes too long."""
        give_up_at = time.monotonic() + seconds
        while not is_ready():
            if not self.is_alive():
                raise self.trouble("stopped by itself")
            if time.monotonic() > give_up_at:
                raise self.trouble(f"was not ready after {seconds:.0f} s")
            time.sleep(0.1)

    def stop(self) -> None:
        """Ask it to end, and end it with all its own children when it does not."""
        if self._process is None:
            return
        if self.is_alive():
            self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def trouble(self, what: str) -> DemoTrouble:
        last = self.log.read_text(errors="replace").splitlines()[-8:] if self.log.exists() else []
        return DemoTrouble("\n".join([f"The {self.name} {what}. Its last lines ({self.log}):", *last]))
