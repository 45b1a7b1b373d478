"""When money moves, as probabilities by day: the one shape that due dates, promises and learned habits share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

AHEAD = 91  # days: the 13 weeks of the forecast
ROUNDING = 1e-9
MEAN_WAIT = 30  # days that what is overdue takes, where nothing was ever learned


@dataclass(frozen=True, slots=True)
class Days:
    """When something is expected: between `early` and `late` in 80 of 100 cases, in half of them by `middle`."""

    early: date
    middle: date
    late: date


@dataclass(frozen=True, slots=True)
class Chances:
    """`by_day[n]` is the probability that money moves n days from today; what they lack to 1 is later or never.

    `basis` says in words what they rest on. `days`: where the day itself was learned, with levels of its own.
    `odds`: the same as they were learned, where `by_day` was sharpened into the likeliest weeks to be expected; what is
    expected may be sharp, but what may happen is not surer for it. None: they are those by day.
    """

    by_day: tuple[float, ...] = ()
    basis: str = ""
    days: Days | None = field(default=None, compare=False)
    odds: tuple[float, ...] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def on(cls, day: date, today: date, basis: str = "") -> "Chances":
        """Certainly on this day; where that is beyond the forecast, later. ValueError for a day that has gone."""
        ahead = (day - today).days
        if ahead < 0:
            raise ValueError(f"{day} is before {today}: what has passed cannot be forecast.")
        return cls((*[0.0] * ahead, 1.0) if ahead <= AHEAD else (), basis)

    @classmethod
    def over(cls, ahead: Sequence[int], basis: str = "") -> "Chances":
        """Alike on each of these days ahead; a day named twice is twice as likely."""
        by_day = [0.0] * (max(ahead) + 1)
        for day in ahead:
            by_day[day] += 1 / len(ahead)
        return cls(tuple(by_day[: AHEAD + 1]), basis)

    @classmethod
    def waiting(cls, mean: int = MEAN_WAIT, basis: str = "") -> "Chances":
        """From tomorrow on, each day as likely as the day before that it comes then if it has not: never today."""
        daily = 1 / mean
        return cls((0.0, *(daily * (1 - daily) ** day for day in range(AHEAD))), basis)

    @property
    def drawn(self) -> tuple[float, ...]:
        """The probabilities by day that draws follow."""
        return self.by_day if self.odds is None else self.odds

    def reached(self, share: float) -> int | None:
        """The first day ahead by which money has moved with this probability; None: not within the forecast."""
        moved = accumulate(self.by_day)
        return next((day for day, so_far in enumerate(moved) if so_far >= share - ROUNDING), None)


LATER = Chances()
