"""Flow: mirrored. How the pulls of hours and days went: when they came and failed, how old the mirrors grew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count

from core.models import Business
from sync.models import RunKind, RunState, SyncRun

GOOD, BAD = (RunState.DONE, RunState.PARTIAL), (RunState.FAILED, RunState.LOST)
PULLS = (RunKind.BACKFILL, RunKind.CHANGES)

# Every good pull knows the good one before it, so that a gap is known at whichever end a slot cuts it. The last good
# pull before the first slot is found by index, one look a business.
SLOTS = f"""
WITH pull AS (
  SELECT business_id, finished_at AS at, state = ANY(%(good)s) AS good
  FROM {SyncRun._meta.db_table}
  WHERE business_id = ANY(%(ids)s) AND kind = ANY(%(kinds)s) AND state = ANY(%(ended)s)
    AND finished_at > %(since)s AND finished_at <= %(until)s
), before AS (
  SELECT one.id AS business_id, (
    SELECT max(finished_at) FROM {SyncRun._meta.db_table} AS run
    WHERE run.business_id = one.id AND finished_at <= %(since)s
      AND kind = ANY(%(kinds)s) AND state = ANY(%(good)s)) AS at
  FROM unnest(%(ids)s::bigint[]) AS one (id)
), good AS (
  SELECT business_id, at, lag(at) OVER (PARTITION BY business_id ORDER BY at) AS former
  FROM (SELECT business_id, at FROM pull WHERE good UNION ALL
        SELECT business_id, at FROM before WHERE at IS NOT NULL) AS either
), slotted AS (
  SELECT business_id, at, former, 0 AS bad FROM good
  UNION ALL SELECT business_id, at, NULL, 1 FROM pull WHERE NOT good
)
SELECT business_id,
  greatest(ceil(extract(epoch FROM at - %(since)s) / %(span)s)::int - 1, -1) AS slot,
  count(*) FILTER (WHERE bad = 0), sum(bad),
  max(at) FILTER (WHERE bad = 0), max(at - former)
FROM slotted GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """What became of the pulls that ended in one stretch of time.

    `oldest` is the oldest that the mirror grew in it, `age` how old it was at its end; None: never read by then.
    """

    good: int
    bad: int
    oldest: timedelta | None
    age: timedelta | None


@dataclass(frozen=True, slots=True)
class Endings:
    """How many runs ended how."""

    done: int = 0
    partial: int = 0
    failed: int = 0
    lost: int = 0

    @property
    def ended(self) -> int:
        return self.done + self.partial + self.failed + self.lost

    @property
    def success(self) -> float | None:
        """The share that ended done."""
        return self.done / self.ended if self.ended else None

    @property
    def failure(self) -> float | None:
        """The share that failed or was lost; what is neither did a part."""
        return (self.failed + self.lost) / self.ended if self.ended else None


@dataclass(frozen=True, slots=True)
class Ran:
    """One run: when it began, how long it took (None while it goes on), what it spent, how many rows it changed."""

    kind: RunKind
    state: RunState
    at: datetime
    took: timedelta | None
    calls: int
    changed: int
    error: str


def slots_of(
    businesses: Iterable[Business], now: datetime, span: timedelta, count: int
) -> Mapping[int, tuple[Slot, ...]]:
    """By business key, so many stretches of time of `span` each, the last one up to now. One query."""
    keys, since = [business.pk for business in businesses], now - span * count
    values: dict[str, Any] = {
        "ids": keys,
        "good": list(GOOD),
        "ended": [*GOOD, *BAD],
        "kinds": list(PULLS),
        "since": since,
        "until": now,
        "span": span.total_seconds(),
    }
    found: dict[int, dict[int, Sequence]] = {key: {} for key in keys}
    with connection.cursor() as cursor:
        cursor.execute(SLOTS, values)
        for key, slot, *facts in cursor.fetchall():
            found[key][slot] = facts
    return {key: _slots(facts, since, span, count) for key, facts in found.items()}


def endings_of(businesses: Iterable[Business], now: datetime, days: int) -> Endings:
    """How the runs of all kinds ended, of these businesses and so many days. One query."""
    ended = SyncRun.objects.filter(
        business__in=list(businesses), finished_at__gt=now - timedelta(days=days), finished_at__lte=now
    )
    counts = dict(ended.order_by().values_list("state").annotate(Count("id")))
    return Endings(*(counts.get(state, 0) for state in (*GOOD, *BAD)))


def last_runs(business: Business, count: int) -> list[Ran]:
    """The latest runs, the newest first. One query."""
    return [_ran(run) for run in SyncRun.objects.filter(business=business)[:count]]


def is_quiet(run: Ran) -> bool:
    """Whether it came round, found nothing and ended well; what webhooks announced is never quiet."""
    return run.state is RunState.DONE and not run.changed and run.kind is not RunKind.EVENTS


def _ran(run: SyncRun) -> Ran:
    took = run.finished_at - run.started_at if run.finished_at and run.started_at else None
    moved = ("inserted", "updated", "deleted")
    changed = sum(tally.get(name, 0) for tally in run.tallies.values() for name in moved)
    kind, state = RunKind(run.kind), RunState(run.state)
    return Ran(kind, state, run.started_at or run.queued_at, took, run.calls, changed, run.error)


def _slots(facts: Mapping[int, Sequence], since: datetime, span: timedelta, count: int) -> tuple[Slot, ...]:
    """Each slot's age is the longest wait that ended in it, or the wait that goes on at its end."""
    last_good = facts[-1][2] if -1 in facts else None
    made = []
    for number in range(count):
        until = since + span * (number + 1)
        good, bad, latest, longest = facts.get(number, (0, 0, None, None))
        last_good = latest or last_good
        age = until - last_good if last_good else None
        oldest = max((each for each in (longest, age) if each is not None), default=None)
        made.append(Slot(good, bad, oldest, age))
    return tuple(made)
