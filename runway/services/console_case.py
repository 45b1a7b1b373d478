"""The case at hand: a snapshot, what was decided on it, what is being chosen; computed once for rows and effect."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from statistics import median

from core.cash import ZERO, Name, OpenItem, Side
from core.dealings import Discount
from runway.calculators.arriving import Arriving, arriving
from runway.calculators.cents import to_amount
from runway.calculators.course import Course, certain_day, course_of
from runway.calculators.effect import BACK, Change, Compared, Effects, Move, compared
from runway.calculators.lanes import Judged
from runway.calculators.latest_safe import Patience, patience
from runway.calculators.outlook import Outlook, outlook
from runway.calculators.owned import DateSource, Owned
from runway.calculators.position import Position
from runway.calculators.tiers import VendorTiers
from runway.models import Action, Decision
from runway.services.decisions import MOVES_MONEY, Proposal
from runway.services.digest_page import Notice
from sync.orchestrators.decision_console import ConsoleSnapshot

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Usual:
    """How late a customer usually pays, in days, by the middle of so many paid invoices; negative when early."""

    days_late: int
    paid: int


@dataclass(frozen=True)
class Ground:
    """What a case rests on that takes the past of the books to tell, the same for all who look.

    `patience` by vendor, `usual` by customer, `judged` of every open bill as nobody has decided on it, `untold` why
    the books tell nothing ahead.
    """

    outlook: Outlook
    tiers: VendorTiers
    patience: Mapping[str, Patience]
    usual: Mapping[str, Usual]
    base: Course | None
    judged: Mapping[Name, Judged] = field(default_factory=dict)
    untold: Notice | None = None


@dataclass(frozen=True)
class Case:
    """Everything that rows and effect are made of. Cash, line and days are None where unknown.

    Without a position or a ground nothing is known of what is ahead: decisions are only held against the books.
    `untold` says why nothing of it is told, where that is so (services/refusals.py).
    """

    snapshot: ConsoleSnapshot
    decisions: Mapping[Name, Decision]
    chosen: Mapping[Name, Proposal]
    today: date
    currency: str
    owned: Owned = field(default_factory=Owned)
    position: Position | None = None
    ground: Ground | None = None
    contacts: Mapping[Name, date] = field(default_factory=dict)
    untold: Notice | None = None

    @cached_property
    def outlook(self) -> Outlook:
        """What digest and board say of the same books; `position` is theirs, where one was taken."""
        if self.ground is not None:
            return self.ground.outlook
        if self.position is not None:
            return self.position.outlook
        books = self.snapshot.books
        facts = (books.balances, books.flows, books.moved, books.open_items)
        return outlook(*facts, self.currency, self.today, self.owned)

    @cached_property
    def open_documents(self) -> dict[Name, OpenItem]:
        """Bills and invoices with something open, as the books state them."""
        decidable = {"Bill", "Invoice"}
        items = self.snapshot.books.open_items
        return {
            item.document.name: item for item in items if item.document.entity in decidable and item.open > 0
        }

    @property
    def line(self) -> Decimal | None:
        """The minimum line: as chosen, else by its rule."""
        return self.outlook.line

    @cached_property
    def pair(self) -> Compared | None:
        """The base, and the base with the set."""
        return None if self.base is None else compared(self.base, self.moves)

    @cached_property
    def base(self) -> Course | None:
        """The expected case of digest and board, whatever is being looked at or chosen; None where it is not told."""
        if self.untold is not None:
            return None
        if self.ground is not None:
            return self.ground.base
        told = self.position.told if self.position else None
        return (
            None if told is None or self.position is None else course_of(told.base, self.position.undecided)
        )

    @cached_property
    def moves(self) -> dict[Name, Move]:
        """What the set moves: proposals that wait, and over them what is being chosen."""
        waiting = {
            name: (d.action, d.on)
            for name, d in self.decisions.items()
            if name in self.open_documents and not self.is_in_base(name)
        }
        wanted = waiting | {name: (p.action, p.on) for name, p in self.chosen.items()}
        moves = {name: self._move(self.open_documents[name], *said) for name, said in wanted.items()}
        return {name: move for name, move in moves.items() if move is not None}

    def is_in_base(self, name: Name) -> bool:
        """Whether the forecast counts the decision on a document already: a customer's word, or an approved payment."""
        decision = self.decisions.get(name)
        return decision is not None and (
            decision.action not in MOVES_MONEY or decision.approved_at is not None
        )

    @cached_property
    def effects(self) -> Effects | None:
        return Effects(self.base) if self.base else None

    def counted(self, name: Name) -> Decimal | None:
        """What a decision that the base counts does to the low point there."""
        return self.effects.lowest.cash - self.effects.undecided(name).cash if self.effects else None

    def base_day(self, item: OpenItem) -> date | None:
        """The day on which the base has all of a document's money, where it is a single one."""
        parts = self.effects.parts(item.document.name) if self.effects else None
        return None if parts is None else certain_day(parts, self.today)

    def arriving(self, invoice: OpenItem) -> Arriving | None:
        """What it may bring by the low point; None where cash is unknown or it moves nothing."""
        return arriving(self.effects, invoice.document.name, self.today) if self.effects else None

    def basis(self, item: OpenItem) -> str:
        """What dates a document in the base, in words; empty where it moves nothing."""
        found = self.base.documents.get(item.document.name) if self.base else None
        return found.basis if found else ""

    @cached_property
    def tiers(self) -> VendorTiers:
        if self.ground is not None:
            return self.ground.tiers
        return VendorTiers.of(self.snapshot.books.open_items, self.snapshot.paid, self.today)

    @cached_property
    def patience(self) -> Mapping[str, Patience]:
        if self.ground is not None:
            return self.ground.patience
        return patience(self.snapshot.paid, self.snapshot.late_fees)

    @cached_property
    def usual(self) -> Mapping[str, Usual]:
        """By customer; those of whom no invoice was settled are not in it."""
        if self.ground is not None:
            return self.ground.usual
        late: dict[str, list[int]] = defaultdict(list)
        for settled in self.snapshot.received:
            if settled.days_late is not None:
                late[settled.party_id].append(settled.days_late)
        return {party: Usual(round(median(days)), len(days)) for party, days in late.items()}

    def days(self, amount: Decimal | None) -> Decimal | None:
        """An amount as days of average outflow."""
        return self.outlook.days(amount)

    def discount(self, item: OpenItem) -> Discount | None:
        """The discount that still runs on a bill."""
        found = self.snapshot.discounts.get(item.document.qbo_id) if item.side is Side.PAYABLE else None
        return found if found and found.until >= self.today else None

    def amount_on(self, item: OpenItem, on: date) -> Decimal:
        """What paying on a day takes: what is open less its party's credits, and the discount while it runs."""
        return max(self.left(item) - self.saved_on(item, on), ZERO)

    def left(self, item: OpenItem) -> Decimal:
        """What is open of a document less its party's credits; what is open where the base is unknown."""
        if self.effects is None:
            return item.open
        parts = self.effects.parts(item.document.name)
        return ZERO if parts is None else to_amount(abs(int(parts.sum())))

    def saved_on(self, item: OpenItem, on: date) -> Decimal:
        """What the discount takes off on a day."""
        discount = self.discount(item)
        if discount is None or on > discount.until:
            return ZERO
        return (item.open * discount.percent / 100).quantize(CENT, ROUND_HALF_UP)

    def alone(self, item: OpenItem, on: date | None) -> Change | None:
        """The low point if this document alone moves to a day."""
        if self.effects is None or on is None:
            return None
        return self.effects.of(item.document.name, Move(on, self.saved_on(item, on)))

    def _move(self, item: OpenItem, action: str, on: date | None) -> Move | None:
        """What a decision would move; a customer's word moves nothing where a person set another day."""
        said = self.owned.dates.get(item.document.name)
        if said and said.source is DateSource.USER and action in (Action.PROMISED, Action.DISPUTE):
            return None
        if action == Action.DISPUTE:
            return Move(None)
        if action == Action.CHASE:
            return BACK
        if on is None or (action == Action.PROMISED and on < self.today):
            return None
        day = max(on, self.today)
        return Move(day, self.saved_on(item, day))
