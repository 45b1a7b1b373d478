"""The expected case: closing cash of each day ahead, every entry by its probabilities, exact to the cent (RUNWAY 4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from core.cash import ZERO
from runway.calculators.cents import Cents, Shares, split, to_amount, to_cents
from runway.calculators.chances import AHEAD
from runway.calculators.curve import Point
from runway.calculators.entries import Entry

DAYS = AHEAD + 1  # today and 13 weeks


@dataclass(frozen=True, slots=True)
class Earmark:
    """Cash kept for something from `since` on: not available up to the day on which it is paid out, if one is known."""

    text: str
    amount: Decimal
    until: date | None = None
    since: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is kept at the close of a day; no more on the day on which it is paid out."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class BaseCase:
    """Cash by day if everything comes as expected.

    `cash` is in the bank before what is still to move today. `parts` are entries by days, in cents, signed; its last
    column is what comes later or not at all. `lowest` is the first day of the least available cash.
    """

    today: date
    cash: Decimal
    entries: tuple[Entry, ...]
    closings: tuple[Point, ...]
    available: tuple[Point, ...]
    lowest: Point
    parts: Cents = field(compare=False, repr=False)

    def moved(self, entry: int, since: int, until: int) -> Decimal:
        """What one entry, by its place, moves from one day ahead to another, both included."""
        return to_amount(self.parts[entry, since : until + 1].sum())


def base_case(
    cash: Decimal, entries: Iterable[Entry], today: date, earmarks: Iterable[Earmark] = ()
) -> BaseCase:
    """The base case of 13 weeks. `cash` is book cash less what is dated ahead (`planned.dated_ahead` brings it).

    The order of entries is irrelevant. Nothing in it is drawn: the same books give the same numbers.
    """
    ordered = tuple(sorted(entries, key=lambda e: (e.key, e.amount, e.chances.by_day)))
    parts = split(whole_cents(ordered), shares_of(ordered))
    nets = parts[:, :DAYS].sum(axis=0)
    closings = to_cents(cash) + np.cumsum(nets)
    days = [today + timedelta(days=ahead) for ahead in range(DAYS)]
    kept = kept_by_day(earmarks, days)
    available = tuple(Point(on, to_amount(c) - k) for on, c, k in zip(days, closings, kept, strict=True))
    return BaseCase(
        today=today,
        cash=cash,
        entries=ordered,
        closings=tuple(Point(on, to_amount(c)) for on, c in zip(days, closings, strict=True)),
        available=available,
        lowest=min(available, key=lambda point: (point.cash, point.on)),
        parts=parts,
    )


def kept_by_day(earmarks: Iterable[Earmark], days: Sequence[date]) -> list[Decimal]:
    """What is earmarked at the close of each day."""
    earmarks = tuple(earmarks)
    return [sum((e.amount for e in earmarks if e.holds_on(day)), ZERO) for day in days]


def whole_cents(entries: Sequence[Entry]) -> Cents:
    """The whole amounts in cents."""
    return np.array([to_cents(entry.amount) for entry in entries], dtype=np.int64)


def shares_of(entries: Sequence[Entry]) -> Shares:
    """The probability that each entry moves on each day (entries, days), that it moves at all included."""
    return _by_entry(entries, [entry.chances.by_day for entry in entries])


def odds_of(entries: Sequence[Entry]) -> Shares:
    """The same as it was learned, before weeks to be expected were chosen from it: what draws follow."""
    return _by_entry(entries, [entry.chances.drawn for entry in entries])


def _by_entry(entries: Sequence[Entry], by_day: Sequence[Sequence[float]]) -> Shares:
    shares = np.zeros((len(entries), DAYS))
    for place, (entry, chances) in enumerate(zip(entries, by_day, strict=True)):
        shares[place, : len(chances[:DAYS])] = chances[:DAYS]
        if entry.probability != 1:
            shares[place] *= float(entry.probability)
    return shares
