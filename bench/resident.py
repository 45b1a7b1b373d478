"""What RowCol does for a bench in its town: `python -m bench.resident CHORE`; the last line is one JSON object."""

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rowcol.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.town import EMAIL, PASSWORD  # noqa: E402
from core import clock  # noqa: E402
from core.models import Business, Firm, Membership, Role, User  # noqa: E402
from runway.services import standing  # noqa: E402
from sandbox.approve import approve  # noqa: E402
from sync import connect, deliveries  # noqa: E402
from sync.orchestrators import mirror  # noqa: E402

KINDS = ("agency", "construction", "professional", "ecommerce", "consulting")
FOUND_SECONDS = 120
CALLBACK = "http://localhost/connect/callback/"


def settle(count: int, founding: dict[str, Any]) -> dict[str, Any]:
    """So many more businesses of one firm, by turns of every kind: founded, connected by real consents, mirrored."""
    call_command("migrate", verbosity=0)
    there = Business.objects.count()
    made = [_business(number) for number in range(there, there + count)]
    connections.close_all()  # each process below has its own
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as processes:
        realms = list(processes.map(_move_in, made, range(there, there + count), [founding] * count))
    settlers = [
        {"pk": business, "slug": f"bench-{there + number}", "realm": realm}
        for number, (business, realm) in enumerate(zip(made, realms, strict=True))
    ]
    return {"settlers": settlers}


def take() -> dict[str, int]:
    """Take apart, in one go, what deliveries wait."""
    return {"deliveries": deliveries.take_in(clock.now())}


def poll(slug: str, times: int) -> dict[str, Any]:
    """Ask so many times for the changes of a business that has none; what each took, in seconds and statements."""
    business, took, statements = Business.objects.get(slug=slug), [], []
    for _ in range(times):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as said:
            mirror.pull_changes(business)
        took.append(time.perf_counter() - began)
        statements.append(len(said))
    return {"seconds": took, "queries": statements}


def look(paths: dict[str, str]) -> dict[str, int]:
    """How many statements each page takes, the second time that it is looked at."""
    browser = Client()
    browser.force_login(User.objects.get(email=EMAIL))
    for path in paths.values():
        browser.get(path, headers={"host": "localhost"})
    return {name: _statements(browser, path) for name, path in paths.items()}


def _statements(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as said:
        browser.get(path, headers={"host": "localhost"})
    return len(said)


def _business(number: int) -> int:
    firm, new = Firm.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    if new:
        user = User.objects.create_superuser(EMAIL, PASSWORD, name="Bench")
        Membership.objects.create(user=user, firm=firm, role=Role.FIRM_ADMIN)
    return int(Business.objects.create(firm=firm, name=f"Bench {number}", slug=f"bench-{number}").pk)


def _move_in(pk: int, number: int, founding: dict[str, Any]) -> str:
    """One business's company founded, connected and read; its realm."""
    business = Business.objects.get(pk=pk)
    body = {"kind": KINDS[number % len(KINDS)], "seed": number + 1, **founding}
    address = f"{settings.SANDBOX_URL}/_sandbox/companies"
    with urlopen(Request(address, json.dumps(body).encode()), timeout=FOUND_SECONDS) as answer:
        realm = str(json.load(answer)["realm"])
    yes = approve(connect.authorize_url(business, CALLBACK), realm=realm)
    connect.finish(dict(parse_qsl(urlsplit(yes).query)))
    mirror.backfill(business)
    standing.refresh(business, clock.now())
    return realm


CHORES: dict[str, Callable[..., dict[str, Any]]] = {
    chore.__name__: chore for chore in (settle, take, poll, look)
}

if __name__ == "__main__":
    print(json.dumps(CHORES[sys.argv[1]](*map(json.loads, sys.argv[2:]))))
