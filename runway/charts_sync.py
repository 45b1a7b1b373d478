"""SVG geometry of the sync page: freshness lanes, one a business, and the reads of a month."""

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import log
from zoneinfo import ZoneInfo

from runway import words
from runway.charts import Frame, Mark, place, round_ticks

LEAST, PROMISE, MOST = timedelta(seconds=30), timedelta(minutes=15), timedelta(hours=24)
LONGEST_WAIT = timedelta(
    hours=3, minutes=15
)  # of a quiet mirror, webhooks healthy (DESIGN 5), and some grace
LANE_HEIGHT, LEAST_BAR = 24.0, 1.6
READS_WIDE = Frame(540, 236, 44, 12, 18, 28, 7)
READS_NARROW = Frame(340, 220, 40, 10, 18, 28, 14)


@dataclass(frozen=True, slots=True)
class LaneFrame:
    """One drawing of lanes: its width, the margins beside the lanes, how far lanes are apart, where names stand."""

    width: int
    left: int
    right: int
    pitch: int
    label_every: int
    names_above: bool


LANES_WIDE = LaneFrame(690, 150, 78, 36, 1, names_above=False)
LANES_NARROW = LaneFrame(340, 2, 8, 54, 2, names_above=True)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time in one lane: the oldest that the mirror grew in it (None: never read), pulls good and bad."""

    age: timedelta | None
    good: int
    bad: int


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: its line, the promise above it, bars as paths, where waits were planned and where not; failures."""

    name: Mark
    now: Mark
    base: str
    promise: str
    planned: str
    unplanned: str
    failed: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class LaneChart:
    """Lanes over one stretch of time; `times` are the lines across them."""

    width: int
    height: int
    left: int
    right: int
    top: int
    foot: int
    times: tuple[Mark, ...]
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class ReadsChart:
    """Reads of a month: what was used, day by day, and where it leads; `limits` are what background work heeds.

    `said` is the baseline of the words at the end, which stand above those of today however few the reads are.
    """

    frame: Frame
    right: int
    ticks: tuple[Mark, ...]
    days: tuple[Mark, ...]
    limits: tuple[Mark, ...]
    used: str
    ahead: str
    today: Mark
    end: Mark
    said: str
    foot: int


def lane_chart(
    lanes: Sequence[tuple[str, str, Sequence[Stretch]]],
    until: datetime,
    span: timedelta,
    zone: str,
    frame: LaneFrame,
) -> LaneChart:
    """Measures lanes, each with its name and its age in words, of stretches of `span` that end at `until`.

    Times are labelled in `zone`.
    """
    count = len(lanes[0][2]) if lanes else 1
    top = 8 if frame.names_above else 6
    foot = top + frame.pitch * len(lanes)
    return LaneChart(
        width=frame.width,
        height=foot + 22,
        left=frame.left,
        right=frame.width - frame.right,
        top=top,
        foot=foot,
        times=tuple(_times(until - span * count, until, zone, frame, foot)),
        lanes=tuple(
            _lane(name, age, stretches, top + frame.pitch * (number + 1) - 4, frame)
            for number, (name, age, stretches) in enumerate(lanes)
        ),
    )


def bar_height(age: timedelta) -> float:
    """How high an age stands in its lane, on a logarithmic scale cut at a day."""
    share = log(max(age, LEAST) / LEAST) / log(MOST / LEAST)
    return max(LANE_HEIGHT * min(share, 1.0), LEAST_BAR)


def reads_chart(
    by_day: Mapping[date, int], today: date, forecast: int, limits: Mapping[str, int], frame: Frame
) -> ReadsChart:
    """Measures the reads of the month of `today` for one frame; `limits` are reads by the words of their line."""
    first, days = today.replace(day=1), calendar.monthrange(today.year, today.month)[1]
    sums = [0]
    for number in range(today.day):
        sums.append(sums[-1] + by_day.get(first + timedelta(days=number), 0))
    ticks = round_ticks(Decimal(0), Decimal(max(forecast, sums[-1], *limits.values(), 1)))
    inner, foot = frame.width - frame.left - frame.right, frame.height - frame.bottom

    def at(day: int, reads: int) -> Mark:
        up = (foot - frame.top) * Decimal(reads) / ticks[-1]
        return Mark(place(frame.left + inner * Decimal(day) / days), place(foot - up))

    now, end = at(today.day, sums[-1]), at(days, forecast)
    return ReadsChart(
        frame=frame,
        right=frame.width - frame.right,
        ticks=tuple(_reads_tick(frame, at(0, int(value)), value) for value in ticks),
        days=tuple(_days(first, days, at, frame)),
        limits=tuple(Mark("0", at(0, reads).y, said) for said, reads in limits.items()),
        used=" ".join(f"{mark.x},{mark.y}" for mark in (at(day, reads) for day, reads in enumerate(sums))),
        ahead=f"{now.x},{now.y} {end.x},{end.y}",
        today=replace(now, anchor="end" if today.day * 2 > days else "start"),
        end=end,
        said=place(min(Decimal(end.y) - 9, Decimal(foot - 24))),
        foot=foot,
    )


