"""What the books of one business say on one day: cash, runway and minimum line, computed in one place.

Digest, board, console and tray all read it, so that none of them can say another number than the others; what is ahead
of the business is the forecast's to say (`position.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO, Balance, Flow, OpenItem
from runway.calculators.available import Available, available_cash
from runway.calculators.curve import closing_of
from runway.calculators.line import Line, LineRule, line_of
from runway.calculators.movements import BookCash, Movement, book_cash, cash_movements
from runway.calculators.owned import Owned
from runway.calculators.runway import Runway, RunwayCalculator
from runway.calculators.unexplained import Rest, Span, rest_of, unexplained
from runway.calculators.weeks import WEEK

NOTHING_OWNED = Owned()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What follows from the books on one day; None is unknown.

    `rest` is what no readable document explains; where it `is_material`, both runways include it, and cash a week ago
    is unknown.
    """

    book: BookCash
    available: Available
    movements: tuple[Movement, ...]
    spans: tuple[Span, ...]
    rest: Rest | None
    is_material: bool
    buffer: Runway
    burn: Runway
    minimum: Line
    week_ago: Decimal | None

    @property
    def line(self) -> Decimal | None:
        """The minimum line."""
        return self.minimum.amount

    @property
    def line_rule(self) -> LineRule:
        """Where it comes from."""
        return self.minimum.rule

    @property
    def change(self) -> Decimal | None:
        """Cash since a week ago."""
        if self.book.total is None or self.week_ago is None:
            return None
        return self.book.total - self.week_ago

    def days(self, amount: Decimal | None) -> Decimal | None:
        """An amount as days of average outflow; None where either is unknown or nothing flows out."""
        daily = self.buffer.daily
        return None if amount is None or not daily or daily <= 0 else amount / daily


def outlook(
    balances: Iterable[Balance],
    flows: Iterable[Flow],
    moved: Iterable[Flow] | None,
    items: Iterable[OpenItem],
    home_currency: str,
    today: date,
    owned: Owned = NOTHING_OWNED,
) -> Outlook:
    """The outlook of one day. `flows` are of 26 weeks, `moved` all there ever were; None: those were not read.

    Buffer days are of book cash; net-burn runway is of available cash (RUNWAY 3).
    """
    balances = tuple(balances)
    book, movements = book_cash(balances), cash_movements(flows, balances)
    spans = () if moved is None else unexplained(balances, moved, home_currency, today)
    rest = rest_of(spans, balances)
    readable = RunwayCalculator(today, movements).buffer_days(book.total).daily
    is_material = rest is not None and rest.is_material(readable)
    runway = RunwayCalculator(today, movements, max(-rest.a_day, ZERO) if rest and is_material else ZERO)
    free, buffer = available_cash(book.total, balances, owned.reserves, today), runway.buffer_days(book.total)
    return Outlook(
        book=book,
        available=free,
        movements=movements,
        spans=spans,
        rest=rest,
        is_material=is_material,
        buffer=buffer,
        burn=runway.net_burn_runway(free.amount),
        minimum=line_of(owned.assumptions, buffer.daily),
        week_ago=None if is_material else _week_ago(book, movements, today),
    )


def _week_ago(book: BookCash, movements: tuple[Movement, ...], today: date) -> Decimal | None:
    return None if book.total is None else closing_of(today - WEEK, book.total, movements)
