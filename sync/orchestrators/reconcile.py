"""Flow: mirrored. The mirror held against the books: rows against objects, then totals against reports (DESIGN 5).

QBO -> SmartSyncService -> comparison -> merge -> mirror tables. Changes are pulled first, so that whatever differs
then, though it had time to arrive, is a difference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from core import clock
from core.mirror import DocumentMirror, Mirror, mirrors
from core.models import Business
from sync import balances, discrepancies, entities, feeds, remapping, runs
from sync.counting import counts_of
from sync.differences import Difference, tie
from sync.discrepancies import LookedAt
from sync.inspection import Inspection
from sync.intake import Intake, Progress, silent
from sync.judging import Knowledge
from sync.merge import Tally
from sync.models import Feed, FeedKind, RunKind, RunState, SyncRun
from sync.orchestrators.backfill import NOT_GIVEN
from sync.orchestrators.changes import NeverFilled, pull_changes
from sync.orchestrators.tie_out import Outcome, tie_out
from sync.orchestrators.tie_out import is_due as tie_out_is_due
from sync.smart_sync import SmartSyncService

A_NIGHT = 2


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What came of it: whether mirror and books agree now, what differed, and how much of that was repaired.

    Totals of books that were `moving` while they were compared agree or not: nobody knows, so they do not tie.
    """

    ties: bool
    differences: tuple[Difference, ...]
    repaired: int
    moving: bool = False


def reconcile(
    business: Business, *, everything: bool = True, today: date | None = None, progress: Progress = silent
) -> Reconciled:
    """Compare, repair, and write down what differed; `today` is the business's own unless it is given.

    Without `everything` two entities in turn and those whose counts differ are read whole; of the others, rows that do
    not follow their payload and documents that differed before. Raises `AlreadyRunning`, `NeverFilled`, or what QBO
    refuses; what was repaired stays so.
    """
    with feeds.pulling(business, FeedKind.RECONCILE, RunKind.RECONCILE) as run:
        until = _up_to_date(business)
        intake, gate = Intake(business, run, entities.states(business)), SmartSyncService(business, run=run)
        found, moving = [*_rows(intake, gate, until, everything, progress)], False
        if everything or tie_out_is_due(business, clock.now()):
            totals = _totals(intake, gate, today or clock.today(business))
            found, moving = [*found, *totals.differences], totals.moving
    return Reconciled(tie(found) and not moving, tuple(found), sum(one.repaired for one in found), moving)


def nightly(business: Business) -> Reconciled:
    """The part of it that a night takes."""
    return reconcile(business, everything=False)


def _up_to_date(business: Business) -> datetime:
    """Pull changes, or wait for who does; up to when the mirror may be expected to know them, on QBO's clock."""
    while True:
        try:
            pull_changes(business)
            break
        except runs.AlreadyRunning as joined:
            run = _ended(joined.run)
            if run.state == RunState.FAILED:
                raise runs.JoinedRunFailed(run.error) from None
            if run.state != RunState.LOST:
                break
    cursor = Feed.objects.get(business=business, kind=FeedKind.CHANGES).cursor
    if cursor is None:
        raise NeverFilled
    return cursor - timedelta(seconds=settings.SYNC_OVERLAP_SECONDS)


def _ended(run: SyncRun) -> SyncRun:
    for state in runs.follow(run):
        run = state
    return run


def _rows(
    intake: Intake, gate: SmartSyncService, until: datetime, everything: bool, progress: Progress
) -> Iterator[Difference]:
    given = [model for model in mirrors() if _is_read(intake, model)]
    whole = set(given if everything else [*_in_turn(intake, given), *_miscounted(intake, gate, given)])
    try:
        for model in sorted(given, key=lambda each: each.qbo.name):
            inspection = Inspection(intake, gate, model, _known(intake, model, until))
            _inspect(inspection, model in whole)
            yield from inspection.found
            progress(model.qbo.name, intake.tallies.get(model.qbo.name, Tally()), True)
    finally:
        intake.take_stock()


def _inspect(inspection: Inspection, whole: bool) -> None:
    """Compare an entity, or of it what is doubtful: rows unlike their payload, and what differed before.

    What was found is written down even where the rest of it could not be read.
    """
    intake, model, name = inspection.intake, inspection.model, inspection.model.qbo.name
    again, looked_at = discrepancies.documents(intake.business, name), LookedAt()
    try:
        if whole:
            inspection.whole()
            entities.compared(intake.states[name], clock.now())
            looked_at = LookedAt(entity=name)
        else:
            inspection.these({*remapping.suspects(intake.business, model), *again})
            looked_at = LookedAt(entity=name, ids=again)
    except NOT_GIVEN as why:
        runs.regret(intake.run, f"{name}: {why}")
    finally:
        discrepancies.record(intake.business, intake.run, inspection.found, looked_at)


def _totals(intake: Intake, gate: SmartSyncService, today: date) -> Outcome:
    """Totals against reports, once rows are what they should be; a night leaves it out where nothing has moved.

    What stood before stands on where the books moved meanwhile.
    """
    found = tie_out(intake, gate, today)
    if not found.moving:
        discrepancies.record(intake.business, intake.run, found.differences, LookedAt(totals=True))
    return found


def _is_read(intake: Intake, model: type[Mirror]) -> bool:
    state = intake.states[model.qbo.name]
    return not state.is_to_be_read() and not state.unavailable


def _in_turn(intake: Intake, given: list[type[Mirror]]) -> list[type[Mirror]]:
    """Those that were read whole longest ago."""

    def age(model: type[Mirror]) -> tuple[float, str]:
        at = intake.states[model.qbo.name].compared_at
        return (at.timestamp() if at else 0.0, model.qbo.name)

    return sorted(given, key=age)[:A_NIGHT]


def _miscounted(intake: Intake, gate: SmartSyncService, given: list[type[Mirror]]) -> Iterator[type[Mirror]]:
    """Entities of which QBO has another number than the mirror, what waits in quarantine counted either way."""
    counted = counts_of(gate, given)
    for model, there in counted.items():
        here = model.objects.of(intake.business).count()
        if not here <= there <= here + intake.states[model.qbo.name].quarantined:
            yield model


def _known(intake: Intake, model: type[Mirror], until: datetime) -> Knowledge:
    """Changes carry most entities; the rest is as old as its last reading. Balances move with any document."""
    if not model.qbo.in_cdc:
        return Knowledge(intake.states[model.qbo.name].backfilled_at or until)
    if model is not balances.Account:
        return Knowledge(until)
    moved = [
        at
        for each in mirrors()
        if issubclass(each, DocumentMirror) and (at := intake.states[each.qbo.name].last_change_at)
    ]
    return Knowledge(until, balances.DERIVED, max(moved, default=None))
