"""Flow: mirrored. One business's sync, looked at closely: each entity, the latest runs, lanes of a day and a month."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.models import Business
from runway import words
from runway.services.connect_page import Pill
from runway.services.digest_page import Age, AsOf
from runway.services.sync import WEEK, SyncService, local, planned_as_of
from runway.services.sync_lanes import lanes_of
from runway.services.sync_page import BusinessPage, EntityRow, RunRow, Span
from runway.services.sync_quality import quality_panel
from sync.orchestrators.detail import EntityDetail, detail_of
from sync.orchestrators.health import Health
from sync.orchestrators.lags import lags_of
from sync.orchestrators.pulls import Ran, RunState

WEEKLY_LATE = timedelta(days=8)
STATES = {
    RunState.QUEUED: Pill("grey", "Queued"),
    RunState.RUNNING: Pill("info", "Running"),
    RunState.DONE: Pill("green", "Done"),
    RunState.PARTIAL: Pill("amber", "Partial"),
    RunState.FAILED: Pill("red", "Failed"),
    RunState.LOST: Pill("red", "Lost"),
}


def business_page(service: SyncService, business: Business, now: datetime) -> BusinessPage:
    """The page of one business, as one person sees it."""
    detail = detail_of(business, now, WEEK)
    zone = business.timezone
    (row,) = service.rows([business], lags_of([business], now, WEEK), now, zone)
    entities = [_entity(entity, row.health, zone, now) for entity in detail.entities]
    return BusinessPage(
        at=local(now, zone) or now,
        row=row,
        entities=tuple(filter(_is_to_be_told, entities)),
        unchanged=tuple(entity for entity in entities if not _is_to_be_told(entity)),
        kinds=tuple(sorted(entity.status.entity for entity in detail.entities)),
        runs=tuple(_run(run, zone) for run in detail.runs),
        quiet=detail.quiet,
        day=lanes_of([business], now, Span.DAY, zone),
        month=lanes_of([business], now, Span.MONTH, zone),
        quality=quality_panel(detail.quality, business),
    )


def _is_to_be_told(entity: EntityRow) -> bool:
    """Whether there is more to say of it than how many rows it has and how old they are."""
    return bool(entity.changes or entity.quarantined or entity.why or entity.drift)


def _entity(known: EntityDetail, health: Health, zone: str, now: datetime) -> EntityRow:
    return EntityRow(
        name=words.documents(known.status.entity),
        rows=known.status.rows,
        as_of=_as_of(known, health, zone, now),
        is_weekly=known.is_weekly,
        last_change=local(known.last_change_at, zone),
        changes=known.lags.changes,
        within=known.lags.within_15_min,
        usual=known.lags.usual,
        quarantined=known.status.quarantined,
        why=known.unavailable,
        drift=", ".join(known.drift),
    )


def _as_of(known: EntityDetail, health: Health, zone: str, now: datetime) -> AsOf:
    """As that of the business; what is read weekly is late only after a week and a day."""
    found = planned_as_of(known.status.as_of, health, now, zone)
    if known.is_weekly and found.age is not None:
        return replace(found, level=Age.FRESH if found.age <= WEEKLY_LATE else Age.LATE)
    return found


def _run(run: Ran, zone: str) -> RunRow:
    return RunRow(
        kind=run.kind.label,
        pill=STATES[run.state],
        at=local(run.at, zone) or run.at,
        took=words.duration(run.took.total_seconds() * 1000) if run.took is not None else "",
        calls=run.calls,
        changed=run.changed,
        error=run.error,
    )
