"""How long a mirror may wait before QuickBooks is asked what changed: facts in, a span of time out (DESIGN 5)."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

WATCHED_FOR, RECENTLY = timedelta(minutes=10), timedelta(hours=2)
TOLD_LATELY, TOLD = timedelta(minutes=15), timedelta(hours=3)
UNTOLD = timedelta(minutes=10)
SOONEST_RETRY, LATEST_RETRY = timedelta(seconds=30), timedelta(hours=1)
NIGHT_BEGINS, NIGHT = 1, timedelta(hours=4)
SPREAD, GOLDEN_RATIO = 0.1, 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Situation:
    """What a rhythm follows from.

    watched   how long to wait while somebody looks at the business's pages
    told      whether webhooks may be relied on to tell of what changes
    stretch   by how much the read budget slows background reads; people's reads it leaves alone
    """

    now: datetime
    watched: timedelta
    told: bool
    looked_at: datetime | None = None
    changed_at: datetime | None = None
    stretch: float = 1.0


def until_next(situation: Situation) -> timedelta:
    """How long until the next pull after a good one."""
    background = _background(situation) * max(situation.stretch, 1.0)
    if _within(situation.looked_at, situation.now, WATCHED_FOR):
        return min(situation.watched, background)
    return background


def until_retry(failures: int, share: float) -> timedelta:
    """How long after so many failures in a row: twice as long each time, an hour at most.

    `share` (0 to 1, another for each business) takes off up to a tenth: who failed together comes back apart.
    """
    return spread(min(SOONEST_RETRY * 2 ** min(failures - 1, 10), LATEST_RETRY), share)


def spread(span: timedelta, share: float) -> timedelta:
    """The span less up to a tenth of it, so that businesses drift apart and none waits longer than was said."""
    return span * (1 - SPREAD * share)


def laid_out(longest: timedelta, left: timedelta) -> timedelta:
    """The wait, `longest` at most, that comes to the end of `left` in equal steps."""
    return left / max(math.ceil(left / longest), 1)


def next_night(now: datetime, share: float) -> datetime:
    """When the coming night's work begins; `now` is in the business's own time zone, and so is the answer.

    Between one and five in the morning by its clock, at its own place (`share`, 0 to 1), so that many come apart.
    """
    at = now.replace(hour=NIGHT_BEGINS, minute=0, second=0, microsecond=0) + NIGHT * share
    return at if at > now else at + timedelta(days=1)


def share_of(business_id: int) -> float:
    """A number from 0 to 1 that is a business's own; steps of the golden ratio scatter any run of keys evenly."""
    return business_id * GOLDEN_RATIO % 1.0


def _background(situation: Situation) -> timedelta:
    if not situation.told:
        return UNTOLD
    return TOLD_LATELY if _within(situation.changed_at, situation.now, RECENTLY) else TOLD


def _within(at: datetime | None, now: datetime, span: timedelta) -> bool:
    return at is not None and now - at < span
