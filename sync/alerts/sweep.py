"""One look over everything: which causes hold now, kept in the book of alerts. Few queries, however many businesses."""

from collections.abc import Iterator
from datetime import datetime

from core.models import Business
from sync import pulses
from sync.alerts import book, consent, mirrors, oddities, silence
from sync.alerts.cause import AlertCause
from sync.models import PulseName
from sync.orchestrators.freshness import facts_of


def sweep(now: datetime) -> None:
    """Open what began, resolve what is over. The sweep is a task itself, so it also shows that tasks are done."""
    pulses.show(PulseName.TASKS)
    before = book.standing()
    book.settle(before, _all_causes(now), now)


def _all_causes(now: datetime) -> Iterator[AlertCause]:
    yield from silence.causes(pulses.pulses(), now)
    yield from oddities.drift(oddities.drifted())
    for business_id, facts in facts_of(Business.objects.all()).items():
        yield from mirrors.stale(business_id, facts, now)
        yield from mirrors.failing(business_id, facts)
        yield from oddities.quarantine(business_id, facts)
        if facts.connection is not None:
            yield from consent.causes(facts.connection, now)
