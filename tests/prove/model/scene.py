"""One play of the model proof: a company, its mirror, and all that can happen to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from core.mirror import mirrors
from core.models import Business, Firm
from sandbox.mischief import Planned
from sync.models import Connection, EntityState, SyncIssue
from tests.emptying import empty_tables
from tests.prove.model import watch, work
from tests.prove.model.clocks import Clocks
from tests.prove.model.keeper import Keeper
from tests.prove.model.next_door import Late, NextDoor
from tests.sync.likeness import differences, thing_of
from tests.sync.small_company import exact

BEGIN = datetime(2026, 11, 20, 16, tzinfo=UTC)
HALF_A_DAY, A_WEEK = timedelta(hours=12).total_seconds(), timedelta(days=8).total_seconds()
Edit = tuple[Any, ...]


@dataclass
class Stage:
    """What all plays share: the sandbox, the clocks, and a worker that stands ready to be killed."""

    door: NextDoor
    clocks: Clocks
    spare: list[work.Doomed] = field(default_factory=list)

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
        return made

    def consent(self) -> None:
        self.stage.door.consent(self.business, self.keeper.realm)

    def edit(self, edits: Sequence[Edit]) -> None:
        """The books change, as far as their rules allow it."""
        for name, *arguments in edits:
            getattr(self.keeper, name)(*arguments)

    def perform(self, what: Sequence[Any]) -> None:
        work.perform(self.business.pk, *self._named(what))

    def late_answer(
        self, slow: Sequence[Any], after: int, edits: Sequence[Edit], quick: Sequence[Any], seconds: float
    ) -> None:
        """One piece of work waits for an answer that is already old, while the books change and another is done."""
        late, slow_work = self._keep_back(after), work.Beside(self.business.pk, self._named(slow))
        work.until_late(late, slow_work)
        self.stage.door.mischief.hurry()
        self.edit(edits)
        self.stage.clocks.jump(seconds)
        self.perform(quick)
        late.released.set()
        slow_work.join()

    def kill(self, what: Sequence[Any], after: int, is_answered: bool) -> None:
        """A worker is killed while it waits for an answer, or about when it has it."""
        late, worker = self._keep_back(after), self.stage.doomed()
        worker.begin(self.business.pk, self._named(what))
        work.until_late(late, worker)
        if is_answered:
            late.released.set()
        worker.kill()
        late.released.set()
        self.stage.door.mischief.hurry()

    def fault(self, kind: str, times: int, asked: str) -> None:
        self.stage.door.mischief.plan(Planned(kind, times, asked=asked, realm=self.keeper.realm))

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
        """What differs between mirror and books, by entity; without `everything` of what changes carry."""
        looked_at = [model for model in mirrors() if everything or model.qbo.in_cdc]
        found = {}
        for model in looked_at:
            sql = "SELECT body FROM object WHERE realm = ? AND entity = ? AND deleted = 0"
            rows = self.stage.door.service.store.rows(sql, self.keeper.realm, model.qbo.name)
            said = [thing_of(model, exact(body)) for (body,) in rows]
            found[model.qbo.name] = differences(model, said, self.business) + self._miscounted(
                model.qbo.name, len(said)
            )
        return {name: wrong for name, wrong in found.items() if wrong}

    def issues(self) -> list[SyncIssue]:
        """Objects that could not be read, of which these books have none."""
        return list(SyncIssue.objects.filter(resolved_at=None))

    def _miscounted(self, entity: str, rows: int) -> list[str]:
        counted = EntityState.objects.get(business=self.business, entity=entity).rows
        return [] if counted == rows else [f"{counted} rows counted of {rows}"]

    def _keep_back(self, after: int) -> Late:
        return self.stage.door.mischief.keep_back(after)

    def _named(self, what: Sequence[Any]) -> list[str]:
        """The work with the objects that its numbers point at."""
        name, *more = what
        if not more:
            return [name]
        entity, *numbers = more
        there = self.keeper.living(entity)
        return [name, entity, *(there[number % len(there)]["Id"] for number in numbers if there)]
