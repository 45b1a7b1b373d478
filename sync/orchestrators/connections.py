"""Flow: mirrored. How each business stands with its QBO company, and how far the first read of its books is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings

from core.mirror import mirrors
from core.models import Business, CompanyInfo
from core.moment import one_moment
from sync.models import OPEN_STATES, EntityState, Feed, FeedKind, RunKind, RunState, SyncRun
from sync.orchestrators.freshness import Facts, facts_of


class ConnectionState(StrEnum):
    """What there is between a business and QBO."""

    NEVER = "never"
    LIVE = "live"
    BROKEN = "broken"
    ENDED = "ended"
    ELSEWHERE = "elsewhere"


class Stage(StrEnum):
    """Where the first read of the books stands."""

    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """One business's connection. `company` is the name that QBO gave; `is_read` says whether its books are whole."""

    state: ConnectionState
    realm_id: str = ""
    company: str = ""
    environment: str = ""
    connected_at: datetime | None = None
    stopped_at: datetime | None = None
    consent_ends_at: datetime | None = None
    why: str = ""
    as_of: datetime | None = None
    last_ok_at: datetime | None = None
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class EntityLoad:
    """How far one entity is: objects read so far, whether to the end, and QBO's words where it is not given."""

    entity: str
    read: int
    is_whole: bool
    has_begun: bool
    not_given: str


@dataclass(frozen=True, slots=True)
class FirstRead:
    """The first read of the books; `error` and `next_try_at` belong to one that failed."""

    stage: Stage
    entities: tuple[EntityLoad, ...]
    started_at: datetime | None = None
    calls: int = 0
    error: str = ""
    next_try_at: datetime | None = None


def connections_of(businesses: Iterable[Business]) -> dict[int, ConnectionFacts]:
    """Every business's connection by primary key. Five queries, however many there are."""
    asked = list(businesses)
    with one_moment():
        named = CompanyInfo.objects.filter(business__in=asked, deleted_at=None)
        names = dict(named.values_list("business_id", "name"))
        return {key: _facts(found, names.get(key) or "") for key, found in facts_of(asked).items()}


def first_read_of(business: Business) -> FirstRead:
    """How far the first read is, by what its run, its feed and its entities say. Three queries."""
    with one_moment():
        run = SyncRun.objects.filter(business=business, kind=RunKind.BACKFILL).first()
        feed = Feed.objects.filter(business=business, kind=FeedKind.BACKFILL).first()
        states = {state.entity: state for state in EntityState.objects.filter(business=business)}
    entities = tuple(_load(model.qbo.name, states, run) for model in mirrors())
    stage = _stage(entities, run, feed)
    failed = feed if stage is Stage.FAILED else None
    return FirstRead(
        stage,
        entities,
        started_at=run.started_at if run else None,
        calls=run.calls if run else 0,
        error=failed.last_error if failed else "",
        next_try_at=failed.next_at if failed else None,
    )


def _facts(facts: Facts, company: str) -> ConnectionFacts:
    connection, changes = facts.connection, facts.feeds.get(FeedKind.CHANGES)
    if connection is None:
        return ConnectionFacts(ConnectionState.NEVER)
    return ConnectionFacts(
        _state(facts),
        realm_id=connection.realm_id,
        company=company,
        environment=connection.environment,
        connected_at=connection.connected_at,
        stopped_at=connection.ended_at or connection.broken_at,
        consent_ends_at=connection.refresh_ends_at,
        why=connection.broken_why,
        as_of=facts.as_of(),
        last_ok_at=changes.last_ok_at if changes else None,
        is_read=not facts.missing(),
    )


def _state(facts: Facts) -> ConnectionState:
    connection = facts.connection
    if connection is None:
        return ConnectionState.NEVER
    if connection.ended_at:
        return ConnectionState.ENDED
    if connection.broken_at:
        return ConnectionState.BROKEN
    return (
        ConnectionState.LIVE
        if connection.environment == settings.QBO_ENVIRONMENT
        else ConnectionState.ELSEWHERE
    )


def _load(entity: str, states: Mapping[str, EntityState], run: SyncRun | None) -> EntityLoad:
    """Objects of what is whole are counted; what is under way goes by the run's tally, overlaps and all."""
    state, tally = states.get(entity), (run.tallies if run else {}).get(entity, {})
    whole = state is not None and state.backfilled_at is not None
    read = state.rows if state and whole else tally.get("read", 0)
    begun = whole or bool(tally) or bool(state and state.page_from)
    return EntityLoad(entity, read, whole, begun, state.unavailable if state else "")


def _stage(entities: tuple[EntityLoad, ...], run: SyncRun | None, feed: Feed | None) -> Stage:
    if all(entity.is_whole for entity in entities):
        return Stage.DONE
    if run is not None and run.state in OPEN_STATES:
        return Stage.RUNNING if run.state == RunState.RUNNING else Stage.WAITING
    return Stage.FAILED if feed is not None and feed.failures else Stage.WAITING
