"""Flow: mirrored. How each mirror is doing, computed from facts.

`compare_counts` alone follows the live flow: it counts the mirror against QBO itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count

from core.mirror import Mirror, mirrors
from core.models import Business
from sync.models import OPEN_STATES, EntityState, FeedKind, RunKind, RunState, SyncRun
from sync.orchestrators.freshness import Facts, facts_of, freshness_of
from sync.runs import attempt
from sync.smart_sync import SmartSyncService

__all__ = [
    "BusinessStatus",
    "EntityCount",
    "EntityStatus",
    "Health",
    "RunStatus",
    "compare_counts",
    "freshness_of",
    "sync_status",
]

PROMISE = timedelta(minutes=15)
GRACE = timedelta(minutes=5)


class Health(StrEnum):
    """What the facts of a business's feeds amount to."""

    FRESH = "fresh"
    LATE = "late"
    FAILING = "failing"
    DISCONNECTED = "disconnected"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class EntityStatus:
    """One entity's mirror: live rows, the instant up to which it is known, its age, objects in quarantine."""

    entity: str
    rows: int
    as_of: datetime | None
    age_seconds: int | None
    quarantined: int


@dataclass(frozen=True, slots=True)
class RunStatus:
    """Work that is waiting or under way: since when, at whose hands, and its tallies so far by entity."""

    kind: RunKind
    state: RunState
    since: datetime
    worker: str
    tallies: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class BusinessStatus:
    """One business's mirror as a whole; `as_of` and `age_seconds` are those of its oldest part."""

    slug: str
    health: Health
    as_of: datetime | None
    age_seconds: int | None
    last_error: str
    runs: tuple[RunStatus, ...]
    entities: tuple[EntityStatus, ...]


@dataclass(frozen=True, slots=True)
class EntityCount:
    """How many objects of an entity QBO counts, and how many live ones the mirror holds."""

    entity: str
    source: int
    mirror: int

    @property
    def equal(self) -> bool:
        return self.source == self.mirror


def sync_status(now: datetime, businesses: Iterable[Business] | None = None) -> list[BusinessStatus]:
    """These businesses, or all, by name. The number of queries grows with the kinds of mirror, not with businesses."""
    businesses = list(Business.objects.all() if businesses is None else businesses)
    facts = facts_of(businesses)
    rows = {model: _rows_by_business(model, businesses) for model in mirrors()}
    runs = _open_runs()
    return [
        _business_status(
            business.slug,
            facts[business.pk],
            runs[business.pk],
            {m: found.get(business.pk, 0) for m, found in rows.items()},
            now,
        )
        for business in businesses
    ]


def compare_counts(business: Business) -> list[EntityCount]:
    """Every entity that QBO gives, counted there and here; one run, one call each. Raises `sync.errors.SyncError`."""
    states = EntityState.objects.filter(business=business)
    refused = set(states.exclude(unavailable="").values_list("entity", flat=True))
    with attempt(business, RunKind.LIVE) as run:
        gate = SmartSyncService(business, run=run)
        return [_counted(gate, model) for model in mirrors() if model.qbo.name not in refused]


def _counted(gate: SmartSyncService, model: type[Mirror]) -> EntityCount:
    here = model.objects.of(gate.business).count()
    return EntityCount(model.qbo.name, gate.count(model.qbo.name, model.qbo.where), here)


def health_of(facts: Facts, now: datetime) -> Health:
    """Disconnected, paused and failing come before late, since they say why.

    Late: past the time at which the next pull of changes was due; with none planned, older than the promise.
    """
    changes = facts.feeds.get(FeedKind.CHANGES)
    if not facts.is_connected():
        return Health.DISCONNECTED
    if changes is not None and changes.paused_at is not None:
        return Health.PAUSED
    if any(feed.failures for feed in facts.feeds.values()):
        return Health.FAILING
    as_of = facts.as_of()
    if as_of is None:
        return Health.LATE
    due = changes.next_at + GRACE if changes is not None and changes.next_at else as_of + PROMISE
    return Health.LATE if now > due else Health.FRESH


def _business_status(
    slug: str, facts: Facts, runs: list[RunStatus], rows: dict[type[Mirror], int], now: datetime
) -> BusinessStatus:
    as_of = facts.as_of()
    return BusinessStatus(
        slug=slug,
        health=health_of(facts, now),
        as_of=as_of,
        age_seconds=_age(as_of, now),
        last_error=facts.last_error(),
        runs=tuple(runs),
        entities=tuple(_entity_statuses(facts, rows, now)),
    )


def _entity_statuses(facts: Facts, rows: dict[type[Mirror], int], now: datetime) -> Iterator[EntityStatus]:
    for model, count in rows.items():
        name = model.qbo.name
        as_of = _entity_as_of(facts, model)
        yield EntityStatus(name, count, as_of, _age(as_of, now), facts.quarantined[name])


def _entity_as_of(facts: Facts, model: type[Mirror]) -> datetime | None:
    """What changes carry is as new as their cursor; the rest as new as its own last reading."""
    backfilled_at = facts.backfilled.get(model.qbo.name)
    changes = facts.feeds.get(FeedKind.CHANGES)
    if backfilled_at is None or not model.qbo.in_cdc or changes is None:
        return backfilled_at
    known = [at for at in (changes.cursor, changes.last_ok_at) if at is not None]
    return min(known, default=backfilled_at)


def _open_runs() -> Mapping[int, list[RunStatus]]:
    """By business key, the longest open first. One query."""
    found = defaultdict(list)
    for run in SyncRun.objects.filter(state__in=OPEN_STATES).order_by("queued_at", "pk"):
        status = RunStatus(
            RunKind(run.kind), RunState(run.state), run.started_at or run.queued_at, run.worker, run.tallies
        )
        found[run.business_id].append(status)
    return found


def _rows_by_business(model: type[Mirror], businesses: list[Business]) -> dict[int, int]:
    living = model.objects.filter(business__in=businesses, deleted_at=None)
    return dict(living.order_by().values_list("business_id").annotate(Count("id")))


def _age(as_of: datetime | None, now: datetime) -> int | None:
    return None if as_of is None else max(0, int((now - as_of).total_seconds()))
