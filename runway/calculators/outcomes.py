"""Holds kept sheets against what happened since: closing cash, receipts and disbursements, week by week (RUNWAY 4)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate

from core.cash import ZERO
from runway.calculators.accuracy import Outcome
from runway.calculators.actuals import Actual
from runway.calculators.keeping import ShownSheet
from runway.calculators.rows import DISBURSEMENTS, RECEIPTS
from runway.calculators.weeks import WEEK


class Measure(StrEnum):
    """An amount of a week that is held against what came."""

    CLOSING = "Closing cash"
    RECEIPTS = "Receipts of a week"
    DISBURSEMENTS = "Disbursements of a week"


class Past:
    """Cash and movements of the days that are over, from today's cash backwards."""

    def __init__(self, cash: Decimal, actuals: Collection[Actual], today: date) -> None:
        self.cash, self.today = cash, today
        self.since = min((actual.on for actual in actuals), default=today)
        self.all = _Sums(actuals)
        self.receipts = _Sums(actual for actual in actuals if actual.row in RECEIPTS)
        self.disbursements = _Sums(actual for actual in actuals if actual.row in DISBURSEMENTS)

    def knows(self, day: date) -> bool:
        """Whether a day is over and movements reach back to it."""
        return self.since <= day < self.today

    def closing(self, day: date) -> Decimal:
        """Cash at the close of a day that it knows."""
        return self.cash - self.all.until(self.today) + self.all.until(day)


class _Sums:
    """What moved up to any day."""

    def __init__(self, actuals: Iterable[Actual]) -> None:
        by_day: dict[date, Decimal] = defaultdict(lambda: ZERO)
        for actual in actuals:
            by_day[actual.on] += actual.amount
        self.days = sorted(by_day)
        self.sums = list(accumulate((by_day[day] for day in self.days), initial=ZERO))

    def until(self, day: date) -> Decimal:
        """The sum of all that moved up to the close of a day."""
        return self.sums[bisect_right(self.days, day)]

    def of_week(self, ends_on: date) -> Decimal:
        """What moved in the seven days to `ends_on`."""
        return self.until(ends_on) - self.until(ends_on - WEEK)


def outcomes(sheets: Iterable[ShownSheet], past: Past) -> dict[Measure, tuple[Outcome, ...]]:
    """Every week of kept sheets that is over and known, by measure; a week that is known in part is left out.

    Disbursements are positive here. What no document explains moves closing cash as well; it is in neither of the
    others.
    """
    sheets = tuple(sheets)
    return {
        Measure.CLOSING: tuple(_of(sheets, past, "closing", past.closing, ("p10", "p90"))),
        Measure.RECEIPTS: tuple(_of(sheets, past, "receipts", past.receipts.of_week)),
        Measure.DISBURSEMENTS: tuple(
            replace(spent, forecast=-spent.forecast, actual=-spent.actual)
            for spent in _of(sheets, past, "disbursements", past.disbursements.of_week)
        ),
    }


def _of(
    sheets: Iterable[ShownSheet],
    past: Past,
    key: str,
    actual: Callable[[date], Decimal],
    band: tuple[str, ...] = (),
) -> Iterator[Outcome]:
    for sheet in sheets:
        lines = [sheet.line(name).amounts for name in (key, *band)]
        for place, week in enumerate(sheet.weeks):
            told = [amounts[place] for amounts in lines]
            is_over = past.knows(week.ends_on) and past.knows(week.ends_on - WEEK)
            if is_over and not week.is_actual and told[0] is not None:
                yield Outcome(sheet.today, week.ends_on, told[0], actual(week.ends_on), *told[1:])
