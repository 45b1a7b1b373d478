"""Flow: mirrored. How each mirror is doing, computed from facts.

`compare_counts` alone follows the live flow: it counts the mirror against QBO itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Sum

from core.mirror import Mirror, mirrors
from core.models import Business
from sync.budget import Budget, BudgetPace, budget, is_late_by_budget
from sync.models import OPEN_STATES, ApiUsage, EntityState, Feed, FeedKind, RunKind, RunState, SyncRun
from sync.orchestrators.freshness import Facts, facts_of, freshness_of
from sync.orchestrators.lags import lags_of
from sync.runs import attempt
from sync.smart_sync import SmartSyncService

__all__ = [
    "BusinessHealth",
    "BusinessStatus",
    "EntityCount",
    "EntityStatus",
    "Health",
    "RunStatus",
    "compare_counts",
    "freshness_of",
    "healths_of",
    "sync_status",
]

PROMISE = timedelta(minutes=15)
GRACE = timedelta(minutes=5)
PACES = {
    BudgetPace.NORMAL: "background reads keep their pace.",
    BudgetPace.SLOW: "background reads are slowed.",
    BudgetPace.STOPPED: "background reads rest until next month.",
}
WEEK = 7


class Health(StrEnum):
    """What the facts of a business's feeds amount to."""

    FRESH = "fresh"
    LATE = "late"
    LATE_BUDGET = "late (budget)"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHealth:
    """One business's mirror as a whole; `as_of` and `age_seconds` are those of its oldest part.

    `reason` is why it is not fresh. `rows` are as last counted, `failures` those in a row since `last_ok_at`; calls are
    those of the UTC day. `is_paused` is said of any state, since a paused feed may also be disconnected.
    """

    slug: str
    name: str
    health: Health
    reason: str
    as_of: datetime | None
    age_seconds: int | None
    last_ok_at: datetime | None
    next_at: datetime | None
    failures: int
    last_error: str
    rows: int
    quarantined: int
    calls_today: int
    is_paused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessStatus(BusinessHealth):
    """The same with the work under way, with each entity, and with how changes of seven days came (shares 0 to 1)."""

    changes: int
    within_15_min: float | None
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


def sync_status(
    now: datetime, businesses: Iterable[Business] | None = None, *, count: bool = False
) -> list[BusinessStatus]:
    """These businesses, or all, by name. The number of queries is the same for any number of them.

    Rows are as last counted; `count` counts them now, with a query for each kind of mirror.
    """
    businesses = list(Business.objects.all() if businesses is None else businesses)
    facts, calls, runs, month = facts_of(businesses), calls_today(now), _open_runs(), budget(now)
    lags = lags_of(businesses, now, WEEK)
    if count:
        for model in mirrors():
            for key, rows in _rows_by_business(model, businesses):
                facts[key].rows[model.qbo.name] = rows
    return [
        BusinessStatus(
            **_health_facts(business, facts[business.pk], calls, month, now),
            changes=lags[business.pk].changes,
            within_15_min=lags[business.pk].within_15_min,
            runs=tuple(runs[business.pk]),
            entities=tuple(_entity_statuses(facts[business.pk], now)),
        )
        for business in businesses
    ]


def healths_of(businesses: Iterable[Business], now: datetime) -> Mapping[int, BusinessHealth]:
    """The health of many mirrors by business key. Seven queries, however many there are, and two more once a minute."""
    businesses = list(businesses)
    facts, calls, month = facts_of(businesses), calls_today(now), budget(now)
    return {b.pk: BusinessHealth(**_health_facts(b, facts[b.pk], calls, month, now)) for b in businesses}


def calls_today(now: datetime) -> Mapping[int, int]:
    """Calls spent on the UTC day by business key. One query."""
    spent = ApiUsage.objects.filter(day=now.date()).order_by()
    return dict(spent.values_list("business_id").annotate(Sum("calls")))


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


def health_of(facts: Facts, now: datetime, month: Budget | None = None) -> Health:
    """What the facts amount to; under this month's budget, where it is given."""
    return diagnosis(facts, now, month)[0]


