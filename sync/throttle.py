"""The pace of calls to one QBO company, kept by all workers together in Postgres (API_FACTS 5.1).

A call needs a place (at most `in_flight` at once; a lease in `CallSlot`) and a start (`per_second`,
`per_minute`; a reservation in `Throttle`). Starts are spaced so that no window of a second or a minute ever
holds more than its limit, wherever it begins. People go first: background work leaves two places free and
reserves a start only when it is next, while a person reserves at once and so passes all who still wait.

Mostly both are free, and one statement takes them where circuit and read budget allow the call; else each is waited
for. Postgres serves workers on all machines; a broker in Redis changes nothing here.
"""

import math
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings

from core import clock
from sync import budget, circuit, sql
from sync.errors import SlowDown
from sync.models import CallSlot, Throttle

# A call may leave later than the start it reserved, else it reserves another, and arrive later than that. Both make the
# spacing wider, which costs nothing: a minute's allowance is used up no faster.
LATE_SECONDS, ON_THE_ROAD_SECONDS = 0.1, 0.1
LEAST_PATIENCE_SECONDS = 3.0  # of the machine's time
LEASE_MARGIN_SECONDS = 15
SPARE_PLACES = 2
LOOK_AGAIN_SECONDS = 0.05
Wait = Callable[[float], None]

_PLACES = CallSlot._meta.db_table
_STARTS = Throttle._meta.db_table
_FREE = f"""
    free AS (
        SELECT id FROM {_PLACES}
        WHERE realm_id = %(realm)s AND number <= %(last)s AND (taken_until IS NULL OR taken_until <= %(now)s)
        ORDER BY number DESC LIMIT 1 FOR UPDATE SKIP LOCKED
    )
"""
_TAKE = f"""
    WITH {sql.QUICK}, {_FREE}
    UPDATE {_PLACES} AS place SET taken_until = %(lease)s, holder = pg_backend_pid()
    FROM free, quick WHERE place.id = free.id RETURNING place.id
"""
LEAVE = f"""
    UPDATE {_PLACES} SET taken_until = NULL, holder = NULL WHERE id = %(place)s AND taken_until = %(lease)s
"""
_LEAVE = f"""
    WITH {sql.QUICK}
    UPDATE {_PLACES} SET taken_until = NULL, holder = NULL
    FROM quick WHERE id = %(place)s AND taken_until = %(lease)s
"""
_FREE_THE_DEAD = f"""
    UPDATE {_PLACES} SET taken_until = NULL, holder = NULL
    WHERE realm_id = %(realm)s AND holder IS NOT NULL
      AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = holder) RETURNING id
"""
_LAST_PLACE = f"SELECT id FROM {_PLACES} WHERE realm_id = %(realm)s AND number = %(most)s"
_MAKE_PLACES = f"""
    INSERT INTO {_PLACES} (realm_id, number)
    SELECT %(realm)s, generate_series(1, %(most)s) ON CONFLICT DO NOTHING
"""
_NEXT = "greatest(%(now)s, next_start_at, minute_at - %(ahead)s, paused_until)"
_RESERVE = f"""
    UPDATE {_STARTS} SET
        next_start_at = {_NEXT} + %(apart)s,
        minute_at = greatest(minute_at, {_NEXT}) + %(each_minute)s
"""
_START = f"""
    WITH {sql.QUICK} {_RESERVE}
    FROM quick WHERE realm_id = %(realm)s AND kind = %(kind)s AND {_NEXT} <= %(reach)s
    RETURNING next_start_at - %(apart)s
"""
_TAKE_AND_START = f"""
    WITH {sql.QUICK}, {_FREE}, start AS (
        {_RESERVE}
        FROM free WHERE realm_id = %(realm)s AND kind = 'all' AND {_NEXT} <= %(reach)s
            AND {circuit.CLOSED} AND {budget.LEFT}
        RETURNING next_start_at - %(apart)s AS at
    )
    UPDATE {_PLACES} AS place SET taken_until = %(lease)s, holder = pg_backend_pid()
    FROM free, start, quick WHERE place.id = free.id RETURNING place.id, start.at
"""
_PAUSE = f"""
    UPDATE {_STARTS} SET paused_until = greatest(paused_until, %(until)s)
    WHERE realm_id = %(realm)s AND kind = 'all'
"""


