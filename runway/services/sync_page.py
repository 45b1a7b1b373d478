"""Flow: mirrored. What the sync pages show, as frozen values. Shares are 0 to 1; None is unknown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from runway.charts_sync import LaneChart, ReadsChart
from runway.page_times import Took
from runway.services.connect_page import Pill
from runway.services.digest_page import AsOf
from runway.services.narrowing import Filter, narrowed
from sync.orchestrators.health import Health
from sync.orchestrators.webhooks import Told


class Show(StrEnum):
    """What the list can be narrowed to; the value is what the address says."""

    ALL = "all"
    PROBLEMS = "problems"
    DISCONNECTED = "disconnected"
    FAILING = "failing"
    LATE = "late"
    PAUSED = "paused"
    FRESH = "fresh"


class Span(StrEnum):
    """How far the lanes reach back."""

    DAY = "24h"
    MONTH = "30d"


@dataclass(frozen=True, slots=True)
class Row:
    """One business. Instants are in the zone of the page; `within` is the share of changes within 15 minutes."""

    name: str
    slug: str
    firm: str
    health: Health
    pill: Pill
    reason: str
    as_of: AsOf
    last_ok_at: datetime | None
    next_at: datetime | None
    is_due: bool
    failures: int
    rows: int
    quarantined: int
    calls_today: int
    told: Told
    changes: int
    within: float | None
    is_paused: bool
    may_act: bool
    may_connect: bool


@dataclass(frozen=True, slots=True)
class LaneRow:
    """What a lane says, in numbers: pulls of its span that were good and bad, and the oldest that the mirror grew."""

    name: str
    slug: str
    good: int
    bad: int
    oldest: str
    age: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """Freshness lanes of the first businesses shown, drawn twice, with the same as a table."""

    span: Span
    zone: str
    rows: tuple[LaneRow, ...]
    left_out: int
    wide: LaneChart | None
    narrow: LaneChart | None


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the audit's figures beside ours; `pill` says whether it is kept."""

    name: str
    goal: str
    measured: str
    over: str
    pill: Pill


@dataclass(frozen=True, slots=True)
class ReadsRow:
    """Reads of one class of calls."""

    words: str
    reads: int
    share: float


@dataclass(frozen=True, slots=True)
class Reads:
    """The month's reads of all businesses together. `limit` 0 is none; `pace` is what becomes of background reads."""

    month: str
    used: int
    limit: int
    share: float | None
    forecast: int
    pace: str
    rows: tuple[ReadsRow, ...]
    wide: ReadsChart
    narrow: ReadsChart


@dataclass(frozen=True, slots=True)
class Kept:
    """How the promise was kept: of so many changes the share in time, and what is left of the error budget.

    So many were late, of so many that the promise lets be late.
    """

    changes: int
    late: int
    allowed: int
    within: float | None
    budget_left: float | None


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert that is not resolved; `business` is empty where it is about RowCol itself.

    `may_connect`: a new consent ends it, and this person may give it.
    """

    number: int
    pill: Pill
    kind: str
    business: str
    slug: str
    words: str
    since: datetime
    owner: str
    may_connect: bool
    may_take: bool


@dataclass(frozen=True, slots=True)
class Life:
    """How long ago a process of the background work last showed life, in words."""

    name: str
    age: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Webhooks of all businesses: deliveries of 24 hours and how long ago the last came; waiting; refused today."""

    deliveries: int
    last: str
    waiting: int
    refused: int


@dataclass(frozen=True, slots=True)
class Listed:
    """The businesses shown: part `number` of `pages` of those `found`, worst first; `find` is what was searched for."""

    rows: tuple[Row, ...]
    businesses: int
    found: int
    fresh: int
    number: int
    pages: int
    show: Show
    find: str
    filters: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class SyncPage:
    """The list, what is wrong, lanes of the businesses shown, and what is true of all of them together."""

    at: datetime
    listed: Listed
    alerts: tuple[AlertRow, ...]
    life: tuple[Life, ...]
    webhooks: Heard
    week: Kept
    month: Kept
    lanes: Lanes
    goals: tuple[Goal, ...]
    times: tuple[Took, ...]
    reads: Reads


