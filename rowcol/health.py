"""What load balancers and monitors ask: is the process alive, is its database there, does the background work run?"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from rowcol import startup
from sync import feeds, pulses
from sync.alerts import silence
from sync.models import PulseName


def process(_request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"process": "ok"})


def database(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers; else 503 with the line that says what to do."""
    said = startup.database_outage()
    return JsonResponse({"database": said or "ok"}, status=503 if said else 200)


@require_safe
@never_cache
def background(_request: HttpRequest) -> JsonResponse:
    """How long ago worker and beat showed life and how long the first feed has been due, in seconds.

    503 when one of them is silent, or never spoke; asking opens the alert and tells people of it, since nobody else
    may be left to do so. Names no business.
    """
    if said := startup.connection_outage():
        return JsonResponse({"status": "unknown", "database": said}, status=503)
    now = clock.now()
    silent = silence.watch(now)
    found = {"status": "silent" if silent else "ok", **_ages(now)}
    return JsonResponse(found, status=503 if silent else 200)


def _ages(now: datetime) -> dict[str, Any]:
    known = pulses.pulses()
    seconds = {name.value: _age(known.get(name), now) for name in (PulseName.WORKER, PulseName.BEAT)}
    first_due = feeds.due(now).values_list("next_at", flat=True).first()
    return {
        "age_seconds": seconds,
        "silent_after_seconds": pulses.silent_after().total_seconds(),
        "oldest_due_feed_seconds": _age(first_due, now),
    }


def _age(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else max(0, int((now - at).total_seconds()))
