"""One play of the model proof: a company, its mirror, and all that can happen to them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from core.mirror import Mirror, mirrors
from core.models import Business, Firm
from sandbox.mischief import Planned
from sync.models import Connection, EntityState, RunState, SyncIssue, SyncRun, WebhookEvent
from tests.emptying import empty_tables
from tests.prove.model import watch, work
from tests.prove.model.clocks import Clocks
from tests.prove.model.keeper import Keeper
from tests.prove.model.next_door import Late, NextDoor
from tests.sync.likeness import differences, thing_of
from tests.sync.small_company import exact

BEGIN = datetime(2026, 11, 20, 16, tzinfo=UTC)
HALF_A_DAY, A_WEEK = timedelta(hours=12).total_seconds(), timedelta(days=8).total_seconds()
MET = ("older versions refused", "runs lost", "runs failed", "webhooks handled")
MISCOUNTED = "the number of rows that is kept"
Edit = tuple[Any, ...]


@dataclass
class Stage:
    """What all plays share: the sandbox, the clocks, and a worker that stands ready to be killed."""

    door: NextDoor
    clocks: Clocks
    spare: list[work.Doomed] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    def doomed(self) -> work.Doomed:
        """The worker that stands ready; the next one begins to get ready."""
        self.spare.append(work.Doomed())
        if len(self.spare) == 1:
            self.spare.append(work.Doomed())
        return self.spare.pop(0)

    def clear(self) -> None:
        for worker in self.spare:
            worker.kill()


@dataclass
class Scene:
    """Acme, connected to a company of its own."""

    stage: Stage
    keeper: Keeper
    business: Business

    @classmethod
    def open(cls, stage: Stage, kind: str, seed: int) -> "Scene":
        """Nothing is left of the play before."""
        stage.door.fall_silent()
        empty_tables(None)
        watch.forget()
        stage.door.be_kind()
        stage.clocks.set(BEGIN)
        firm = Firm.objects.create(name="Acme", slug="acme")
        made = cls(
            stage,
            stage.door.found(kind, seed),
            Business.objects.create(firm=firm, name="Acme", slug="acme"),
        )
        made.consent()
        stage.door.ring()
        return made

    def consent(self) -> None:
        self.stage.door.consent(self.business, self.keeper.realm)

    def edit(self, edits: Sequence[Edit]) -> None:
        """The books change, as far as their rules allow it."""
        for name, *arguments in edits:
            getattr(self.keeper, name)(*arguments)

    def perform(self, what: Sequence[Any]) -> None:
        work.perform(self.business.pk, *self._named(what))

    def webhook(self, edits: Sequence[Edit]) -> None:
        """The books change, QuickBooks tells of it, and beat rings."""
        self.edit(edits)
        self.stage.door.has_rung()
        work.bell(self.business)

    def late_answer(
        self, slow: Sequence[Any], after: int, edits: Sequence[Edit], quick: Sequence[Any], seconds: float
    ) -> None:
        """One piece of work waits for an answer that is already old, while the books change and another is done."""
        with self._waiting(slow, self.stage.door.mischief.keep_back(after)):
            self.edit(edits)
            self.stage.clocks.jump(seconds)
            self.perform(quick)

    def old_answer(self, slow: str, edit: Edit, entity: str, number: int, quick: str) -> None:
        """The same of one object: what waits is an older version of what is merged meanwhile."""
        self.keeper.annotate(entity, number, "as it was")
        named = (entity, number)
        late = self.stage.door.mischief.keep_back(0, entity)
        with self._waiting((slow, *named) if slow == "named" else (slow,), late):
            whole = [quick, *self._named(("named", *named))[1:]] if quick == "named" else [quick]
            self.edit([edit])
            work.perform(self.business.pk, *whole)

    @contextmanager
    def _waiting(self, slow: Sequence[Any], late: Late) -> Iterator[None]:
        """Meanwhile this work is under way, and has the late answer afterwards."""
        slow_work = work.Beside(self.business.pk, self._named(slow))
        work.until_late(late, slow_work)
        self.stage.door.mischief.hurry()
        try:
            yield
        finally:
            late.released.set()
            slow_work.join()

    def kill(self, what: Sequence[Any], after: int, is_answered: bool) -> None:
        """A worker is killed while it waits for an answer, or about when it has it."""
        late, worker = self.stage.door.mischief.keep_back(after), self.stage.doomed()
        worker.begin(self.business.pk, self._named(what))
        work.until_late(late, worker)
        if is_answered:
            late.released.set()
        worker.kill()
        late.released.set()
        self.stage.door.mischief.hurry()

    def fault(self, kind: str, times: int, asked: str) -> None:
        self.stage.door.mischief.plan(Planned(kind, times, asked=asked, realm=self.keeper.realm))

    def disturb_webhooks(self, **shares: float) -> None:
        """So many of them are lost, come twice, late, or after those that left later; none waits for another."""
        self.stage.door.ring(blocking=False, window_seconds=1, **shares)

    def lose_tokens(self, *, grant: bool) -> None:
        """Access tokens run out before their time, or the grant itself is revoked."""
        tokens, now = self.stage.door.service.tokens, int(self.stage.door.service.clock.epoch())
        (tokens.revoke_grants if grant else tokens.expire_access_tokens)(now, self.keeper.realm)

    def settle(self) -> None:
        """QuickBooks is well again, a person reconnects what a tick finds broken, and beat ticks twice."""
        self.stage.door.be_kind()
        self.stage.clocks.disagree(0)
        self._tick()
        if not Connection.objects.usable().filter(business=self.business).exists():
            self.consent()
        self._tick()
        self._tick()

    def _tick(self) -> None:
        """Half a day later, when all that waits is due."""
        self.stage.clocks.jump(HALF_A_DAY)
        work.tick(self.business)

    def unlike(self, *, everything: bool) -> dict[str, list[str]]:
        """What differs between mirror and books, by entity.

        Without `everything` only what changes tell of counts: neither what they do not carry, nor that a row was merged
        into another, which is known by its webhook or when all is read again.
        """
        looked_at = [model for model in mirrors() if everything or model.qbo.in_cdc]
        found = {model.qbo.name: self._unlike(model) for model in looked_at}
        if not everything:
            for entity, lost in self.keeper.merged:
                found[entity] = [wrong for wrong in found[entity] if wrong not in (lost, MISCOUNTED)]
        return {name: wrong for name, wrong in found.items() if wrong}

    def remember(self) -> None:
        """Count what this play has really met."""
        runs = SyncRun.objects.filter(business=self.business)
        tallies = [tally for tallies in runs.values_list("tallies", flat=True) for tally in tallies.values()]
        self.stage.met += Counter(
            {
                "older versions refused": sum(tally["older"] for tally in tallies),
                "runs lost": runs.filter(state=RunState.LOST).count(),
                "runs failed": runs.filter(state=RunState.FAILED).count(),
                "webhooks handled": WebhookEvent.objects.exclude(handled_at=None).count(),
            }
        )

    def _unlike(self, model: type[Mirror]) -> list[str]:
        sql = "SELECT body FROM object WHERE realm = ? AND entity = ? AND deleted = 0"
        rows = self.stage.door.service.store.rows(sql, self.keeper.realm, model.qbo.name)
        said = [thing_of(model, exact(body)) for (body,) in rows]
        counted = EntityState.objects.get(business=self.business, entity=model.qbo.name).rows
        return differences(model, said, self.business) + [MISCOUNTED] * (counted != len(said))

    def issues(self) -> list[SyncIssue]:
        """Objects that could not be read, of which these books have none."""
        return list(SyncIssue.objects.filter(resolved_at=None))

    def _named(self, what: Sequence[Any]) -> list[str]:
        """The work with the objects that its numbers point at."""
        name, *more = what
        if not more:
            return [name]
        entity, *numbers = more
        there = self.keeper.living(entity)
        return [name, entity, *(there[number % len(there)]["Id"] for number in numbers if there)]
