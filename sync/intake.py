"""Merging on behalf of a run: the rows, what is known of their entity, and the run's tally move together."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from core.mirror import Mirror
from core.models import Business
from sync import entities, lags, readings, runs
from sync.decode import Decoded
from sync.merge import Tally, merge_decoded
from sync.models import EntityState, RunKind, SyncRun
from sync.moved import may_have_moved, moving_rows

Progress = Callable[[str, Tally, bool], None]


def silent(_entity: str, _tally: Tally, _last: bool) -> None:
    """Progress that nobody watches."""


@dataclass
class Intake:
    """One run's merging: `tallies` is what became of each entity's objects so far, `uncounted` whose rows moved."""

    business: Business
    run: SyncRun
    states: dict[str, EntityState]
    tallies: dict[str, Tally] = field(default_factory=dict)
    uncounted: set[type[Mirror]] = field(default_factory=set)

    def add(
        self,
        model: type[Mirror],
        decoded: Decoded,
        at: datetime,
        *,
        is_news: bool = True,
        heal: Collection[str] = (),
    ) -> Tally:
        """Merge the objects of one answer; call it in the transaction that also moves the cursor behind them.

        How late changes came is counted; what a backfill reads, or is found when an entity is read whole, is no news.
        Rows in `heal` are overwritten whatever they claim, see `merge_decoded`.
        """
        name = model.qbo.name
        state, tally = self.states[name], merge_decoded(self.business, model, decoded, at, heal=heal)
        entities.begin(state, at)
        entities.note_keys(state, tally)
        if tally.changed() and state.backfilled_at:
            entities.note_change(state, at)
            if is_news and self.run.kind != RunKind.BACKFILL:
                lags.count(self.business.pk, name, tally.moved_at, at, decoded.told_at)
        if may_have_moved(model):
            _forget_what_missed(self.business, model, tally)
        tally.moved_at, tally.undated = [], set()  # of a large backfill they would pile up
        if tally.changed() or tally.quarantined:
            self.uncounted.add(model)
        total = self.tallies.setdefault(name, Tally()).add(tally)
        runs.note(self.run, name, total)
        return total

    def finish(self, model: type[Mirror], at: datetime) -> None:
        """The whole entity has been read, and is counted."""
        entities.finish(self.states[model.qbo.name], model, at)
        self.uncounted.discard(model)

    def take_stock(self) -> None:
        """Count what has moved: once at the end of a run, since a count grows with the mirror and not with the page."""
        for model in self.uncounted:
            entities.take_stock(self.states[model.qbo.name], model)
        self.uncounted.clear()


def _forget_what_missed(business: Business, model: type[Mirror], tally: Tally) -> None:
    """No balance that was read after a change which comes to light only now is explained by what was mirrored then.

    What changed without an instant of its own may have done so at any time.
    """
    if tally.undated and moving_rows(model, business).filter(qbo_id__in=tally.undated).exists():
        readings.forget(business)
    elif tally.moved_at:
        readings.forget(business, min(tally.moved_at))