def _lane(name: str, age: str, stretches: Sequence[Stretch], base: float, frame: LaneFrame) -> Lane:
    step = (frame.width - frame.left - frame.right) / len(stretches)
    planned, unplanned, failed = [], [], []
    for number, stretch in enumerate(stretches):
        x = frame.left + number * step
        if stretch.age is not None:
            bar = f"M{place(x)} {place(base)}v-{place(bar_height(stretch.age))}h{place(step * 0.84)}V{place(base)}z"
            (planned if _is_planned(stretch) else unplanned).append(bar)
        if stretch.bad:
            failed.append(Mark(place(x + step * 0.42), place(base - LANE_HEIGHT - 1)))
    return Lane(
        name=Mark("2", place(base - LANE_HEIGHT - 9), name, "start")
        if frame.names_above
        else Mark(place(frame.left - 10), place(base - 7), _short(name), "end"),
        now=Mark(
            place(frame.width - 2), place(base - (LANE_HEIGHT + 9 if frame.names_above else 7)), age, "end"
        ),
        base=place(base),
        promise=place(base - bar_height(PROMISE)),
        planned="".join(planned),
        unplanned="".join(unplanned),
        failed=tuple(failed),
    )


def _is_planned(stretch: Stretch) -> bool:
    """Whether the mirror may well have grown so old by its rhythm alone."""
    return stretch.age is not None and stretch.age <= LONGEST_WAIT and not (stretch.bad and not stretch.good)


def _times(since: datetime, until: datetime, zone: str, frame: LaneFrame, foot: int) -> list[Mark]:
    """Lines at round hours of a day, at midnights of more; every line or every second one is labelled."""
    hours = until - since <= timedelta(days=2)
    at = since.astimezone(ZoneInfo(zone)).replace(minute=0, second=0, microsecond=0)
    at = at if hours else at.replace(hour=0)
    inner, marks = frame.width - frame.left - frame.right, []
    while at < until:
        if at > since and (at.hour % 3 == 0 if hours else (until - at).days % 5 == 0):
            x = frame.left + inner * ((at - since) / (until - since))
            marks.append(Mark(place(x), str(foot + 16), _hour(at) if hours else words.short_day(at)))
        at += timedelta(hours=1) if hours else timedelta(days=1)
    return [
        mark if number % frame.label_every == 0 else Mark(mark.x, mark.y) for number, mark in enumerate(marks)
    ]


def _hour(at: datetime) -> str:
    return f"{at.hour % 12 or 12} {at:%p}"


def _short(name: str) -> str:
    return name if len(name) <= 23 else f"{name[:22].rstrip()}…"


def _reads_tick(frame: Frame, mark: Mark, value: Decimal) -> Mark:
    return Mark(place(frame.left - 8), mark.y, words.thousands(value), "end")


def _days(first: date, days: int, at: Callable[[int, int], Mark], frame: Frame) -> list[Mark]:
    shown = [day for day in range(1, days, frame.label_every) if days - day >= 3]
    marks = [(at(day - 1, 0), words.short_day(first) if day == 1 else str(day), "start") for day in shown]
    marks.append((at(days, 0), words.short_day(first.replace(day=days)), "end"))
    return [Mark(mark.x, str(frame.height - 8), said, anchor) for mark, said, anchor in marks]


SPARK_WIDTH, SPARK_HEIGHT, SPARK_MARGIN = 84, 18, 2


def spark(values: Sequence[int | None]) -> str:
    """A line over days as the data of an SVG path, 84 by 18; days without a value are gaps, one alone is a dash."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    step = (SPARK_WIDTH - 2 * SPARK_MARGIN) / max(len(values) - 1, 1)
    tall = (SPARK_HEIGHT - 2 * SPARK_MARGIN) / max(*known, 1)
    parts, is_on = [], False
    for place_of, value in enumerate(values):
        if value is None:
            is_on = False
            continue
        x, y = SPARK_MARGIN + place_of * step, SPARK_HEIGHT - SPARK_MARGIN - value * tall
        parts.append(f"{'L' if is_on else 'M'}{x:.1f} {y:.1f}{'' if is_on else 'h1'}")
        is_on = True
    return "".join(parts)