@dataclass(frozen=True)
class Lane:
    """Who calls: how long they wait for a turn, how far ahead they reserve, places they leave free.

    `budget` is the share of the month's reads at which they are refused; `most` caps all waits. Seconds of the clock.
    """

    patience: float
    ahead: float
    spare: int
    budget: float = 1.0
    most: float = math.inf

    def within(self, seconds: float) -> "Lane":
        """The same for someone who has no more time than that."""
        return replace(self, ahead=min(self.ahead, seconds), most=seconds)

    def longest_wait(self) -> timedelta:
        """The patience, which however fast the clock runs lasts a moment of the machine's time too."""
        lasting = clock.at_least(self.patience, real=min(self.patience, LEAST_PATIENCE_SECONDS))
        return timedelta(seconds=min(lasting.total_seconds(), self.most))


PEOPLE = Lane(patience=2.0, ahead=2.0, spare=0)
BACKGROUND = Lane(patience=150.0, ahead=0.25, spare=SPARE_PLACES, budget=budget.STOPPED_FROM)


@dataclass
class Turn:
    """A place among the calls under way, held until it is given back or the lease ends; when the call may start."""

    place: int
    lease: datetime
    start: datetime | None = None
    over: bool = False

    def left(self) -> dict[str, object]:
        """The values of LEAVE, for the statement that gives the place back along with other things."""
        self.over = True
        return {"place": self.place, "lease": self.lease}


