"""Flow: mirrored. What webhooks told of one business: what was named is read once, what was deleted is buried.

A notice is a bell and no more: what an object is now, QBO is asked. What the mirror has read after the event costs no
call. Documents that hang together with what was named are read along, and theirs are not, so nothing cascades.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from bank.models import Account
from core import clock
from core.mirror import DocumentMirror, ListMirror, Mirror
from core.models import Business
from sync import balances, census, entities, events, feeds, links, readings, rhythm, runs
from sync.decode import Decoded
from sync.errors import BadQuestion, NotPermitted, Refused, SyncError
from sync.events import Events
from sync.intake import Intake
from sync.links import Along
from sync.merge import join
from sync.models import Feed, FeedKind, Operation, RunKind, SyncRun, WebhookEvent
from sync.moved import may_move
from sync.rows import Tombstone
from sync.smart_sync import SmartSyncService

NOT_ANSWERED = (NotPermitted, Refused, BadQuestion)
EMPTIED = (Operation.VOIDED, Operation.DELETED)
FIRST_READING, KNOWN, READ, BURIED = "first reading", "known", "read", "buried"
NOT_GIVEN, NOT_MIRRORED = "not given", "not mirrored"


def pull_events(business: Business) -> SyncRun:
    """Bring into the mirror what waiting events tell of; returns the finished run, `partial` where QBO refused some.

    Before the first reading there is nothing to keep fresh: it will see what they tell of. Raises `SyncError` after
    the run has been closed; what was merged before that stays, and the other events go on waiting.
    """
    with feeds.pulling(business, FeedKind.EVENTS, RunKind.EVENTS) as run:
        changes = feeds.feed_of(business, FeedKind.CHANGES)
        if changes.cursor is None:
            events.handled(events.waiting(business), FIRST_READING)
            return run
        intake = Intake(business, run, entities.states(business))
        try:
            _Reading(intake, SmartSyncService(business, run=run), changes).of_all_that_waits()
        finally:
            intake.take_stock()
    return run


@dataclass
class _Reading:
    """One run's work on a business's events, and the documents to be read along with what they name."""

    intake: Intake
    gate: SmartSyncService
    changes: Feed
    along: Along = field(default_factory=Along)
    cash_moved: bool = False

    def of_all_that_waits(self) -> None:
        tried: set[int] = set()
        while some := events.waiting(self.intake.business, tried):
            tried |= {event.pk for event in some}
            events.handled(events.not_mirrored(some), NOT_MIRRORED)
            for model, named in events.by_model(some):
                self._take(model, named)
        for model, qbo_ids in self.along.outdated(self.intake.business):
            self._ask(model, sorted(qbo_ids), {})
        if self.cash_moved:
            balances.read(self.intake, self.gate, self.changes)

    def _take(self, model: type[Mirror], named: Events) -> None:
        """Everything that was told of one entity."""
        if self.intake.states[model.qbo.name].unavailable:
            events.handled(events.of(named), NOT_GIVEN)
            return
        news = self._news(model, named)
        gone = {qbo_id for qbo_id, told in news.items() if events.is_deletion(told[-1])}
        self._note_along(model, news)
        self._bury(model, {qbo_id: told for qbo_id, told in news.items() if qbo_id in gone})
        self._read(model, {qbo_id: told for qbo_id, told in news.items() if qbo_id not in gone})
        self._note_along(model, news)

    def _news(self, model: type[Mirror], named: Events) -> Events:
        """Without what the mirror has read since it happened; of two things merged into one that says nothing."""
        seen = links.read_at(self.intake.business, model, named)
        known = {
            qbo_id: told
            for qbo_id, told in named.items()
            if qbo_id in seen
            and seen[qbo_id] >= max(map(events.is_over_at, told))
            and not any(event.lost_id for event in told)
        }
        events.handled(events.of(known), KNOWN)
        return {qbo_id: told for qbo_id, told in named.items() if qbo_id not in known}

    def _bury(self, model: type[Mirror], gone: Events) -> None:
        """A tombstone at the event's own time, without a call. What was read later stays; what is newer revives it.

        No answer says how late it is, and the delivery may have come late itself: both clocks are taken for one. One
        told ahead of its time would bury what is read until then, so it is not believed: QBO is asked.
        """
        for qbo_id, told in sorted(gone.items()):
            stones, at = {qbo_id: Tombstone(qbo_id, told[-1].happened_at)}, events.is_over_at(told[-1])
            found = Decoded(tombstones=stones, told_at=min(at, told[-1].delivery.received_at))
            self._merge(model, found, at, told, BURIED)

    def _read(self, model: type[Mirror], named: Events) -> None:
        """Ask for each object once; entities that changes do not carry have few rows, and are read whole."""
        merges = [event for event in events.of(named) if event.lost_id and issubclass(model, ListMirror)]
        for event in merges:
            self._join(model, event)
        if model.qbo.in_cdc:
            self._ask(model, sorted({*named, *(event.lost_id for event in merges)}), named)
        elif named:
            census.read_whole(self.intake, self.gate, model)
            events.handled(events.of(named), READ)

    def _join(self, model: Any, event: WebhookEvent) -> None:
        """What was merged into another names it from now on, and its documents are read again (API_FACTS 9.4)."""
        business = self.intake.business
        if join(business, model, event.lost_id, event.qbo_id, event.happened_at) and model is Account:
            readings.forget(business)
        self.along.add(links.written_to(business, model, event.lost_id), events.is_over_at(event))

    def _ask(self, model: type[Mirror], qbo_ids: list[str], named: Events) -> None:
        """Read these by their ids, many at once; `named` holds the events that this settles."""
        for first in range(0, len(qbo_ids), census.AT_ONCE):
            some = qbo_ids[first : first + census.AT_ONCE]
            told = [event for qbo_id in some for event in named.get(qbo_id, ())]
            try:
                living = census.living(self.intake.business, model, some)
                found, at = census.found_by_id(self.gate, model, some, living)
            except NOT_ANSWERED as why:
                self._give_up(model, told, why)
            else:
                settled = [event for event in told if not events.may_be_too_early(event, at)]
                self._merge(model, found, at, settled, READ)

    def _merge(
        self, model: type[Mirror], found: Decoded, at: datetime, told: Collection[WebhookEvent], outcome: str
    ) -> None:
        """Rows, the events that they settle, and what the feed of changes is to know of it, together.

        Cash is read again at the end of this run where it may have moved, other balances with the next pull of changes.
        """
        with transaction.atomic():
            if self.intake.add(model, found, at).changed():
                self.changes.changed_at = now = clock.now()
                rhythm.come_back_soon(self.changes, now)
            if issubclass(model, DocumentMirror):
                self.changes.pulls_since_balances = balances.EVERY
            self.changes.save(update_fields=["changed_at", "pulls_since_balances"])
            events.handled(told, outcome)
        self.cash_moved |= may_move(model)

    def _note_along(self, model: type[Mirror], news: Events) -> None:
        """What the mirror's lines tie these documents to: asked before they are read and after, since links move."""
        business, at = self.intake.business, events.latest(news)
        if at is not None:
            self.along.add(links.named_by(business, model, news), at)
            emptied = {qbo_id for qbo_id, told in news.items() if told[-1].operation in EMPTIED}
            self.along.add(links.naming(business, model, emptied), at)

    def _give_up(self, model: type[Mirror], told: Collection[WebhookEvent], why: SyncError) -> None:
        """QBO does not answer such a question: asking again would not help, and the next pull of changes may."""
        runs.regret(self.intake.run, f"{model.qbo.name}: {why}")
        events.handled(told, NOT_GIVEN)
