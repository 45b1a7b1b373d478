"""What load balancers and monitors ask: is the process alive, is its database there, does the background work run?"""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from rowcol import startup
from sync import deliveries, feeds, pulses
from sync.alerts import silence

LONGEST_UNREAD = timedelta(seconds=60)


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
    """How long ago workers and beat showed life, and how long feeds and webhooks have been waiting, in seconds.

    503 when one of them is silent, or never spoke; asking opens the alert and tells people of it, since nobody else
    may be left to do so. 503 too when a webhook has been left lying for more than a minute, since then nobody is told
    of anything though all are alive. Names no business.
    """
    if said := startup.connection_outage():
        return JsonResponse({"status": "unknown", "database": said}, status=503)
    now = clock.now()
    silent = silence.watch(now)
    unread = deliveries.oldest_unread()
    behind = unread is not None and now - unread > LONGEST_UNREAD
    status = "silent" if silent else "behind" if behind else "ok"
    found = {"status": status, **_ages(now), "oldest_unread_delivery_seconds": _age(unread, now)}
    return JsonResponse(found, status=200 if status == "ok" else 503)


def _ages(now: datetime) -> dict[str, Any]:
    known = pulses.pulses()
    seconds = {name.value: _age(known.get(name), now) for name in pulses.MAIN}
    first_due = feeds.due(now).values_list("next_at", flat=True).first()
    return {
        "age_seconds": seconds,
        "silent_after_seconds": pulses.silent_after().total_seconds(),
        "oldest_due_feed_seconds": _age(first_due, now),
    }


def _age(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else max(0, int((now - at).total_seconds()))
