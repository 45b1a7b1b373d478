"""SVG geometry of days: how late documents were paid, one strip a party; and a figure in days over weeks."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from runway import words
from runway.calculators.days_to_pay import Habit
from runway.charts import Frame, Mark, Scale, place, round_ticks

STRIP_WIDTH, STRIP_HEIGHT, EDGE = 320, 26, 9
DOTS = 60  # the latest payments of a party that are drawn
BESIDE = (0, 4, -4, 8, -8)  # where dots of the same day stand, from the middle
STEPS = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365)
MOST_TICKS = 7
WIDE = Frame(754, 220, 46, 62, 18, 28, 2)
NARROW = Frame(358, 210, 34, 52, 18, 28, 6)


@dataclass(frozen=True, slots=True)
class StripScale:
    """Days past the due date on a strip 320 wide; `ticks` are labelled places `step` days apart, 0 among them."""

    low: int
    high: int
    step: int
    ticks: tuple[Mark, ...]

    def x(self, days: Decimal | int) -> Decimal:
        inner = STRIP_WIDTH - 2 * EDGE
        return EDGE + inner * (Decimal(days) - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Strip:
    """One party: a dot a payment, the latest as `latest`; the bar of P10 to P90; the median.

    `early` and `later` count payments beyond the scale's ends; None is unknown.
    """

    grid: tuple[str, ...]
    due: str
    dots: tuple[Mark, ...]
    latest: Mark | None
    band_x: str
    band_width: str
    median: str
    early: int
    later: int


@dataclass(frozen=True, slots=True)
class DaysChart:
    """A figure in days over weeks: lines with gaps where it is unknown, a dot a known day, the last one labelled."""

    frame: Frame
    right: int
    ticks: tuple[Mark, ...]
    weeks: tuple[Mark, ...]
    lines: tuple[str, ...]
    dots: tuple[Mark, ...]
    last: Mark | None


def strip_scale(habits: Iterable[Habit]) -> StripScale:
    """One scale for all strips of a page: from the earliest P10 to the latest P90, the due date inside."""
    known = [habit for habit in habits if habit.low is not None and habit.high is not None]
    low = min((habit.low or 0 for habit in known), default=0)
    high = max((habit.high or 0 for habit in known), default=0)
    low, high = min(low, 0), max(high, 0, min(low, 0) + 7)
    step = next((s for s in STEPS if (high - low) // s < MOST_TICKS), STEPS[-1])
    first, last = low // step, -(-high // step)
    bare = StripScale(first * step, last * step, step, ())
    ticks = (
        Mark(place(bare.x(days)), "", _days(days), _anchor(days, bare))
        for days in range(bare.low, bare.high + 1, step)
    )
    return replace(bare, ticks=tuple(ticks))


def strip(habit: Habit, scale: StripScale) -> Strip | None:
    """One party's strip; None where none of its documents had a due date."""
    if habit.median is None or habit.low is None or habit.high is None:
        return None
    drawn = habit.lateness[-DOTS:]
    dots = _dots(drawn, scale)
    dated_last = habit.latest.days_late is not None
    band = scale.x(habit.high) - scale.x(habit.low)
    return Strip(
        grid=tuple(tick.x for tick in scale.ticks if tick.label != _days(0)),
        due=place(scale.x(0)),
        dots=tuple(dots[:-1] if dated_last else dots),
        latest=dots[-1] if dated_last else None,
        band_x=place(scale.x(habit.low) - 2),
        band_width=place(band + 4),
        median=place(scale.x(habit.median)),
        early=sum(days < scale.low for days in drawn),
        later=sum(days > scale.high for days in drawn),
    )


def days_chart(points: Sequence[tuple[date, Decimal | None]], frame: Frame) -> DaysChart | None:
    """Measures a figure by week for one frame, oldest first; None where it is known of no week."""
    known = [(on, days) for on, days in points if days is not None]
    if not known:
        return None
    ticks = round_ticks(Decimal(0), max(days for _, days in known))
    scale = Scale(frame, points[0][0], points[-1][0], ticks[0], ticks[-1])
    last_on, last = known[-1]
    return DaysChart(
        frame=frame,
        right=frame.width - frame.right,
        ticks=tuple(_tick(scale, value) for value in ticks),
        weeks=tuple(_weeks(scale, [on for on, _ in points])),
        lines=tuple(_lines(scale, points)),
        dots=tuple(_spot(scale, on, days) for on, days in known),
        last=_spot(scale, last_on, last, f"{words.number(last, 1)} days"),
    )


def _dots(lateness: Iterable[int], scale: StripScale) -> list[Mark]:
    """Payments of the same day stand above and below each other; those beyond an end stand at it."""
    seen: Counter[int] = Counter()
    marks = []
    for days in lateness:
        inside = min(max(days, scale.low), scale.high)
        aside = BESIDE[seen[inside] % len(BESIDE)]
        seen[inside] += 1
        marks.append(Mark(place(scale.x(inside)), place(Decimal(STRIP_HEIGHT) / 2 + aside)))
    return marks


def _days(days: int) -> str:
    return "due" if days == 0 else words.change(Decimal(days), 0)


def _anchor(days: int, scale: StripScale) -> str:
    if days == scale.low:
        return "start"
    return "end" if days == scale.high else "middle"


def _tick(scale: Scale, value: Decimal) -> Mark:
    return Mark(place(scale.frame.left - 8), place(scale.y(value)), words.thousands(value), "end")


def _weeks(scale: Scale, days: Sequence[date]) -> list[Mark]:
    """Every so many weeks from the last one back are labelled."""
    foot = place(scale.frame.height - scale.frame.bottom + 20)
    shown = sorted(days[:: -scale.frame.label_every])
    return [Mark(place(scale.x(day)), foot, words.short_day(day)) for day in shown]


def _lines(scale: Scale, points: Iterable[tuple[date, Decimal | None]]) -> list[str]:
    lines: list[list[str]] = [[]]
    for on, days in points:
        if days is None:
            lines.append([])
        else:
            spot = _spot(scale, on, days)
            lines[-1].append(f"{spot.x},{spot.y}")
    return [" ".join(line) for line in lines if len(line) > 1]


def _spot(scale: Scale, on: date, days: Decimal, label: str = "") -> Mark:
    return Mark(place(scale.x(on)), place(scale.y(days)), label)