@dataclass(frozen=True)
class Pace:
    """How starts are spaced: from one to the next, what each uses of the minute, how far use may run ahead.

    n starts in a row span at least (n - 1) * each_minute - ahead. With `extra` starts of head start the
    spacing is a minute / (limit - extra), so that a minute holds `limit` of them and not one more.
    """

    apart: timedelta
    each_minute: timedelta
    ahead: timedelta

    @classmethod
    def of(cls, per_minute: int, per_second: int) -> "Pace":
        extra = min(per_second or per_minute, per_minute // 10)
        late = _real(LATE_SECONDS + ON_THE_ROAD_SECONDS).total_seconds()
        each_minute = _at_least((60 + late) / (per_minute - extra))
        return cls(_at_least((1 + late) / per_second if per_second else 0), each_minute, extra * each_minute)


def _at_least(seconds: float) -> timedelta:
    """Rounded up to the microsecond that the database keeps, since a shorter spacing would add up."""
    return timedelta(microseconds=math.ceil(seconds * 1_000_000))


def _real(seconds: float) -> timedelta:
    """So many seconds of the clock, and of the machine's too: what processes and networks need, no clock hurries."""
    return clock.at_least(seconds, real=seconds)


def pace(kind: str) -> Pace:
    """The configured pace (QBO_LIMITS) of `all` calls, or of `batch` calls on top of it."""
    limits = settings.QBO_LIMITS
    if kind == "batch":
        return Pace.of(limits["batch_per_minute"], 0)
    return Pace.of(limits["per_minute"], limits["per_second"])


@contextmanager
def turn(
    realm_id: str, lane: Lane, *, batch: bool = False, metered: bool = True, wait: Wait = clock.sleep
) -> Iterator[Turn]:
    """Wait for a place and a start, and hold the place while the call is made.

    SlowDown, with the instant when asking again is worth it, if the turn is beyond the lane's patience; CircuitOpen
    and BudgetSpent where no call may be made.
    """
    share = lane.budget if metered else 0.0
    mine = None if batch else _take_and_start(realm_id, lane, share)
    if mine is None:
        circuit.enter(realm_id)
        budget.enter(share, clock.now())
        mine = _take_place(realm_id, lane, wait)
    try:
        if mine.start is None or not _is_on_time(mine.start, wait):
            for kind in ("batch", "all") if batch else ("all",):
                _await_start(realm_id, kind, lane, wait)
        yield mine
    finally:
        if not mine.over:
            sql.one(_LEAVE, mine.left())


def pause(realm_id: str, until: datetime) -> None:
    """QBO asked for a pause: nobody starts a call before `until`; a longer pause already set stays."""
    _found(realm_id, "all")
    sql.one(_PAUSE, {"realm": realm_id, "until": until})


def _take_and_start(realm_id: str, lane: Lane, share: float) -> Turn | None:
    """A place and the next start at once; None where either must be waited for, or no call may be made."""
    now = clock.now()
    lease, reach = _lease(now, lane), now + timedelta(seconds=lane.ahead)
    values = {**vars(pace("all")), **budget.most(share, now), "realm": realm_id, "now": now}
    row = sql.one(_TAKE_AND_START, {**values, "last": _last(lane), "lease": lease, "reach": reach})
    return Turn(row[0], lease, row[1]) if row else None


def _take_place(realm_id: str, lane: Lane, wait: Wait) -> Turn:
    """A free place and the lease that proves it is ours.

    A worker that died gives its place back with its database session, or at the latest when the lease ends.
    """
    places = {"realm": realm_id, "most": settings.QBO_LIMITS["in_flight"], "last": _last(lane)}
    give_up_at = clock.now() + lane.longest_wait()
    while True:
        now = clock.now()
        lease = _lease(now, lane)
        if row := sql.one(_TAKE, {**places, "now": now, "lease": lease}):
            return Turn(row[0], lease)
        if sql.one(_FREE_THE_DEAD, places):
            continue
        if not sql.one(_LAST_PLACE, places):
            sql.one(_MAKE_PLACES, places)
        elif now >= give_up_at:
            raise SlowDown("all places for calls are taken", until=now + lane.longest_wait())
        else:
            wait(LOOK_AGAIN_SECONDS * random.uniform(0.5, 1.5))


def _last(lane: Lane) -> int:
    """The highest number of the places that the lane may take."""
    return max(1, settings.QBO_LIMITS["in_flight"] - lane.spare)


def _lease(now: datetime, lane: Lane) -> datetime:
    return now + lane.longest_wait() + _real(settings.QBO_TIMEOUT_SECONDS + LEASE_MARGIN_SECONDS)


def _await_start(realm_id: str, kind: str, lane: Lane, wait: Wait) -> None:
    """Reserve the next start within the lane's reach and wait for it."""
    per = pace(kind)
    give_up_at = clock.now() + lane.longest_wait()
    while True:
        now = clock.now()
        reach = now + timedelta(seconds=lane.ahead)
        row = sql.one(_START, {**vars(per), "realm": realm_id, "kind": kind, "now": now, "reach": reach})
        if row and _is_on_time(row[0], wait):
            return
        start = _next_start(realm_id, kind, now, per.ahead)
        if start > give_up_at:
            raise SlowDown(
                "the calls of this minute are used up or QuickBooks asked for a pause", until=start
            )
        wait(max((start - reach).total_seconds(), 0) + LOOK_AGAIN_SECONDS * random.random())


def _is_on_time(start: datetime, wait: Wait) -> bool:
    """Wait for a start that was reserved; whether it has not been missed, as on a machine that has too much to do."""
    wait((start - clock.now()).total_seconds())
    return clock.now() - start <= _real(LATE_SECONDS)


def _next_start(realm_id: str, kind: str, now: datetime, ahead: timedelta) -> datetime:
    found = _found(realm_id, kind)
    return max(found.next_start_at, found.minute_at - ahead, found.paused_until or now)


def _found(realm_id: str, kind: str) -> Throttle:
    fresh = {"next_start_at": clock.now(), "minute_at": clock.now()}
    return Throttle.objects.get_or_create(realm_id=realm_id, kind=kind, defaults=fresh)[0]
