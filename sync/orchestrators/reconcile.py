"""Flow: mirrored. The mirror held against the books: rows against objects, then totals against reports (DESIGN 5).

QBO -> SmartSyncService -> comparison -> merge -> mirror tables. Changes are pulled first, so that whatever differs
then, though it had time to arrive, is a difference.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from core import clock
from core.mirror import DocumentMirror, Mirror, mirrors
from core.models import Business
from sync import balances, discrepancies, entities, feeds, night, remapping, runs
from sync.batched import Batched
from sync.counting import counts_of
from sync.differences import Difference, tie
from sync.discrepancies import LookedAt
from sync.inspection import Inspection, Reads
from sync.intake import Intake, Progress, silent
from sync.judging import Knowledge
from sync.merge import Tally
from sync.models import Feed, FeedKind, RunKind, RunState, SyncRun
from sync.orchestrators.backfill import NOT_GIVEN
from sync.orchestrators.changes import NeverFilled, pull_changes, read_the_rest
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
        until = _up_to_date(business, in_turn=everything)
        intake, gate = Intake(business, run, entities.states(business)), SmartSyncService(business, run=run)
        rows = (
            _everything(intake, gate, until, progress)
            if everything
            else _night(intake, gate, until, progress)
        )
        found, moving = [*rows], False
        if everything or tie_out_is_due(business, clock.now()):
            totals = _totals(intake, gate, today or clock.today(business), pulled=not everything)
            found, moving = [*found, *totals.differences], totals.moving
    return Reconciled(tie(found) and not moving, tuple(found), sum(one.repaired for one in found), moving)


def nightly(business: Business) -> Reconciled:
    """The part of it that a night takes."""
    return reconcile(business, everything=False)


def _up_to_date(business: Business, *, in_turn: bool) -> datetime:
    """Pull changes, or wait for who does; up to when the mirror may be expected to know them, on QBO's clock."""
    while True:
        try:
            pull_changes(business, in_turn=in_turn)
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


def _everything(intake: Intake, gate: Reads, until: datetime, progress: Progress) -> Iterator[Difference]:
    given = _given(intake)
    return _rows(intake, gate, until, given, given, progress)


def _night(
    intake: Intake, gate: SmartSyncService, until: datetime, progress: Progress
) -> Iterator[Difference]:
    """Two entities in turn and those whose counts differ; then, as in a pull, balances and what changes leave out."""
    given = _given(intake)
    in_turn, rest = _in_turn(intake, given), night.rest(intake, clock.now())
    asks = night.asked(intake, gate, [each for each in given if each not in in_turn], {*in_turn, *rest})
    whole = [*in_turn, *_miscounted(intake, asks, given)]
    yield from _rows(intake, asks, until, given, whole, progress)
    try:
        _read_balances(intake, asks)
        read_the_rest(intake, asks, rest)
    finally:
        intake.take_stock()


def _read_balances(intake: Intake, asks: Batched) -> None:
    """From the night's call, unless a document that was seen since has made them due: then they are asked afresh."""
    changes = feeds.feed_of(intake.business, FeedKind.CHANGES)
    balances.read(intake, asks.gate if balances.are_due(changes) else asks, changes)


def _rows(
    intake: Intake,
    gate: Reads,
    until: datetime,
    given: Iterable[type[Mirror]],
    whole: Collection[type[Mirror]],
    progress: Progress,
) -> Iterator[Difference]:
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


def _totals(intake: Intake, gate: SmartSyncService, today: date, *, pulled: bool) -> Outcome:
    """Totals against reports, once rows are what they should be; a night leaves it out where nothing has moved.

    What stood before stands on where the books moved meanwhile.
    """
    found = tie_out(intake, gate, today, pulled=pulled)
    if not found.moving:
        discrepancies.record(intake.business, intake.run, found.differences, LookedAt(totals=True))
    return found


def _given(intake: Intake) -> list[type[Mirror]]:
    """What has been read to its end and is not withheld."""
    states = intake.states
    return [
        each
        for each in mirrors()
        if not states[each.qbo.name].is_to_be_read() and not states[each.qbo.name].unavailable
    ]


def _in_turn(intake: Intake, given: list[type[Mirror]]) -> list[type[Mirror]]:
    """Those that were read whole longest ago."""

    def age(model: type[Mirror]) -> tuple[float, str]:
        at = intake.states[model.qbo.name].compared_at
        return (at.timestamp() if at else 0.0, model.qbo.name)

    return sorted(given, key=age)[:A_NIGHT]


def _miscounted(intake: Intake, asks: Batched, given: Iterable[type[Mirror]]) -> Iterator[type[Mirror]]:
    """Entities of which QBO has another number than the mirror, what waits in quarantine counted either way."""
    for model, there in counts_of(asks.answers, given).items():
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
