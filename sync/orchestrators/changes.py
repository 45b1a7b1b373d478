"""Flow: mirrored. What changed since the last pull, in one call where QBO can say it in one.

The cursor moves in the transaction of the rows, on QBO's own clock; windows overlap, since merging twice is harmless
and missing is not.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from core import clock
from core.mirror import DocumentMirror, Mirror, mirror_named, mirrors
from core.models import Business
from sync import balances, census, entities, feeds, hearing, readings, runs
from sync.decode import decode
from sync.envelope import Changes, open_changes
from sync.errors import SyncError
from sync.intake import Intake
from sync.models import Feed, FeedKind, RunKind, SyncRun
from sync.orchestrators.backfill import EVERY_COMPANY_ANSWERS, NOT_GIVEN, backfill
from sync.paging import Asks
from sync.smart_sync import LONGEST_LOOK_BACK, SmartSyncService


class NeverFilled(SyncError):
    """The mirror has never been filled, so there is nothing that changes could be added to."""

    what_next = "Fill it first: manage.py sync."


def pull_changes(business: Business, *, in_turn: bool = True) -> SyncRun:
    """Merge what changed since the cursor and move it; returns the finished run.

    One that does not come in its turn belongs to other work, which reads beside it what changes leave out: balances are
    read only where it saw a transaction, and it is none of the four by which they are read in any case.
    A cursor older than QBO remembers (API_FACTS 3) makes it a backfill of everything. Raises `NeverFilled` before the
    first backfill, and any other `SyncError` after the run has been closed; the next pull starts from the same cursor.
    """
    feed = feeds.taken(feeds.begun_changes(business))
    if feed is None or feed.cursor is None:
        raise NeverFilled
    if clock.now() - _overlapping(feed.cursor) > LONGEST_LOOK_BACK:
        _give_the_cursor_up(business, feed)
        return backfill(business)
    with feeds.pulling(business, FeedKind.CHANGES, RunKind.CHANGES, feed) as run:
        intake, gate = Intake(business, run, entities.states(business)), SmartSyncService(business, run=run)
        try:
            _pull(intake, gate, feed, in_turn)
        finally:
            intake.take_stock()
    return run


def _overlapping(cursor: datetime) -> datetime:
    return cursor - timedelta(seconds=settings.SYNC_OVERLAP_SECONDS)


def _give_the_cursor_up(business: Business, feed: Feed) -> None:
    """What happened since can only be told by reading everything, and its census.

    QBO must answer first: while it does not, the mirror is better called as old as it is than not read.
    """
    with feeds.pulling(business, FeedKind.CHANGES, RunKind.CHANGES, feed) as run:
        SmartSyncService(business, run=run).query(EVERY_COMPANY_ANSWERS)
        with transaction.atomic():
            entities.start_over(business, mirrors())
            feeds.ask_afresh(business)
        feed.cursor = None


def _pull(intake: Intake, gate: SmartSyncService, feed: Feed, in_turn: bool) -> None:
    since = _overlapping(feed.cursor or clock.now())
    _take(intake, _ask(intake, gate, since), feed, in_turn)
    readings.note(intake.business, intake.states, feed, _overlapping(feed.cursor or since))
    if balances.are_due(feed):
        balances.read(intake, gate, feed)
    census.settle(intake, gate)
    if in_turn:
        read_the_rest(intake, gate, entities.due_whole(intake.states, clock.now()))


def _ask(intake: Intake, gate: SmartSyncService, since: datetime) -> list[Changes]:
    """The changes of all entities; an answer that may have been cut is asked again entity by entity (API_FACTS 3)."""
    carried = entities.carried(intake.states)
    found = open_changes(gate.changes([model.qbo.name for model in carried], since))
    if found.total() < settings.QBO_CDC_CAP:
        return [found]
    return [Changes({}, found.at), *(_ask_alone(intake, gate, model, since) for model in carried)]


def _ask_alone(intake: Intake, gate: SmartSyncService, model: type[Mirror], since: datetime) -> Changes:
    """One entity's changes. Deletions come last, so where even these may be cut, the whole entity is read first."""
    alone = open_changes(gate.changes([model.qbo.name], since))
    if alone.total() >= settings.QBO_CDC_CAP:
        census.read_whole(intake, gate, model)
    return alone


def _take(intake: Intake, answers: list[Changes], feed: Feed, in_turn: bool) -> None:
    """Rows and cursor move together; what came after the first answer is asked for again next time."""
    found = [(model, decode(model, rows, at), at) for model, rows, at in _mirrored(answers)]
    saw_transaction = any(issubclass(model, DocumentMirror) for model, _, _ in found)
    balances.count_pull(feed, saw_transaction=saw_transaction, in_turn=in_turn)
    if not found:
        feeds.nothing_new(feed, answers[0].at)
        return
    found.sort(key=lambda one: one[0].qbo.name)
    said_at, now = answers[0].at, clock.now()
    if hearing.found_untold(intake.business, [(model, decoded) for model, decoded, _ in found], said_at):
        feed.missed_at = now
    with transaction.atomic():
        moved = [intake.add(model, decoded, at).changed() for model, decoded, at in found]
        if any(moved):
            feed.changed_at = now
        feeds.move(feed, said_at)


def _mirrored(answers: list[Changes]) -> Iterator[tuple[type[Mirror], list[bytes], datetime]]:
    """The groups that are mirrored and not empty; all others are left alone."""
    for answer in answers:
        for name, rows in sorted(answer.groups.items()):
            model = mirror_named(name)
            if model is not None and rows:
                yield model, rows, answer.at


def read_the_rest(intake: Intake, asks: Asks, models: Iterable[type[Mirror]]) -> None:
    """Whole: what change data capture does not carry, and what QBO did not give last time."""
    for model in models:
        try:
            census.read_whole(intake, asks, model)
        except NOT_GIVEN as why:
            entities.set_aside(intake.states[model.qbo.name], str(why), clock.now())
            runs.regret(intake.run, f"{model.qbo.name}: {why}")