@dataclass(frozen=True, slots=True)
class EntityRow:
    """One kind of object; `why` says why it is not read, `drift` which JSON keys are new."""

    name: str
    rows: int
    as_of: AsOf
    is_weekly: bool
    last_change: datetime | None
    changes: int
    within: float | None
    usual: str
    quarantined: int
    why: str
    drift: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run, in the business's zone."""

    kind: str
    pill: Pill
    at: datetime
    took: str
    calls: int
    changed: int
    error: str


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One invariant: what it says, whether it holds, where it does not, and in how many places day by day."""

    rule: str
    pill: Pill
    examples: tuple[str, ...]
    trend: str


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One kind of object over days: its greatest age in words, what is odd now, and the trends of age and oddities."""

    name: str
    age: str
    age_trend: str
    quarantined: int
    quarantined_trend: str
    differences: int | None
    differences_trend: str


@dataclass(frozen=True, slots=True)
class QualityPanel:
    """How data held together over so many days, as last looked at."""

    days: int
    at: datetime | None
    held: tuple[HeldRow, ...]
    measured: tuple[MeasuredRow, ...]


@dataclass(frozen=True, slots=True)
class BusinessPage:
    """One business: its row, its entities, its latest runs, its lanes of a day and of a month, its data's quality.

    `unchanged` are the entities of which nothing is to be told but their age; `kinds` are all, as QuickBooks names
    them; `quiet` of the latest runs are left out, since they found nothing.
    """

    at: datetime
    row: Row
    entities: tuple[EntityRow, ...]
    unchanged: tuple[EntityRow, ...]
    kinds: tuple[str, ...]
    runs: tuple[RunRow, ...]
    quiet: int
    day: Lanes
    month: Lanes
    quality: QualityPanel


SHOWN: Mapping[Show, tuple[str, Callable[[Row], bool]]] = {
    Show.ALL: ("All", lambda row: True),
    Show.PROBLEMS: ("Not fresh", lambda row: row.health is not Health.FRESH),
    Show.DISCONNECTED: ("Disconnected", lambda row: row.health is Health.DISCONNECTED),
    Show.FAILING: ("Failing", lambda row: row.health is Health.FAILING),
    Show.LATE: ("Late", lambda row: row.health.startswith("late")),
    Show.PAUSED: ("Paused", lambda row: row.health is Health.PAUSED),
    Show.FRESH: ("Fresh", lambda row: row.health is Health.FRESH),
}
WORST = (
    *(Health.DISCONNECTED, Health.FAILING, Health.LATE),
    *(Health.LATE_BUDGET, Health.PAUSED, Health.FRESH),
)
ROWS_A_PAGE = 25


def listed(rows: Sequence[Row], show: Show, find: str, number: int) -> Listed:
    """What is asked for of these rows, worst first; the filters count what the search leaves."""
    asked = narrowed(rows, SHOWN, show, find)
    wanted = sorted(asked.rows, key=_worst_first)
    pages = max(1, ceil(len(wanted) / ROWS_A_PAGE))
    number = min(max(number, 1), pages)
    return Listed(
        rows=tuple(wanted[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]),
        businesses=len(rows),
        found=len(wanted),
        fresh=sum(row.health is Health.FRESH for row in rows),
        number=number,
        pages=pages,
        show=show,
        find=find,
        filters=asked.filters,
    )


def _worst_first(row: Row) -> tuple[int, float, str]:
    """By health; the oldest first among those of one kind, and before all those that were never read."""
    age = row.as_of.age.total_seconds() if row.as_of.age else float("inf")
    return (WORST.index(row.health), -age, row.name)
