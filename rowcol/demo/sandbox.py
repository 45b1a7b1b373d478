"""The QuickBooks company next door: a process of its own, its consent page answered for the person."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

from rowcol.demo.children import Child
from rowcol.demo.trouble import DemoTrouble

BUSINESS = "Fernhill Studio"
REALM = "9130357992221046"
FOUND_SECONDS = 120
READY = re.compile(r"sandbox ready on (http://[^ ]+)")


@dataclass(frozen=True)
class Sandbox:
    """A sandbox that answers: its process, its address, the company in it."""

    child: Child
    url: str
    realm: str = REALM


@contextmanager
def running_sandbox(data: Path, port: int, logs: Path) -> Iterator[Sandbox]:
    """A sandbox over the books in `data`, founded where there are none; stopped at the end. Port 0 is any."""
    child = _sandbox(data, port, logs)
    child.start()
    try:
        child.wait_until(lambda: _address(child) is not None, FOUND_SECONDS)
        yield Sandbox(child, _address(child) or "")
    finally:
        child.stop()


def consent(authorize_url: str, realm: str = REALM) -> dict[str, str]:
    """What the browser brings back when a person says yes on the consent page: code, state, realmId."""
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "approve", authorize_url, "--realm", realm],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        raise DemoTrouble(f"The sandbox's consent page did not answer as expected: {done.stderr.strip()}")
    return dict(parse_qsl(urlsplit(done.stdout.strip()).query))


def _sandbox(data: Path, port: int, logs: Path) -> Child:
    options = {
        "--port": str(port),
        "--data": str(data),
        "--company": "agency",
        "--seed": "7",
        "--name": BUSINESS,
        "--realm": REALM,
        "--client-id": settings.QBO_CLIENT_ID,
        "--client-secret": settings.QBO_CLIENT_SECRET,
    }
    return Child(
        "sandbox", ["sandbox", *(word for pair in options.items() for word in pair)], settings.ROOT, logs
    )


def _address(child: Child) -> str | None:
    found = READY.search(child.log.read_text(errors="replace"))
    return found.group(1) if found else None
