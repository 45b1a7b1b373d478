"""What RowCol does for a bench in its town: `python -m bench.resident CHORE`; the last line is one JSON object."""

import json
import math
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

from bench import many  # noqa: E402
from bench.town import EMAIL, PASSWORD  # noqa: E402
from core import clock  # noqa: E402
from core.models import Business, Firm, Membership, Role, User  # noqa: E402
from runway.services import standing  # noqa: E402
from sandbox.approve import approve  # noqa: E402
from sync import connect, deliveries, generations  # noqa: E402
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


def enlarge(slug: str, documents: int, still_open: int, rows: int) -> dict[str, Any]:
    """One settled business made to have so many documents, so many of them open, and others like it until the mirror
    has so many rows."""
    business = Business.objects.get(slug=slug)
    there = many.counted(business)
    many.multiply(business, math.ceil(max(documents / there["documents"], still_open / there["open"])))
    generations.bump(business.pk)
    large = many.counted(business)
    others = math.ceil(max(rows - many.counted()["rows"], 0) / large["rows"])
    many.mirror_again(business, [f"{business.name} {number + 1}" for number in range(others)])
    many.settle_down()
    began = time.perf_counter()
    standing.refresh(business, clock.now())
    return large | {"rows": many.counted()["rows"], "standing_seconds": round(time.perf_counter() - began, 2)}


def populate(slug: str, clients: int) -> dict[str, int]:
    """So many clients on the board, by turns like all that are there; their books stay where they are."""
    there = list(Business.objects.order_by("pk"))
    missing = max(clients - len(there), 0)
    many.resemble(Business.objects.get(slug=slug), [f"Client {number + 1}" for number in range(missing)])
    many.settle_down()
    return {"clients": Business.objects.count()}


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
    return {name: found["queries"] for name, found in look_into(paths).items()}


def look_into(paths: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Of each page, the second time that it is looked at: statements, milliseconds in them and elsewhere, size."""
    browser = Client()
    browser.force_login(User.objects.get(email=EMAIL))
    for path in paths.values():
        browser.get(path, headers={"host": "localhost"})
    return {name: _looked_into(browser, path) for name, path in paths.items()}


def look_after_a_change(slug: str, paths: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Of each page of a client, the first time that it is looked at after the books moved."""
    browser, business = Client(), Business.objects.get(slug=slug)
    browser.force_login(User.objects.get(email=EMAIL))
    theirs = {name: path for name, path in paths.items() if slug in path}
    for path in theirs.values():
        browser.get(path, headers={"host": "localhost"})
    generations.bump(business.pk)
    looked = {name: _looked_into(browser, path) for name, path in theirs.items()}
    return {
        name: {"first_ms": found["sql_ms"] + found["other_ms"], "first_queries": found["queries"]}
        for name, found in looked.items()
    }


def _looked_into(browser: Client, path: str) -> dict[str, Any]:
    timed = Timed()
    with connection.execute_wrapper(timed):
        began = time.perf_counter()
        page = browser.get(path, headers={"host": "localhost"})
        took = 1000 * (time.perf_counter() - began)
    return {
        "queries": timed.statements,
        "sql_ms": round(timed.milliseconds, 1),
        "other_ms": round(took - timed.milliseconds, 1),
        "kilobytes": round(len(page.content) / 1000),
    }


class Timed:
    """Counts the statements of a connection and the time until their first rows are there."""

    def __init__(self) -> None:
        self.statements, self.milliseconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *told: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*told)
        finally:
            self.statements += 1
            self.milliseconds += 1000 * (time.perf_counter() - began)


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
    chore.__name__: chore
    for chore in (settle, enlarge, populate, take, poll, look, look_into, look_after_a_change)
}

if __name__ == "__main__":
    print(json.dumps(CHORES[sys.argv[1]](*map(json.loads, sys.argv[2:]))))
