"""How long cash lasts, as two named numbers that are never mixed: buffer days, net-burn runway (RUNWAY 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from statistics import median

from core.cash import ZERO
from runway.calculators.movements import Movement
from runway.calculators.weeks import DAY, WEEK, complete_weeks

BUFFER_DAYS = 91
BURN_WEEKS = 13
ONE_OFF = 2  # times as far from the middle week as the usual weeks reach


class Verdict(StrEnum):
    """What can be said. Only `DAYS` comes with a number of days."""

    DAYS = "days"
    NOT_BURNING = "not burning"
    NO_OUTFLOW = "no outflow"
    OVERDRAWN = "overdrawn"
    UNKNOWN = "unknown"


class Unknown(StrEnum):
    """Why a runway is unknown."""

    CASH = "cash is unknown"
    NO_HISTORY = "no cash movement in the books"
    SHORT_HISTORY = "the history is too short"


@dataclass(frozen=True, slots=True)
class Week:
    """Net flow of one complete week over own accounts, money in positive; a one-off is not `used`."""

    ends_on: date
    net: Decimal
    used: bool


@dataclass(frozen=True, slots=True)
class Runway:
    """One runway number with what it rests on.

    `days` is unrounded and present only when `verdict` is `DAYS`. `daily` is the average outflow a day over
    `since` to `until` (both included), negative where more came in; `unexplained` of it are in no readable document.
    `history_from` is the first movement.
    """

    verdict: Verdict
    days: Decimal | None
    cash: Decimal | None
    daily: Decimal | None
    since: date
    until: date
    history_from: date | None
    why: Unknown | None = None
    weeks: tuple[Week, ...] = ()
    unexplained: Decimal = ZERO

    @property
    def weeks_left_out(self) -> tuple[Week, ...]:
        """One-offs: weeks that do not count in the average."""
        return tuple(week for week in self.weeks if not week.used)


@dataclass(frozen=True, slots=True)
class RunwayCalculator:
    """Computes the runway numbers of one business for one day from its movements.

    `unexplained` is an outflow a day that is in no movement (calculators/unexplained.py); both averages include it.
    """

    today: date
    movements: tuple[Movement, ...]
    unexplained: Decimal = ZERO

    def buffer_days(self, book_cash: Decimal | None) -> Runway:
        """Book cash / average daily gross outflow of the 91 days before today (RUNWAY 3.1).

        Transfers between own accounts are no movements, so they are in neither side. Today does not count, it
        is not over. Unknown where the movements begin after the first of those days.
        """
        since, until = self.today - DAY * BUFFER_DAYS, self.today - DAY
        outflow = -sum((m.amount for m in self.movements if m.amount < 0 and since <= m.on <= until), ZERO)
        return self._runway(book_cash, outflow / BUFFER_DAYS, since, until, Verdict.NO_OUTFLOW)

    def net_burn_runway(self, available_cash: Decimal | None) -> Runway:
        """Available cash / average daily net outflow of the last 13 complete weeks, trimmed (RUNWAY 3.2).

        A net outflow of nothing or less is "not burning". Unknown where the movements begin after the first
        day of the first week.
        """
        ends = complete_weeks(self.today, BURN_WEEKS)
        weeks = trimmed(self._week_nets(ends))
        used = [week.net for week in weeks if week.used]
        daily = -sum(used, ZERO) / (7 * len(used))
        since, until = ends[0] - WEEK + DAY, ends[-1]
        return self._runway(available_cash, daily, since, until, Verdict.NOT_BURNING, weeks)

    def _week_nets(self, ends: Iterable[date]) -> list[tuple[date, Decimal]]:
        return [
            (end, sum((m.amount for m in self.movements if end - WEEK < m.on <= end), ZERO)) for end in ends
        ]

    def _runway(
        self,
        cash: Decimal | None,
        daily: Decimal,
        since: date,
        until: date,
        at_rest: Verdict,
        weeks: tuple[Week, ...] = (),
    ) -> Runway:
        first = min((m.on for m in self.movements), default=None)
        why = _why_unknown(cash, first, since)
        daily += self.unexplained
        verdict = Verdict.UNKNOWN if why else _verdict(cash or ZERO, daily, at_rest)
        known = first is not None and first <= since
        return Runway(
            verdict=verdict,
            days=(cash or ZERO) / daily if verdict is Verdict.DAYS else None,
            cash=cash,
            daily=daily if known else None,
            since=since,
            until=until,
            history_from=first,
            why=why,
            weeks=weeks if known else (),
            unexplained=self.unexplained,
        )


def trimmed(nets: Iterable[tuple[date, Decimal]]) -> tuple[Week, ...]:
    """Marks the weeks that are one-offs: at most one of unusual outflow and one of unusual inflow.

    The furthest week on either side of the median is a one-off when it lies more than twice as far from it as
    any of the other weeks. What happens twice in the sample (payroll, rent) is a pattern and stays, however
    large; both sides are treated alike, so a single loan or tax payment neither hides nor makes a burn.
    """
    nets = list(nets)
    middle = median(net for _, net in nets)
    distances = [net - middle for _, net in nets]
    ends = {distances.index(max(distances)), distances.index(min(distances))}
    usual = max(
        (abs(distance) for place, distance in enumerate(distances) if place not in ends), default=ZERO
    )
    far = {place for place in ends if abs(distances[place]) > ONE_OFF * usual}
    return tuple(Week(end, net, place not in far) for place, (end, net) in enumerate(nets))


def _why_unknown(cash: Decimal | None, first: date | None, since: date) -> Unknown | None:
    if cash is None:
        return Unknown.CASH
    if first is None:
        return Unknown.NO_HISTORY
    return Unknown.SHORT_HISTORY if first > since else None


def _verdict(cash: Decimal, daily: Decimal, at_rest: Verdict) -> Verdict:
    if cash < 0:
        return Verdict.OVERDRAWN
    return Verdict.DAYS if daily > 0 else at_rest
