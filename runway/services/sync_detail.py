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
    (row,) = service.rows([business], lags_of([business], now, WEEK), now)
    return BusinessPage(
        at=local(now, business) or now,
        row=row,
        entities=tuple(_entity(entity, row.health, business, now) for entity in detail.entities),
        runs=tuple(_run(run, business) for run in detail.runs),
        day=lanes_of([business], now, Span.DAY, business.timezone),
        month=lanes_of([business], now, Span.MONTH, business.timezone),
        quality=quality_panel(detail.quality, business),
    )


def _entity(known: EntityDetail, health: Health, business: Business, now: datetime) -> EntityRow:
    return EntityRow(
        name=words.documents(known.status.entity),
        rows=known.status.rows,
        as_of=_as_of(known, health, business, now),
        is_weekly=known.is_weekly,
        last_change=local(known.last_change_at, business),
        changes=known.lags.changes,
        within=known.lags.within_15_min,
        usual=known.lags.usual,
        quarantined=known.status.quarantined,
        why=known.unavailable,
        drift=", ".join(known.drift),
    )


def _as_of(known: EntityDetail, health: Health, business: Business, now: datetime) -> AsOf:
    """As that of the business; what is read weekly is late only after a week and a day."""
    found = planned_as_of(known.status.as_of, health, now, business)
    if known.is_weekly and found.age is not None:
        return replace(found, level=Age.FRESH if found.age <= WEEKLY_LATE else Age.LATE)
    return found


def _run(run: Ran, business: Business) -> RunRow:
    return RunRow(
        kind=run.kind.label,
        pill=STATES[run.state],
        at=local(run.at, business) or run.at,
        took=words.duration(run.took.total_seconds() * 1000) if run.took is not None else "",
        calls=run.calls,
        changed=run.changed,
        error=run.error,
    )
