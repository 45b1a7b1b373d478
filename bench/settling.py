"""People move into a town: businesses founded, connected by real consents, and mirrored; the last line tells who."""

import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rowcol.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from core import clock  # noqa: E402
from core.models import Business, Firm, Membership, Role, User  # noqa: E402
from runway.services import standing  # noqa: E402
from sandbox.approve import approve  # noqa: E402
from sync import connect  # noqa: E402
from sync.orchestrators import mirror  # noqa: E402

KINDS = ("agency", "construction", "professional", "ecommerce", "consulting")
EMAIL, PASSWORD = "bench@rowcol.example", "a-long-password-for-benches"
FOUND_SECONDS = 120
CALLBACK = "http://localhost/connect/callback/"


def settle(count: int, founding: dict[str, Any]) -> list[dict[str, Any]]:
    """So many businesses of one firm, beside those that are there, by turns of every kind."""
    call_command("migrate", verbosity=0)
    there = Business.objects.count()
    made = [_business(number) for number in range(there, there + count)]
    connections.close_all()  # each process below has its own
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as processes:
        realms = list(processes.map(_move_in, made, range(there, there + count), [founding] * count))
    return [
        {"pk": business, "slug": f"bench-{there + number}", "realm": realm}
        for number, (business, realm) in enumerate(zip(made, realms, strict=True))
    ]


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


if __name__ == "__main__":
    print(json.dumps({"settlers": settle(int(sys.argv[1]), json.loads(sys.argv[2]))}))
