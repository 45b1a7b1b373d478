"""What no readable document explains, week by week and account by account, from dated balances (RUNWAY 2).

opening + movements + unexplained = closing, to the cent, with what is known now. Movements are dated by their
documents. A balance counts what was entered by the instant at which it was read, whatever date it was given; so a
reading carries the rest that was not explained then (core/cash.py), and a week's unexplained is the rest after it less
the rest before it: money that no document tells of counts in the week in which it was entered. Documents cancel out of
a rest, so one that is backdated, dated ahead, edited or deleted later leaves no week wrong by it; it moves the opening
and closing of the weeks from its date on, which are what is dated by then and the rest.

The first reading that was kept on the day after a week is that week's, and may be of that day's evening: what no
document tells of and was entered on that day before it then counts in the week that was over already. Where it is
missing the rest of that week is unknown, never zero: it is told as one piece with the following weeks up to the next
reading, so that everything before and after still adds up. Before the first reading, and for foreign accounts, all is
unknown.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from core.cash import ZERO, AccountKind, Balance, Document, Flow, Reading
from runway.calculators.actuals import Actual
from runway.calculators.day_sums import DaySums
from runway.calculators.rows import Row
from runway.calculators.unexplained import HELD, Span
from runway.calculators.weeks import DAY, FRIDAY, WEEK, complete_weeks

WEEKS = 25  # of the half year whose movements are at hand, as many as are whole
Rests = Mapping[date, Decimal]
"""The rest of one account at the close of days."""


@dataclass(frozen=True, slots=True)
class WeekRest:
    """One account after `begins_on` to `until`, the last day of a week or today: opening + movements + unexplained =
    closing. It is of several weeks where nothing was read between.
    """

    account_id: str
    name: str
    begins_on: date
    until: date
    opening: Decimal
    movements: Decimal
    unexplained: Decimal
    closing: Decimal
    is_over: bool = True

    @property
    def weeks(self) -> int:
        """How many weeks it is of; the one so far counts as one."""
        return -((self.begins_on - self.until).days // WEEK.days)

    def with_next(self, later: "WeekRest") -> "WeekRest":
        """This and the one after it, as one."""
        return replace(
            later,
            begins_on=self.begins_on,
            opening=self.opening,
            movements=self.movements + later.movements,
            unexplained=self.unexplained + later.unexplained,
        )


def weekly_rests(
    balances: Iterable[Balance],
    flows: Iterable[Flow],
    readings: Iterable[Reading],
    spans: Iterable[Span],
    today: date,
    last: int = FRIDAY,
) -> tuple[WeekRest, ...]:
    """The known weeks of every bank account, oldest first by account: the last 25 that are over, and this one so far.

    Weeks between which nothing was read are one. `flows` are of those weeks and all later ones; `spans` tell the
    rest of each account as of its balance.
    """
    rests: dict[str, dict[date, Decimal]] = defaultdict(dict)
    for reading in readings:
        rests[reading.account_id][reading.on - DAY] = reading.rest
    moved: dict[str, list[Flow]] = defaultdict(list)
    for flow in flows:
        moved[flow.account_id].append(flow)
    now = {span.account_id: span.unexplained for span in spans}
    return tuple(
        week
        for balance in balances
        if balance.kind in HELD and balance.account_id in now
        for week in _weeks(
            balance,
            moved[balance.account_id],
            {**rests[balance.account_id], today: now[balance.account_id]},
            today,
            last,
        )
    )


def _weeks(
    balance: Balance, flows: Iterable[Flow], rests: Rests, today: date, last: int
) -> Iterator[WeekRest]:
    """From one week end whose rest is known to the next; `rests` has that of `today` as it is."""
    over, moves = complete_weeks(today, WEEKS, last), DaySums((flow.on, flow.amount) for flow in flows)
    for before, until in pairwise(end for end in (over[0] - WEEK, *over, today) if end in rests):
        closing = (balance.amount or ZERO) - moves.after(until) - (rests[today] - rests[until])
        moved, rest = moves.between(before, until), rests[until] - rests[before]
        yield WeekRest(
            account_id=balance.account_id,
            name=balance.name,
            begins_on=before,
            until=until,
            opening=closing - rest - moved,
            movements=moved,
            unexplained=rest,
            closing=closing,
            is_over=until != today,
        )


def own_rests(
    weeks: Iterable[WeekRest], balances: Iterable[Balance], spans: Iterable[Span]
) -> tuple[WeekRest, ...]:
    """The weeks of all accounts that `rest_of` adds up, those of book cash but foreign ones, oldest first by account.

    Each is from one week end at which all of them are known to the next, so that together they are the rest of cash.
    """
    operating = {balance.account_id for balance in balances if balance.kind is AccountKind.OPERATING}
    theirs: dict[str, list[WeekRest]] = {
        span.account_id: [] for span in spans if span.account_id in operating
    }
    for week in weeks:
        if week.account_id in theirs:
            theirs[week.account_id].append(week)
    known = [{end for week in own for end in (week.begins_on, week.until)} for own in theirs.values()]
    ends = set.intersection(*known) if known else set()
    return tuple(joined for own in theirs.values() for joined in _between(own, ends))


def _between(weeks: Iterable[WeekRest], ends: Collection[date]) -> Iterator[WeekRest]:
    """One account's weeks as far as they lie between these ends, those without an end between them as one."""
    so_far: WeekRest | None = None
    for week in weeks:
        if so_far:
            so_far = so_far.with_next(week)
        elif week.begins_on in ends:
            so_far = week
        if so_far and week.until in ends:
            yield so_far
            so_far = None


def unexplained_actuals(rests: Iterable[WeekRest]) -> tuple[Actual, ...]:
    """What the sheet's row is made of, a piece an account, on the last day of what it is the rest of (`own_rests`).

    A piece of nothing says that nothing was unexplained; of this week only what is something.
    """
    return tuple(
        Actual(
            rest.until, rest.unexplained, Row.UNEXPLAINED, rest.name, (Document("Account", rest.account_id),)
        )
        for rest in rests
        if rest.unexplained or rest.is_over
    )
