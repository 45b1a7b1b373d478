"""Steady gaps in the calendar: which rhythm a list of dates keeps, and the dates that it has next (RUNWAY 4).

All of it is local dates: neither leap days nor the hour that clocks change need a rule of their own.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from statistics import median

MONTH_END = 31
FEWEST = 3
SEEN = 0.8  # of the periods from first to last, so many have their date
SATURDAY = 5
SHIFTED = 3  # days by which weekends move two dates against each other at most


class Cadence(StrEnum):
    """How often."""

    WEEKLY = "weekly"
    BIWEEKLY = "every two weeks"
    SEMIMONTHLY = "twice a month"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


@dataclass(frozen=True, slots=True)
class Pace:
    """Days between two dates of a cadence: usual, least and most of the middle gap; `slack` off its date at most."""

    usual: int
    least: int
    most: int
    slack: int


PACES = {
    Cadence.WEEKLY: Pace(7, 6, 8, 2),
    Cadence.BIWEEKLY: Pace(14, 12, 16, 4),
    Cadence.SEMIMONTHLY: Pace(15, 12, 18, 4),
    Cadence.MONTHLY: Pace(30, 26, 35, 6),
    Cadence.QUARTERLY: Pace(91, 84, 99, 10),
}
STEP = {Cadence.WEEKLY: 7, Cadence.BIWEEKLY: 14}
MONTHS = {Cadence.SEMIMONTHLY: 1, Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3}


class Shift(StrEnum):
    """What becomes of a date on a weekend."""

    NONE = "also on weekends"
    BEFORE = "the Friday before a weekend"
    AFTER = "the Monday after a weekend"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A numbered row of dates without end, number 0 at or in the month of `anchor`.

    `days` are days of a month, 31 its last whatever its length; empty where the cadence counts weeks.
    """

    cadence: Cadence
    anchor: date
    days: tuple[int, ...] = ()
    shift: Shift = Shift.NONE

    def on(self, number: int) -> date:
        """The date of this number, moved off a weekend as the shift says."""
        return _shifted(self._nominal(number), self.shift)

    def near(self, day: date) -> int:
        """The number of the date nearest to a day; of two equally near the earlier."""
        return self.nearest(day)[0]

    def off(self, day: date) -> int:
        """How many days a day lies off the nearest date, negative before it."""
        return self.nearest(day)[1]

    def after(self, number: int, until: date) -> Iterator[date]:
        """The dates behind a number, up to a day."""
        while (day := self.on(number := number + 1)) <= until:
            yield day

    def period_of(self, day: date) -> str:
        """Names the period of a date: week, half month, or month; it stays when the rhythm moves by a day."""
        if self.cadence in STEP:
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02}"
        part = f":{self.near(day) % 2}" if self.cadence is Cadence.SEMIMONTHLY else ""
        return f"{day:%Y-%m}{part}"

    @property
    def half(self) -> timedelta:
        """Half a period: what lies nearer than this to a date belongs to it."""
        return timedelta(days=PACES[self.cadence].usual // 2)

    def nearest(self, day: date) -> tuple[int, int]:
        """The number that is near to a day, and the days from its date to that day.

        From a guess on towards the day, as long as it comes nearer: dates are in the order of their numbers.
        """
        guess = round((day - self.on(0)).days / PACES[self.cadence].usual)
        off = (day - self.on(guess)).days
        if off == 0:
            return guess, off
        step, nearest = (1 if off > 0 else -1), guess
        for number in (guess + step, guess + 2 * step):
            there = (day - self.on(number)).days
            if abs(there) > abs(off) or (abs(there) == abs(off) and step > 0):
                break
            nearest, off = number, there
        return nearest, off

    def _nominal(self, number: int) -> date:
        if self.cadence in STEP:
            return self.anchor + timedelta(days=STEP[self.cadence] * number)
        turn, which = divmod(number, len(self.days))
        return _day_of(self.anchor, MONTHS[self.cadence] * turn, self.days[which])


def rhythm_of(dates: Sequence[date]) -> Rhythm | None:
    """The rhythm that dates keep; None for fewer than three, or where they keep none.

    Every date lies near one of the rhythm's own, four in five of its dates are there, and of all that do the nearest
    wins: the least sum of days off. Weekends count as they come unless history shows another habit.
    """
    return _rhythm_of(tuple(sorted(set(dates))))


@lru_cache(maxsize=4096)
def _rhythm_of(dates: tuple[date, ...]) -> Rhythm | None:
    """Of dates in order, each once. Many pay dates are those of many, and stay the same from day to day."""
    if len(dates) < FEWEST:
        return None
    gaps = [(after - before).days for before, after in pairwise(dates)]
    gap = median(gaps)
    tried = (
        rhythm
        for cadence, pace in PACES.items()
        if pace.least <= gap <= pace.most and _may_keep(pace, gaps)
        for rhythm in _candidates(cadence, dates)
    )
    kept = [
        (off, place, rhythm)
        for place, rhythm in enumerate(tried)
        if (off := _days_off(rhythm, dates)) is not None
    ]
    return min(kept, key=lambda found: found[:2])[2] if kept else None


def slips(rhythm: Rhythm, dates: Sequence[date]) -> tuple[int, ...]:
    """How many days each date came after the rhythm's own, negative before."""
    return tuple(map(rhythm.off, dates))


def _may_keep(pace: Pace, gaps: Sequence[int]) -> bool:
    """Whether no two dates lie too near to each other, and all of them not too far apart, to be of a cadence at all.

    A cheap question that saves trying every rhythm on dates that keep none.
    """
    off = 2 * pace.slack + SHIFTED
    return min(gaps) >= pace.least - off and len(gaps) + 1 >= SEEN * (sum(gaps) - off) / (pace.most + SHIFTED)


def _candidates(cadence: Cadence, dates: Sequence[date]) -> Iterator[Rhythm]:
    """Rhythms worth trying, the preferred first where two fit alike."""
    last = dates[-1]
    if cadence in STEP:
        phases = {(day - last).days % STEP[cadence]: day for day in dates}
        yield from (Rhythm(cadence, anchor) for anchor in sorted(phases.values(), reverse=True))
        return
    for shift in Shift:
        yield from (Rhythm(cadence, last, days, shift) for days in _days_of(cadence, dates))


def _days_of(cadence: Cadence, dates: Sequence[date]) -> Iterator[tuple[int, ...]]:
    """Days of the month that dates may stand for: weekends move them by two days, ends of months by three."""
    near = {day.day + off for day in dates for off in range(-2, 3)}
    days = [day for day in range(MONTH_END, 0, -1) if day in near or (day > 28 and max(near) >= 28)]
    if cadence is not Cadence.SEMIMONTHLY:
        yield from ((day,) for day in days)
        return
    yield from ((day, later) for later in days for day in days if 12 <= later - day <= 18)


def _days_off(rhythm: Rhythm, dates: Sequence[date]) -> int | None:
    """The sum of days that dates, in order, lie off the rhythm's own; None where it is not theirs."""
    slack, total, numbers = PACES[rhythm.cadence].slack, 0, set[int]()
    for day in dates:
        number, off = rhythm.nearest(day)
        if abs(off) > slack or number in numbers:
            return None
        numbers.add(number)
        total += abs(off)
    return total if len(numbers) >= SEEN * (max(numbers) - min(numbers) + 1) else None


def _day_of(anchor: date, months: int, day: int) -> date:
    return _day_in(anchor.year * 12 + anchor.month - 1 + months, day)


@lru_cache(maxsize=4096)
def _day_in(month: int, day: int) -> date:
    """A day of a month, counted from the year 0, its last where it is shorter."""
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


def _shifted(day: date, shift: Shift) -> date:
    beyond = day.weekday() - SATURDAY
    if shift is Shift.NONE or beyond < 0:
        return day
    return day + timedelta(days=-1 - beyond if shift is Shift.BEFORE else 2 - beyond)