def diagnosis(facts: Facts, now: datetime, month: Budget | None = None) -> tuple[Health, str]:
    """The health and why it is not fresh. Disconnected, paused and failing come before late, since they say why.

    Late: past the time at which the next pull of changes was due; with none planned, older than the promise. Late by
    the budget: it would have been due by now, had the budget not stretched its interval (DESIGN 4).
    """
    if not facts.is_connected():
        return Health.DISCONNECTED, _why_not_connected(facts)
    if facts.is_paused():
        return Health.PAUSED, "Changes are paused: nothing comes round until somebody resumes them."
    if failures := facts.failures():
        times = "The last pull failed" if failures == 1 else f"The last {failures} pulls failed"
        return Health.FAILING, f"{times}: {facts.last_error()}"
    if reason := _why_late(facts, now):
        return Health.LATE, reason
    if month is not None and _waits_for_the_budget(facts.feeds.get(FeedKind.CHANGES), month, now):
        return Health.LATE_BUDGET, f"{month.share:.0%} of this month's reads are used: {PACES[month.pace]}"
    return Health.FRESH, ""


def _waits_for_the_budget(changes: Feed | None, month: Budget, now: datetime) -> bool:
    """Whether the interval that the feed is in, without the stretch but no shorter than the promise, is over."""
    if changes is None or changes.last_ok_at is None or changes.next_at is None:
        return False
    interval = (changes.next_at - changes.last_ok_at) / max(month.stretch, 1.0)
    return is_late_by_budget(month, changes.last_ok_at, max(interval, PROMISE), now)


def _why_not_connected(facts: Facts) -> str:
    if facts.connection is None:
        return "Not connected to QuickBooks yet."
    if facts.connection.ended_at:
        return "Disconnected by a person; the mirror stays as last read."
    return facts.connection.broken_why or "QuickBooks accepts the consent no longer."


def _why_late(facts: Facts, now: datetime) -> str:
    as_of, changes = facts.as_of(), facts.feeds.get(FeedKind.CHANGES)
    if as_of is None:
        missing, kinds = len(facts.missing()), len(mirrors())
        return f"Not read to the end yet: {kinds - missing} of {kinds} kinds of object are."
    if changes is not None and changes.next_at:
        return "The next pull is overdue." if now > changes.next_at + GRACE else ""
    return "No pull is planned." if now > as_of + PROMISE else ""


def _health_facts(
    business: Business, facts: Facts, calls: Mapping[int, int], month: Budget, now: datetime
) -> dict[str, Any]:
    (health, reason), as_of, feed = diagnosis(facts, now, month), facts.as_of(), facts.main_feed()
    return {
        "slug": business.slug,
        "name": business.name,
        "health": health,
        "reason": reason,
        "as_of": as_of,
        "age_seconds": _age(as_of, now),
        "last_ok_at": feed and feed.last_ok_at,
        "next_at": feed.next_at if feed and facts.is_connected() and not facts.is_paused() else None,
        "failures": facts.failures(),
        "last_error": facts.last_error(),
        "rows": facts.rows.total(),
        "quarantined": facts.quarantined.total(),
        "calls_today": calls.get(business.pk, 0),
        "is_paused": facts.is_paused(),
    }


def _entity_statuses(facts: Facts, now: datetime) -> Iterator[EntityStatus]:
    for model in mirrors():
        name, as_of = model.qbo.name, _entity_as_of(facts, model)
        yield EntityStatus(name, facts.rows[name], as_of, _age(as_of, now), facts.quarantined[name])


def _entity_as_of(facts: Facts, model: type[Mirror]) -> datetime | None:
    """What changes carry is as new as their cursor; the rest as new as its own last reading."""
    backfilled_at = facts.backfilled.get(model.qbo.name)
    if backfilled_at is None or not model.qbo.in_cdc:
        return backfilled_at
    return facts.changes_as_of() or backfilled_at


def _open_runs() -> Mapping[int, list[RunStatus]]:
    """By business key, the longest open first. One query."""
    found = defaultdict(list)
    for run in SyncRun.objects.filter(state__in=OPEN_STATES).order_by("queued_at", "pk"):
        status = RunStatus(
            RunKind(run.kind), RunState(run.state), run.started_at or run.queued_at, run.worker, run.tallies
        )
        found[run.business_id].append(status)
    return found


def _rows_by_business(model: type[Mirror], businesses: list[Business]) -> Iterable[tuple[int, int]]:
    living = model.objects.filter(business__in=businesses, deleted_at=None)
    return living.order_by().values_list("business_id").annotate(Count("id"))


def _age(as_of: datetime | None, now: datetime) -> int | None:
    return None if as_of is None else max(0, int((now - as_of).total_seconds()))
