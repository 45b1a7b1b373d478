"""One measured process: `python -m bench.worker ROAD`; its last line is one JSON object of figures."""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rowcol.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from ap.models import Bill  # noqa: E402
from ar.models import Invoice  # noqa: E402
from bench import rivals  # noqa: E402
from bench.stage import REALM  # noqa: E402
from core.mirror import Mirror  # noqa: E402
from core.models import Business, Firm  # noqa: E402
from rowcol.demo.sandbox import consent  # noqa: E402
from rowcol.embedded import EmbeddedPostgres  # noqa: E402
from sync import connect, entities  # noqa: E402
from sync.orchestrators import mirror  # noqa: E402

MODELS: list[type[Mirror]] = [Bill, Invoice]


def database() -> dict[str, str]:
    """How to reach the configured database."""
    if not settings.DATABASE_URL:
        EmbeddedPostgres(settings.VAR).start()
    found = connection.get_connection_params()
    return {key: str(found[key]) for key in ("dbname", "user", "host", "port", "password") if found.get(key)}


def connect_business() -> dict[str, str]:
    """Tables, a business, and its consent at the sandbox."""
    call_command("migrate", verbosity=0)
    business = Business.objects.create(
        firm=Firm.objects.create(name="Bench", slug="bench"), name="Bench", slug="bench"
    )
    connect.finish(consent(connect.authorize_url(business, "http://localhost/callback/"), REALM))
    return {"slug": business.slug}


def product() -> dict[str, float]:
    """The backfill of bills and invoices over HTTP, as any worker does it."""
    business = _emptied()
    took = _timed(lambda: mirror.backfill(business, only=MODELS))
    return _figures(sum(model.objects.of(business).count() for model in MODELS), took)


def floor() -> dict[str, float]:
    """The same pages downloaded through the same gate, their raw JSON copied into a table, and nothing else."""
    business = _emptied()
    questions = [question for model in MODELS for question in rivals.questions(business, model)]
    rivals.make_heap()
    counted: list[int] = []
    took = _timed(lambda: counted.append(rivals.copy_raw(business, questions)))
    return _figures(counted[0], took)


def replay(pages: str) -> dict[str, float]:
    """Pages held in memory: our merge against the two ways that Django offers, in objects a second."""
    business = _emptied()
    held = rivals.hold(business, MODELS, int(pages))
    rates = {}
    for name, road, share in rivals.ROADS:
        taken = held[: max(1, len(held) // share)]
        _emptied()
        took = _timed(lambda road=road, taken=taken: road(business, taken))
        rates[name] = round(sum(len(page.objects) for _, page in taken) / took, 1)
    return rates


def _emptied() -> Business:
    business = Business.objects.get(slug="bench")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE ap_bill, ap_billline, ar_invoice")
    entities.start_over(business, MODELS)
    return business


def _timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _figures(objects: int, seconds: float) -> dict[str, float]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "objects": objects,
        "seconds": seconds,
        "per_second": objects / seconds,
        "peak_mb": round(peak, 1),
    }


ROADS: dict[str, Callable[..., dict[str, Any]]] = {
    "database": database,
    "connect": connect_business,
    "product": product,
    "floor": floor,
    "replay": replay,
}

if __name__ == "__main__":
    print(json.dumps(ROADS[sys.argv[1]](*sys.argv[2:])))
