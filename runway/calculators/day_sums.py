"""Sums of what moved up to any day, each told in no time."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import accumulate

from core.cash import ZERO


class DaySums:
    """Dated amounts, added up day by day."""

    def __init__(self, moved: Iterable[tuple[date, Decimal]]) -> None:
        by_day: dict[date, Decimal] = defaultdict(lambda: ZERO)
        for on, amount in moved:
            by_day[on] += amount
        self.days = sorted(by_day)
        self.sums = list(accumulate((by_day[day] for day in self.days), initial=ZERO))

    def until(self, day: date) -> Decimal:
        """The sum of all that moved up to the close of a day."""
        return self.sums[bisect_right(self.days, day)]

    def between(self, after: date, until: date) -> Decimal:
        """What moved after one day, up to the close of another."""
        return self.until(until) - self.until(after)

    def after(self, day: date) -> Decimal:
        """What moved after a day."""
        return self.sums[-1] - self.until(day)
