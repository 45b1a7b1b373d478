"""The case at hand: a snapshot, what was decided on it, what is being chosen; computed once for rows and effect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from core.cash import OpenItem, Side
from core.dealings import Discount, Settled
from runway.calculators.available import of_cash
from runway.calculators.curve import CashCurve
from runway.calculators.effect import Change, Compared, Effects, Move, Name, compared, name_of
from runway.calculators.latest_safe import Patience, patience
from runway.calculators.outlook import Outlook, outlook
from runway.calculators.owned import Owned
from runway.calculators.position import Position
from runway.calculators.tiers import VendorTiers
from runway.models import Action, Decision
from runway.services.decisions import Proposal
from sync.orchestrators.decision_console import ConsoleSnapshot

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Case:
    """Everything that rows and effect are made of. Cash, line and days are None where unknown."""

    snapshot: ConsoleSnapshot
    decisions: Mapping[Name, Decision]
    chosen: Mapping[Name, Proposal]
    today: date
    currency: str
    owned: Owned = field(default_factory=Owned)
    position: Position | None = None

    @cached_property
    def outlook(self) -> Outlook:
        """What digest and board say of the same books; `position` is theirs, where one was taken."""
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
        return {name_of(item): item for item in items if item.document.entity in decidable and item.open > 0}

    @property
    def cash(self) -> Decimal | None:
        return self.outlook.book.total

    @property
    def line(self) -> Decimal | None:
        """The minimum line: as chosen, else by its rule."""
        return self.outlook.line

    @cached_property
    def pair(self) -> Compared | None:
        """Base and set, each computed from nothing."""
        if self.cash is None:
            return None
        books = self.snapshot.books
        held = of_cash(self.owned.reserves, books.balances)
        return compared(self.cash, books.open_items, self.moves, self.today, held)

    @property
    def base(self) -> CashCurve | None:
        return self.pair.base if self.pair else None

    @cached_property
    def moves(self) -> dict[Name, Move]:
        """What the set moves: standing decisions on open documents, and over them what is being chosen."""
        standing = {
            name: (d.action, d.on) for name, d in self.decisions.items() if name in self.open_documents
        }
        wanted = standing | {name: (p.action, p.on) for name, p in self.chosen.items()}
        moves = {name: self._move(self.open_documents[name], *said) for name, said in wanted.items()}
        return {name: move for name, move in moves.items() if move is not None}

    @cached_property
    def effects(self) -> Effects | None:
        return Effects.on(self.base) if self.base else None

    @cached_property
    def tiers(self) -> VendorTiers:
        return VendorTiers.of(self.snapshot.books.open_items, self.snapshot.paid, self.today)

    @cached_property
    def patience(self) -> dict[str, Patience]:
        return patience(self.snapshot.paid, self.snapshot.late_fees)

    @cached_property
    def received_by(self) -> dict[str, list[Settled]]:
        """Settled invoices by customer."""
        found: dict[str, list[Settled]] = {}
        for settled in self.snapshot.received:
            found.setdefault(settled.party_id, []).append(settled)
        return found

    def days(self, amount: Decimal | None) -> Decimal | None:
        """An amount as days of average outflow."""
        return self.outlook.days(amount)

    def discount(self, item: OpenItem) -> Discount | None:
        """The discount that still runs on a bill."""
        found = self.snapshot.discounts.get(item.document.qbo_id) if item.side is Side.PAYABLE else None
        return found if found and found.until >= self.today else None

    def amount_on(self, item: OpenItem, on: date) -> Decimal:
        """What paying on a day takes: what is open, less the discount while it runs."""
        discount = self.discount(item)
        if discount is None or on > discount.until:
            return item.open
        return item.open - (item.open * discount.percent / 100).quantize(CENT, ROUND_HALF_UP)

    def alone(self, item: OpenItem, on: date | None) -> Change | None:
        """The low point if this document alone moves to a day."""
        if self.effects is None or on is None:
            return None
        return self.effects.of(item, Move(on, self.amount_on(item, on)))

    def _move(self, item: OpenItem, action: str, on: date | None) -> Move | None:
        if action == Action.DISPUTE:
            return Move(None, item.open)
        if action == Action.CHASE or on is None or (action == Action.PROMISED and on < self.today):
            return None
        day = max(on, self.today)
        return Move(day, self.amount_on(item, day))
