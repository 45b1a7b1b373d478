"""Flow: hybrid. Documents read again while a person waits, written through the merge; the caller then reads the mirror.

Whatever goes wrong, the mirror stands, and the answer says as of when.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from core import clock
from core.mirror import Mirror, mirror_of
from core.models import Business
from sync import entities, runs
from sync.errors import SyncError
from sync.intake import Intake
from sync.links import read_at
from sync.models import RunKind
from sync.orchestrators.freshness import freshness_of
from sync.orchestrators.named import read_all
from sync.paging import Place, pages
from sync.smart_sync import SmartSyncService

Reads = Callable[[Intake, SmartSyncService], None]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Whether QBO answered in time, as of when the documents are known, and if it did not, why."""

    ok: bool
    at: datetime | None
    why: str = ""


def refresh(business: Business, entity: str, ids: Collection[str] = (), where: str = "") -> Refreshed:
    """Bring these objects of one entity up to date, or those that meet a condition of QBO's query language.

    Within QBO_LIVE_SECONDS, the lane of people. Raises KeyError for an entity that is not mirrored, nothing else.
    """
    if not where:
        return refresh_all(business, {entity: ids})
    return _in_time(business, lambda intake, gate: _read_where(intake, gate, mirror_of(entity), where))


def refresh_all(business: Business, wanted: Mapping[str, Collection[str]]) -> Refreshed:
    """The same for objects of several entities, one call for each; what was read a moment ago is not asked for."""
    named = {mirror_of(entity): _old(business, mirror_of(entity), ids) for entity, ids in wanted.items()}
    named = {model: ids for model, ids in named.items() if ids}
    if not named:
        return Refreshed(True, clock.now())
    return _in_time(business, lambda intake, gate: read_all(intake, gate, named))


def _in_time(business: Business, read: Reads) -> Refreshed:
    now = clock.now()
    try:
        with runs.attempt(business, RunKind.LIVE) as run:
            intake = Intake(business, run, entities.states(business))
            within = settings.QBO_LIVE_SECONDS
            read(intake, SmartSyncService(business, run=run, people=True, within=within))
    except SyncError as why:
        return Refreshed(False, freshness_of([business])[business.pk].as_of, str(why))
    return Refreshed(True, now)


def _read_where(intake: Intake, gate: SmartSyncService, model: type[Mirror], where: str) -> None:
    for page in pages(gate, model, Place(), settings.SYNC_PAGE_SIZE, where):
        with transaction.atomic():
            intake.add(model, page.decoded, page.at)
    intake.take_stock()


def _old(business: Business, model: type[Mirror], ids: Collection[str]) -> list[str]:
    """Those that were not read in the last QBO_LIVE_AGAIN_SECONDS: a page and its neighbours want the same ones."""
    now, young = clock.now(), timedelta(seconds=settings.QBO_LIVE_AGAIN_SECONDS)
    seen = read_at(business, model, ids)
    return sorted(
        qbo_id for qbo_id in set(ids) if qbo_id not in seen or not timedelta(0) <= now - seen[qbo_id] < young
    )
