"""Holds kept sheets against what happened since: closing cash, receipts and disbursements, week by week (RUNWAY 4)."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from runway.calculators.accuracy import Outcome
from runway.calculators.actuals import Actual
from runway.calculators.day_sums import DaySums
from runway.calculators.keeping import ShownSheet
from runway.calculators.rows import DISBURSEMENTS, RECEIPTS
from runway.calculators.weeks import WEEK


class Measure(StrEnum):
    """An amount of a week that is held against what came."""

    CLOSING = "Closing cash"
    RECEIPTS = "Receipts of a week"
    DISBURSEMENTS = "Disbursements of a week"


class Past:
    """Cash and movements of the days that are over, from today's cash backwards.

    `actuals` are all that moved that cash, up to its day; `known_on` is the day of the books, which may be earlier.
    `told`: the days at whose close it is known what of cash no document explains; None where it is so little that
    documents alone tell what cash was.
    """

    def __init__(
        self,
        cash: Decimal,
        actuals: Collection[Actual],
        known_on: date,
        told: Collection[date] | None = None,
    ) -> None:
        self.cash, self.known_on, self.told = cash, known_on, told
        self.since = min((actual.on for actual in actuals), default=known_on)
        self.all = _sums(actuals)
        self.receipts = _sums(actual for actual in actuals if actual.row in RECEIPTS)
        self.disbursements = _sums(actual for actual in actuals if actual.row in DISBURSEMENTS)

    def knows(self, day: date) -> bool:
        """Whether a day is over and movements reach back to it."""
        return self.since <= day < self.known_on

    def knows_cash(self, day: date) -> bool:
        """Whether it knows a day, and what cash was at its close."""
        return self.knows(day) and (self.told is None or day in self.told)

    def closing(self, day: date) -> Decimal:
        """Cash at the close of a day of which it knows that."""
        return self.cash - self.all.after(day)


def _sums(actuals: Iterable[Actual]) -> DaySums:
    return DaySums((actual.on, actual.amount) for actual in actuals)


def outcomes(sheets: Iterable[ShownSheet], past: Past) -> dict[Measure, tuple[Outcome, ...]]:
    """Every week of kept sheets that is over and known, by measure; a week that is known in part is left out.

    Disbursements are positive here. What no document explains moves closing cash as well; it is in neither of the
    others.
    """
    sheets = tuple(sheets)
    return {
        Measure.CLOSING: tuple(_closings(sheets, past)),
        Measure.RECEIPTS: tuple(_of(sheets, past, "receipts", _of_week(past.receipts))),
        Measure.DISBURSEMENTS: tuple(
            replace(spent, forecast=-spent.forecast, actual=-spent.actual)
            for spent in _of(sheets, past, "disbursements", _of_week(past.disbursements))
        ),
    }


def _closings(sheets: Iterable[ShownSheet], past: Past) -> Iterator[Outcome]:
    found = _of(sheets, past, "closing", past.closing, ("p10", "p90"))
    return (one for one in found if past.knows_cash(one.ends_on))


def _of_week(moved: DaySums) -> Callable[[date], Decimal]:
    return lambda ends_on: moved.between(ends_on - WEEK, ends_on)


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
