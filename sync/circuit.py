"""The circuit to a QBO company: after many calls in a row without an answer it is left alone, by all workers together.

The circuit opens after STREAK failures, for 15 seconds and then twice as long each time, five minutes at most, with
jitter. Then one call is let through; QBO's answer, whatever it says, closes it.
"""

import random
from datetime import datetime, timedelta

from core import clock
from sync import sql
from sync.errors import CircuitOpen
from sync.models import Circuit

# Where three calls in ten fail by chance, 16 in a row come once in 0.3 ** -16, 230 million calls: a bad day never opens
# it. Where nothing answers, two pieces of background work have been given up by then, or a handful of pages.
STREAK = 16
FIRST, LONGEST = timedelta(seconds=15), timedelta(minutes=5)
PROBE_SECONDS = 90.0  # a probe that says nothing for so long is replaced by another

_CIRCUITS = Circuit._meta.db_table
CLOSED = f"NOT EXISTS (SELECT FROM {_CIRCUITS} WHERE realm_id = %(realm)s AND open_until IS NOT NULL)"
ANSWERED = f"""
    UPDATE {_CIRCUITS} SET failures = 0, openings = 0, open_until = NULL, probed_at = NULL
    WHERE realm_id = %(realm)s AND failures > 0 AND %(answered)s
"""
_FAILED = f"""
    INSERT INTO {_CIRCUITS} AS circuit (realm_id, failures, openings) VALUES (%(realm)s, 1, 0)
    ON CONFLICT (realm_id) DO UPDATE SET failures = circuit.failures + 1
    RETURNING failures, openings, open_until, probed_at
"""


def enter(realm_id: str) -> None:
    """Go on while the circuit is closed, or as the one call that tries it; else CircuitOpen with the end in `until`."""
    now = clock.now()
    found = Circuit.objects.filter(realm_id=realm_id, open_until__isnull=False).first()
    if found is None or found.open_until is None:
        return
    if found.open_until <= now and _probe(found, now):
        return
    until = max(found.open_until, now + timedelta(seconds=1))
    raise CircuitOpen(f"{found.failures} calls in a row got no answer", until=until)


def failed(realm_id: str) -> None:
    """A call got no answer that means anything. Calls that were under way when it opened do not open it further."""
    row = sql.one(_FAILED, {"realm": realm_id})
    assert row is not None
    failures, openings, open_until, probed_at = row
    if failures < STREAK or (open_until is not None and probed_at is None):
        return
    seen = Circuit.objects.filter(realm_id=realm_id, openings=openings)
    seen.update(open_until=clock.now() + _span(openings), openings=openings + 1, probed_at=None)


def _probe(found: Circuit, now: datetime) -> bool:
    """Whether this call is the one that may try; the others wait until it has had its time."""
    mine = Circuit.objects.filter(pk=found.pk, open_until=found.open_until)
    return mine.update(open_until=now + clock.at_least(PROBE_SECONDS, real=PROBE_SECONDS), probed_at=now) == 1


def _span(openings: int) -> timedelta:
    return min(FIRST * 2 ** min(openings, 10), LONGEST) * random.uniform(0.8, 1.2)
