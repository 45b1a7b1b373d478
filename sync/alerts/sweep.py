"""One look over everything: which causes hold now, kept in the book of alerts. Few queries, however many businesses."""

from collections.abc import Iterator
from datetime import datetime

from core.models import Business
from sync import pulses
from sync.alerts import book, budget, consent, differences, mirrors, oddities, quality, silence
from sync.alerts.cause import AlertCause
from sync.budget import budget as budget_of
from sync.models import PulseName
from sync.orchestrators.freshness import Facts, facts_of


def sweep(now: datetime) -> None:
    """Open what began, resolve what is over. The sweep is a task itself, so it also shows that tasks are done."""
    pulses.show(PulseName.TASKS)
    before = book.standing()
    book.settle(before, _all_causes(now), now)


def _all_causes(now: datetime) -> Iterator[AlertCause]:
    yield from silence.causes(pulses.pulses(), now)
    yield from budget.causes(budget_of(now))
    yield from oddities.drift()
    yield from differences.causes()
    businesses, seen = list(Business.objects.all()), quality.looks(now)
    yield from quality.causes_together(seen)
    known = facts_of(businesses)
    for business in businesses:
        yield from _causes_of(business, known[business.pk], now)
        yield from quality.causes(business, known[business.pk], seen)


def _causes_of(business: Business, facts: Facts, now: datetime) -> Iterator[AlertCause]:
    yield from mirrors.stale(business, facts, now)
    yield from mirrors.failing(business.pk, facts)
    yield from oddities.quarantine(business.pk, facts)
    if facts.connection is not None:
        yield from consent.causes(facts.connection, now)
