"""Flow: mirrored. Reading everything that has not been read yet, page by page, resumable after any page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from core import clock, storage
from core.mirror import Mirror, mirrors
from core.models import Business
from sync import census, entities, feeds, generations, runs, tokens
from sync.ahead import read_ahead
from sync.errors import NotPermitted, Refused
from sync.intake import Intake, Progress, silent
from sync.models import FeedKind, RunKind, SyncRun
from sync.paging import PageRead, Place, pages
from sync.smart_sync import SmartSyncService

NOT_GIVEN = (NotPermitted, Refused)
EVERY_COMPANY_ANSWERS = "SELECT * FROM CompanyInfo"


@dataclass(frozen=True)
class Unavailable:
    """An entity that QBO does not give this company, and its words."""

    model: type[Mirror]
    why: str


def backfill(
    business: Business, *, progress: Progress = silent, only: Iterable[type[Mirror]] = (), full: bool = False
) -> SyncRun:
    """Read what has not been read yet, or all of it afresh when `full`; returns the finished run.

    Entities that QBO does not give this company leave the run `partial` with the reason; all else that fails raises
    `SyncError` after the run has been closed, and the next backfill goes on where this one stopped. `NotConnected`
    where no consent stands: no run is opened then.
    """
    tokens.insist_connected(business)
    wanted = list(only) or mirrors()
    with feeds.pulling(business, FeedKind.BACKFILL, RunKind.BACKFILL) as run:
        if full:
            entities.start_over(business, wanted)
        _read_all(Intake(business, run, entities.states(business)), wanted, progress)
    return run


def _read_all(intake: Intake, wanted: list[type[Mirror]], progress: Progress) -> None:
    changes = feeds.feed_of(intake.business, FeedKind.CHANGES)
    unread = [model for model in wanted if intake.states[model.qbo.name].is_to_be_read()]
    sources, refused = [_pages_of(intake, model) for model in unread], []
    for page in read_ahead(sources, threads=settings.SYNC_PARALLEL, depth=settings.SYNC_PARALLEL):
        if isinstance(page, Unavailable):
            refused.append(page)
            continue
        feeds.start_at(changes, page.at)
        _take(intake, page)
        progress(page.model.qbo.name, intake.tallies[page.model.qbo.name], page.next_place is None)
    _set_aside(intake, refused)
    census.settle(intake, SmartSyncService(intake.business, run=intake.run))
    intake.take_stock()
    storage.refresh_statistics(unread)
    generations.bump(intake.business.pk)  # whole now, even where the last of it was empty


def _set_aside(intake: Intake, refused: list[Unavailable]) -> None:
    """Go on without what was refused. A company that refuses everything is shut, not empty: that is raised."""
    if refused:
        SmartSyncService(intake.business, run=intake.run).query(EVERY_COMPANY_ANSWERS)
    for one in refused:
        entities.set_aside(intake.states[one.model.qbo.name], one.why, clock.now())
        runs.regret(intake.run, f"{one.model.qbo.name}: {one.why}")


def _take(intake: Intake, page: PageRead) -> None:
    """Merge one page and keep the place of the next, together."""
    state = intake.states[page.model.qbo.name]
    with transaction.atomic():
        intake.add(page.model, page.decoded, page.at)
        if page.next_place:
            entities.keep_place(state, page.next_place)
        else:
            intake.finish(page.model, page.at)


def _pages_of(intake: Intake, model: type[Mirror]) -> Iterator[PageRead | Unavailable]:
    state, gate = intake.states[model.qbo.name], SmartSyncService(intake.business, run=intake.run)
    try:
        yield from pages(gate, model, Place(state.page_from, state.page_position), settings.SYNC_PAGE_SIZE)
    except NOT_GIVEN as why:
        yield Unavailable(model, str(why))
