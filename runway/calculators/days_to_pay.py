"""How late each party pays: the days between due date and payment of what was settled, as known on a day (RUNWAY 9)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median

from core.dealings import Settled

RECENT = 5  # the latest documents that are held against those before them
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Habit:
    """One party's settled documents; days are past the due date, negative when early.

    `lateness` has those with a due date, by the day they were paid; `undated` counts the others. `low` and `high` are
    P10 and P90: a tenth was paid by `low`, nine tenths by `high`, both days that happened. `trend` is the median of
    the latest five less that of all before them; None with fewer than five before. None is unknown.
    """

    party_id: str
    party: str
    lateness: tuple[int, ...]
    undated: int
    latest: Settled
    median: Decimal | None
    low: int | None
    high: int | None
    trend: Decimal | None

    @property
    def count(self) -> int:
        """Documents that the numbers rest on."""
        return len(self.lateness)


def habits(settled: Iterable[Settled], today: date) -> tuple[Habit, ...]:
    """One habit a party, the slowest first, those without a due date last. What is paid after today is not known."""
    groups: dict[str, list[Settled]] = defaultdict(list)
    for one in settled:
        if _counts(one, today):
            groups[one.party_id or one.party].append(one)
    return tuple(sorted(map(_habit, groups.values()), key=_slowest))


def habit_of_all(settled: Iterable[Settled], today: date, name: str) -> Habit | None:
    """All parties together under one name; None where nothing was settled. Five of them all are no trend."""
    counted = [one for one in settled if _counts(one, today)]
    return replace(_habit(counted), party_id="", party=name, trend=None) if counted else None


def _counts(one: Settled, today: date) -> bool:
    """A total of zero or less asked for no money."""
    return one.paid_on <= today and (one.amount is None or one.amount > 0)


def _habit(settled: Sequence[Settled]) -> Habit:
    in_order = sorted(settled, key=lambda one: (one.paid_on, one.document))
    lateness = tuple(one.days_late for one in in_order if one.days_late is not None)
    latest = in_order[-1]
    return Habit(
        party_id=latest.party_id,
        party=latest.party,
        lateness=lateness,
        undated=len(in_order) - len(lateness),
        latest=latest,
        median=middle(lateness),
        low=_reached(lateness, 1),
        high=_reached(lateness, 9),
        trend=_trend(lateness),
    )


def middle(days: Sequence[int]) -> Decimal | None:
    """The median, with a half where it lies between two days."""
    return Decimal(str(median(days))) if days else None


def _reached(days: Sequence[int], tenths: int) -> int | None:
    """The first of these days by which so many tenths were paid (nearest rank)."""
    return sorted(days)[-(-tenths * len(days) // TENTHS) - 1] if days else None


def _trend(days: Sequence[int]) -> Decimal | None:
    recent, before = middle(days[-RECENT:]), middle(days[:-RECENT])
    if recent is None or before is None or len(days) < 2 * RECENT:
        return None
    return recent - before


def _slowest(habit: Habit) -> tuple[bool, Decimal, str, str]:
    return (habit.median is None, -(habit.median or Decimal(0)), habit.party, habit.party_id)
