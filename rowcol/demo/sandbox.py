"""The QuickBooks companies next door: a process of its own, its consent page answered for the person."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

from django.conf import settings

from rowcol.demo.children import Child
from rowcol.demo.trouble import DemoTrouble

BUSINESS = "Fernhill Studio"
REALM = "9130357992221046"
FOUND_SECONDS = 120
SEED = 7


@dataclass(frozen=True)
class Company:
    """A company of the demo: what kind it is, its name and realm, whether its payroll can be read."""

    kind: str
    name: str
    realm: str
    hidden_payroll: bool = False
    days: int = 730


AGENCY = Company("agency", BUSINESS, REALM)
COMPANIES = (
    AGENCY,
    Company("construction", "Granite & Sons Builders", "9130357992221047"),
    Company("professional", "Larkin Osei & Vance", "9130357992221048"),
    Company("ecommerce", "Larkspur Outfitting", "9130357992221049"),
    Company("consulting", "Harbourline Advisory", "9130357992221050", hidden_payroll=True),
)
FREE = Company("agency", "Copperline Goods", "9130357992221051", days=120)
"""In the sandbox alone: a person connects it, or mistakes it for another client's company. Short, so quickly read."""

READY = re.compile(r"sandbox ready on (http://[^ ]+)")


@dataclass(frozen=True)
class Sandbox:
    """A sandbox that answers: its process, its address, the first company in it."""

    child: Child
    url: str
    realm: str = REALM


@contextmanager
def running_sandbox(
    data: Path, port: int, logs: Path, companies: Sequence[Company] = (AGENCY,), webhook_url: str = ""
) -> Iterator[Sandbox]:
    """A sandbox over the books in `data`, stopped at the end; it founds companies that are not there. Port 0 is any.

    It rings at `webhook_url` for what happens in the books; without one, where it was told to ring before.
    """
    child = _sandbox(data, port, logs, webhook_url)
    child.start()
    try:
        child.wait_until(lambda: _address(child) is not None, FOUND_SECONDS)
        url = _address(child) or ""
        _found_missing(url, companies)
        yield Sandbox(child, url)
    finally:
        child.stop()


def _found_missing(url: str, companies: Sequence[Company]) -> None:
    address = f"{url}/_sandbox/companies"
    there = {company["realm"] for company in _control(address)["companies"]}
    for company in companies:
        if company.realm not in there:
            _control(address, {**asdict(company), "seed": SEED})


def _control(address: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the sandbox's control API says, asked, or told when there is a body."""
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(address, data), timeout=FOUND_SECONDS) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except HTTPError as error:
        raise DemoTrouble(f"The sandbox refused to found a company: {error.read().decode()}") from error


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


def _sandbox(data: Path, port: int, logs: Path, webhook_url: str) -> Child:
    options = {
        "--port": str(port),
        "--data": str(data),
        "--kind": AGENCY.kind,
        "--seed": str(SEED),
        "--name": BUSINESS,
        "--realm": REALM,
        "--app-name": "RowCol",
        "--client-id": settings.QBO_CLIENT_ID,
        "--client-secret": settings.QBO_CLIENT_SECRET,
    }
    if webhook_url:
        options |= {"--webhook-url": webhook_url, "--webhook-verifier": settings.QBO_WEBHOOK_VERIFIER[0]}
    return Child(
        "sandbox", ["sandbox", *(word for pair in options.items() for word in pair)], settings.ROOT, logs
    )


def _address(child: Child) -> str | None:
    found = READY.search(child.log.read_text(errors="replace"))
    return found.group(1) if found else None
