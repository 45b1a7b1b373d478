"""Places what happened and what is forecast into lines and weeks, so that every cell opens to what it is made of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from core.cash import ZERO, Document, Side
from runway.calculators.actuals import Actual, in_order
from runway.calculators.base_case import BaseCase
from runway.calculators.cents import Cents, to_amount
from runway.calculators.entries import OF_DOCUMENTS, Entry, Rule
from runway.calculators.rows import Row
from runway.calculators.weeks import FRIDAY, WEEK, complete_weeks, weeks_ahead

WEEKS_BACK = 4
WEEKS_AHEAD = 13
VENDORS_NAMED = 5
OTHER_VENDORS = "vendors"


@dataclass(frozen=True, slots=True)
class Week:
    """A column, named by the last day of the week. This week is forecast, with what has happened of it."""

    ends_on: date
    is_actual: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a cell: an entry of the forecast by its rule, or what happened (`rule` None, on its day).

    `entry`: all of what a piece of the forecast is a piece of.
    """

    key: str
    party: str
    amount: Decimal
    documents: tuple[Document, ...]
    rule: Rule | None
    assumption: str = ""
    on: date | None = None
    entry: Entry | None = field(default=None, compare=False)


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """Lines by weeks. `by_week` are the entries' parts in cents (entries, 13); lines are named by `line_of`."""

    weeks: tuple[Week, ...]
    base: BaseCase
    actuals: tuple[Actual, ...]
    named: tuple[str, ...]
    by_week: Cents

    @classmethod
    def of(cls, base: BaseCase, actuals: Iterable[Actual], last: int = FRIDAY) -> "Grid":
        """The grid of the last four weeks and the 13 from this one on, which end on the weekday `last`."""
        ahead = weeks_ahead(base.today, WEEKS_AHEAD, last)
        past = complete_weeks(base.today, WEEKS_BACK, last)
        weeks = (*(Week(day, True) for day in past), *(Week(day, False) for day in ahead))
        inside = in_order(a for a in actuals if past[0] - WEEK < a.on <= base.today)
        ends = [(day - base.today).days + 1 for day in ahead]
        by_week = np.add.reduceat(base.parts[:, : ends[-1]], [0, *ends[:-1]], axis=1)
        return cls(weeks, base, inside, _largest(base.entries, by_week, inside), by_week)

    def line_of(self, row: Row, party: str) -> str:
        """The name of the line that money of a row and party is on: large vendors have lines of their own."""
        if row is Row.VENDORS:
            return vendor_line(party) if party in self.named else OTHER_VENDORS
        return row.name.lower()

    def amounts(self) -> dict[str, list[Decimal]]:
        """Every line with money on it: an amount a week."""
        sums: dict[str, Cents] = defaultdict(lambda: np.zeros(WEEKS_AHEAD, dtype=np.int64))
        for place, entry in enumerate(self.base.entries):
            sums[self.line_of(entry.row, entry.party)] += self.by_week[place]
        found = {line: [ZERO] * WEEKS_BACK + [to_amount(c) for c in cents] for line, cents in sums.items()}
        for actual in self.actuals:
            line = found.setdefault(self.line_of(actual.row, actual.party), [ZERO] * len(self.weeks))
            line[self.week_of(actual.on)] += actual.amount
        return found

    def week_of(self, day: date) -> int:
        """The place of the week that a day is in."""
        first = self.weeks[0].ends_on - WEEK + timedelta(days=1)
        return (day - first).days // WEEK.days

    def parts(self, lines: Sequence[str], week: int) -> tuple[Part, ...]:
        """What these lines are made of in one week, the largest first; their sum is the cell."""
        happened = (
            Part(a.key, a.party, a.amount, a.documents, None, on=a.on)
            for a in self.actuals
            if self.week_of(a.on) == week and self.line_of(a.row, a.party) in lines
        )
        found = [*happened, *self._ahead(lines, week - WEEKS_BACK)]
        return tuple(
            sorted(found, key=lambda part: (-abs(part.amount), part.party, part.key, part.documents))
        )

    def still_open(self, side: Side, is_overdue: bool) -> Cents:
        """What of today's documents is expected to be open at the end of each week ahead (entries, 13), positive.

        With `is_overdue` only what is past due by then.
        """
        left = np.abs(self.base.parts.sum(axis=1)[:, None] - np.cumsum(self.by_week, axis=1))
        theirs = np.array([e.rule in OF_DOCUMENTS and e.side is side for e in self.base.entries], dtype=bool)
        left[~theirs] = 0
        if is_overdue:
            due = np.array([(e.due_on or date.max).toordinal() for e in self.base.entries])
            ends = np.array([week.ends_on.toordinal() for week in self.weeks[WEEKS_BACK:]])
            left[due[:, None] >= ends] = 0
        return left

    def open_parts(self, week: int, side: Side, is_overdue: bool) -> tuple[Part, ...]:
        """The documents behind a memo of what is still open at the end of a week, the largest first."""
        left = self.still_open(side, is_overdue)[:, week - WEEKS_BACK]
        found = [part_of(self.base.entries[place], to_amount(left[place])) for place in np.flatnonzero(left)]
        return tuple(sorted(found, key=_by_size))

    def _ahead(self, lines: Sequence[str], ahead: int) -> Iterable[Part]:
        if ahead < 0:
            return
        for place in np.flatnonzero(self.by_week[:, ahead]):
            entry = self.base.entries[place]
            if self.line_of(entry.row, entry.party) in lines:
                yield part_of(entry, to_amount(self.by_week[place, ahead]))


def part_of(entry: Entry, amount: Decimal) -> Part:
    """An amount of an entry with all that the entry says."""
    return Part(entry.key, entry.party, amount, entry.documents, entry.rule, entry.assumption, entry=entry)


def _by_size(part: Part) -> tuple[Decimal, str, str, tuple[Document, ...]]:
    return (-abs(part.amount), part.party, part.key, part.documents)


def vendor_line(party: str) -> str:
    """The name of the line of one large vendor."""
    return f"vendor:{party}"


def _largest(entries: Sequence[Entry], by_week: Cents, actuals: Iterable[Actual]) -> tuple[str, ...]:
    """The vendors that most money goes to in all weeks shown, by name where as much goes to two."""
    spent: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for place, entry in enumerate(entries):
        if entry.row is Row.VENDORS and entry.party:
            spent[entry.party] += to_amount(by_week[place].sum())
    for actual in actuals:
        if actual.row is Row.VENDORS and actual.party:
            spent[actual.party] += actual.amount
    ranked = sorted((party for party in spent if spent[party] < 0), key=lambda party: (spent[party], party))
    return tuple(ranked[:VENDORS_NAMED])
