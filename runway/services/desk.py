"""Flow: mirrored. One business's books with people's word on them and the decisions that stand; all of one moment."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from core.cash import Document, Name
from core.models import Business
from core.moment import one_moment
from runway.calculators.matching import NOTHING
from runway.calculators.owned import Owned
from runway.calculators.position import Position
from runway.models import Decision, Standing
from runway.services import decisions
from runway.services.corrections import fixed_since
from runway.services.kept_weeks import kept_before
from runway.services.low_moved import Before
from runway.services.marks import marks_of
from runway.services.notes import notes_of
from runway.services.overlay import as_said
from runway.services.owned import owned_of
from runway.services.position import position_of
from sync.orchestrators.decision_console import ConsoleSnapshot, DecisionConsoleDataOrchestrator
from sync.orchestrators.refresh import Refreshed


class Snapshots(Protocol):
    """Whatever gives the facts of one console as a frozen snapshot."""

    def load(self, today: date, now: datetime, decided: Collection[Document] = ()) -> ConsoleSnapshot:
        """The facts as they are known at `now`; `decided` may be gone from the books."""

    def refresh(self, documents: Iterable[Name]) -> Refreshed:
        """Have these documents brought up to date, as far as that can be done while a person waits."""


@dataclass(frozen=True)
class Desk:
    """What lies before whoever decides; `standing` is the business's line of the board, None where there is none.

    `owned` is what people told RowCol beside the books; `position` what follows from both, where it was asked for,
    `before` an earlier forecast to hold it against, and `fixed` which of its entries were corrected since.
    """

    snapshot: ConsoleSnapshot
    decisions: Mapping[Name, Decision] = field(default_factory=dict)
    standing: Standing | None = None
    owned: Owned = field(default_factory=Owned)
    position: Position | None = None
    before: Before | None = None
    fixed: Collection[str] = NOTHING


class MarkedDesk:
    """The desk of one business, with the kinds that people gave its accounts, less what they left out."""

    def __init__(self, business: Business, orchestrator: Snapshots | None = None) -> None:
        self.business = business
        self.orchestrator = orchestrator or DecisionConsoleDataOrchestrator(business)

    def load(self, today: date, now: datetime) -> Desk:
        """The desk of a local date. A constant number of queries."""
        with one_moment():
            standing = Standing.objects.filter(business=self.business).first()
            decided = {(d.entity, d.qbo_id): d for d in decisions.current(self.business)}
            snapshot = self.orchestrator.load(today, now, [Document(*name) for name in decided])
            books = as_said(snapshot.books, marks_of(self.business), notes_of(self.business))
            owned = owned_of(self.business, today)
        return Desk(replace(snapshot, books=books), decided, standing, owned)


class ForecastDesk(MarkedDesk):
    """The desk with the position of the business beside it, and the forecast of last week's Monday."""

    def load(self, today: date, now: datetime) -> Desk:
        """The desk and the position of one moment. A bounded number of queries."""
        with one_moment():
            desk = super().load(today, now)
            position = position_of(self.business, now, (desk.snapshot.books, desk.owned))
            before = kept_before(self.business, today)
            fixed = self._fixed(before, position)
        return replace(desk, position=position, before=before, fixed=fixed)

    def _fixed(self, before: Before | None, position: Position) -> Collection[str]:
        if before is None or position.forecast is None:
            return NOTHING
        (then, known), now = before, position.forecast
        return fixed_since(self.business, then.base, now.base, position.actuals, known)
