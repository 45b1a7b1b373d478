"""Flow: mirrored. Everything that sync knows of one business, for the page on which an operator looks closer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.mirror import mirror_named
from core.models import Business
from sync.models import EntityState
from sync.orchestrators.health import BusinessStatus, EntityStatus, sync_status
from sync.orchestrators.lags import Lags, lags_by_entity
from sync.orchestrators.pulls import Ran, is_quiet, last_runs
from sync.orchestrators.quality import Quality, quality_of

RUNS_SHOWN, RUNS_READ = 15, 300


@dataclass(frozen=True, slots=True)
class EntityDetail:
    """One entity. `drift` are JSON keys that came after its first reading; `unavailable` says why QBO gives none.

    Changes do not carry the weekly ones: they are read whole once a week.
    """

    status: EntityStatus
    is_weekly: bool
    last_change_at: datetime | None
    unavailable: str
    drift: tuple[str, ...]
    lags: Lags


@dataclass(frozen=True, slots=True)
class BusinessDetail:
    """One business, entity by entity, with its latest runs and how its data held together day by day.

    `quiet` of the runs looked through found nothing.
    """

    status: BusinessStatus
    entities: tuple[EntityDetail, ...]
    runs: tuple[Ran, ...]
    quiet: int
    quality: Quality


def detail_of(business: Business, now: datetime, days: int) -> BusinessDetail:
    """One business as it stands; lags are of so many days. A fixed number of queries."""
    (status,) = sync_status(now, [business])
    states = {state.entity: state for state in EntityState.objects.filter(business=business).defer("keys")}
    lags = lags_by_entity(business, now, days)
    entities = tuple(_entity(entity, states, lags) for entity in status.entities)
    runs = last_runs(business, RUNS_READ)
    told = [run for run in runs if not is_quiet(run)]
    return BusinessDetail(
        status, entities, tuple(told[:RUNS_SHOWN]), len(runs) - len(told), quality_of(business, now)
    )


def _entity(
    status: EntityStatus, states: Mapping[str, EntityState], lags: Mapping[str, Lags]
) -> EntityDetail:
    model = mirror_named(status.entity)
    weekly = model is not None and not model.qbo.in_cdc
    state, known = states.get(status.entity), lags.get(status.entity, Lags())
    if state is None:
        return EntityDetail(status, weekly, None, "", (), known)
    return EntityDetail(status, weekly, state.last_change_at, state.unavailable, tuple(state.drift), known)
