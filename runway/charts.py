"""SVG geometry from numbers: the templates draw what these functions measure. No HTML, no colours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import accumulate

from runway import words
from runway.calculators.curve import Point
from runway.calculators.forecast import Band
from runway.calculators.forecast_curve import ForecastCurve
from runway.charts_labels import Box, Place, Stroke, clear_of, strokes_of

ZERO = Decimal(0)
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Frame:
    """One drawing's size and margins, in SVG units."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    label_every: int


WIDE = Frame(754, 340, 46, 10, 34, 40, 1)
NARROW = Frame(358, 300, 38, 8, 34, 36, 4)


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled place. `anchor` is SVG's `text-anchor`."""

    x: str
    y: str
    label: str = ""
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Bar:
    """A horizontal bar on a common scale 150 wide; `negative` bars run left of the zero line."""

    x: str
    width: str
    zero: str
    negative: bool


@dataclass(frozen=True, slots=True)
class CurveChart:
    """One drawing of the cash curve. `lowest` is None when no day falls below today, `minimum` without a line.

    `band` is the outline of the 80 % band, `median` the middle of all draws, `expected` what the low point is of.
    """

    frame: Frame
    right: int
    floor: str
    ticks: tuple[Mark, ...]
    weeks: tuple[Mark, ...]
    actual: str
    ghost: str
    band: str
    median: str
    expected: str
    actual_dots: tuple[Mark, ...]
    week_dots: tuple[Mark, ...]
    today: Mark
    lowest: Mark | None
    lowest_label: Mark | None
    minimum: Mark | None
    minimum_label: Mark | None
    zero: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps days and amounts to SVG places inside a frame."""

    frame: Frame
    first: date
    last: date
    low: Decimal
    high: Decimal

    def x(self, on: date) -> Decimal:
        inner = self.frame.width - self.frame.left - self.frame.right - 16
        share = Decimal((on - self.first).days) / max((self.last - self.first).days, 1)
        return self.frame.left + 8 + inner * share

    def y(self, amount: Decimal) -> Decimal:
        inner = self.frame.height - self.frame.top - self.frame.bottom
        return self.frame.top + inner * (self.high - amount) / (self.high - self.low)

    def at(self, point: Point) -> Mark:
        x, y = self.spot(point)
        return Mark(place(x), place(y))

    def spot(self, point: Point) -> Place:
        return self.x(point.on), self.y(point.cash)

    @property
    def room(self) -> Box:
        """Where labels may stand."""
        frame = self.frame
        return Box(
            Decimal(frame.left),
            Decimal(frame.top - 12),
            Decimal(frame.width - frame.right),
            Decimal(frame.height - frame.bottom),
        )

    def level(self, amount: Decimal) -> Stroke:
        """A line across the frame."""
        y = self.y(amount)
        return (Decimal(self.frame.left), y), (Decimal(self.frame.width - self.frame.right), y)


def curve_chart(
    curve: ForecastCurve,
    currency: str,
    frame: Frame,
    line: Decimal | None = None,
    earlier: Sequence[Point] = (),
) -> CurveChart:
    """Measures the cash curve for one frame: past weeks, today, each day of the forecast in its band; the line.

    `earlier` is an earlier forecast, drawn as a ghost.
    """
    ends = [week.ends_on for week in curve.weeks]
    past, ahead = (*curve.actual, curve.today), (curve.today, *curve.days)
    edges = [Point(band.on, edge) for band in curve.bands for edge in (band.p10, band.p90)]
    ghost = [point for point in earlier if past[0].on <= point.on <= curve.days[-1].on]
    amounts = [point.cash for point in (*past, *ahead, *edges, *ghost)] + ([] if line is None else [line])
    ticks = round_ticks(min(amounts), max(amounts))
    scale = Scale(frame, past[0].on, curve.days[-1].on, ticks[0], ticks[-1])
    lowest = curve.lowest if curve.lowest.cash < curve.today.cash else None
    low_label, line_label = _labels(scale, (curve, ghost), lowest, line, currency)
    return CurveChart(
        frame=frame,
        right=frame.width - frame.right,
        floor=place(scale.y(ticks[0])),
        ticks=tuple(tick(scale, value, ticks[-1], currency) for value in ticks),
        weeks=tuple(_week_labels(scale, [p.on for p in curve.actual] + ends)),
        actual=_line(scale, past),
        ghost=_line(scale, ghost),
        band=_outline(scale, curve.bands),
        median=_line(scale, [Point(band.on, band.p50) for band in curve.bands]),
        expected=_line(scale, ahead),
        actual_dots=tuple(scale.at(point) for point in curve.actual),
        week_dots=tuple(scale.at(point) for point in curve.days if point.on in ends),
        today=scale.at(curve.today),
        lowest=scale.at(lowest) if lowest else None,
        lowest_label=low_label,
        minimum=None if line is None else Mark("", place(scale.y(line))),
        minimum_label=line_label,
        zero=place(scale.y(ZERO)),
    )


def round_ticks(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """Four to seven round amounts that enclose both values and zero."""
    low, high = min(low, ZERO), max(high, ZERO)
    step = _round_step((high - low or Decimal(1)) / 4)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = max((high / step).to_integral_value(ROUND_CEILING), first + 1)
    return tuple(step * index for index in range(int(first), int(last) + 1))


def bars(amounts: Iterable[Decimal], low: Decimal, high: Decimal) -> tuple[Bar, ...]:
    """Bars for amounts on one scale from `low` to `high`, both made to enclose zero; 150 units wide."""
    low, high = min(low, ZERO), max(high, ZERO)
    unit = 150 / (high - low or Decimal(1))
    zero = -low * unit
    return tuple(
        Bar(place(zero + min(amount, ZERO) * unit), place(abs(amount) * unit), place(zero), amount < 0)
        for amount in amounts
    )


def floating(amounts: Sequence[Decimal]) -> tuple[Bar, ...]:
    """Bars of a first balance, of each step from where the one before ended, and of the balance that they reach.

    On one scale, 150 units wide, that encloses zero.
    """
    ends = list(accumulate(amounts))
    low, high = min(ZERO, *ends), max(ZERO, *ends)
    unit = 150 / (high - low or Decimal(1))
    starts = [ZERO, *ends[:-1], ZERO]
    spans = zip(starts, [*ends, ends[-1]], strict=True)
    return tuple(
        Bar(place((min(one, two) - low) * unit), place(abs(two - one) * unit), place(-low * unit), two < one)
        for one, two in spans
    )


def _round_step(least: Decimal) -> Decimal:
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in STEPS if step * power >= least)


def tick(scale: Scale, value: Decimal, top: Decimal, currency: str) -> Mark:
    """An amount on the left axis; the topmost carries the currency."""
    text = words.thousands(value)
    label = words.signed(value, text, currency) if value == top and value > 0 else text
    return Mark(place(Decimal(scale.frame.left - 8)), place(scale.y(value)), label, "end")


def _week_labels(scale: Scale, fridays: list[date]) -> list[Mark]:
    shown = fridays[:: scale.frame.label_every]
    months = [None, *(day.month for day in shown)] if scale.frame.label_every == 1 else [None] * len(shown)
    foot = place(Decimal(scale.frame.height - scale.frame.bottom + 20))
    return [
        Mark(place(scale.x(day)), foot, words.short_day(day) if day.month != before else str(day.day))
        for day, before in zip(shown, months, strict=False)
    ]


def _labels(
    scale: Scale,
    drawn: tuple[ForecastCurve, Sequence[Point]],
    lowest: Point | None,
    line: Decimal | None,
    currency: str,
) -> tuple[Mark | None, Mark | None]:
    """The labels of the low point and of the minimum line, clear of all lines and of each other."""
    curve, ghost = drawn
    spots = [scale.spot(point) for point in (*curve.actual, curve.today, *curve.days)]
    today = scale.x(curve.today.on)
    behind = strokes_of([scale.spot(point) for point in ghost])
    strokes = [*strokes_of(spots), *behind, ((today, Decimal(8)), (today, scale.y(scale.low)))]
    low, taken = None, []
    if lowest:
        text = f"Low point {words.dollars(lowest.cash, currency)}, {words.day(lowest.on)}"
        if scale.frame is NARROW:
            text = f"Low {words.dollars(lowest.cash, currency)}, {words.short_day(lowest.on)}"
        across = [] if line is None else [scale.level(line)]
        (x, y), box = clear_of(text, scale.spot(lowest), scale.room, [*strokes, *across])
        low, taken = Mark(place(x), place(y), text), [box]
    if line is None:
        return low, None
    name = "Line" if scale.frame is NARROW else "Minimum line"
    text = f"{name} {words.dollars(line, currency)}"
    start = (Decimal(scale.frame.left), scale.y(line))
    (x, y), _ = clear_of(text, start, scale.room, [*strokes, scale.level(line)], taken)
    return low, Mark(place(x), place(y), text)


def _outline(scale: Scale, bands: Sequence[Band]) -> str:
    """Along the upper edge, and back along the lower one."""
    upper = [Point(band.on, band.p90) for band in bands]
    lower = [Point(band.on, band.p10) for band in reversed(bands)]
    return _line(scale, [*upper, *lower])


def _line(scale: Scale, points: Iterable[Point]) -> str:
    return " ".join(f"{mark.x},{mark.y}" for mark in map(scale.at, points))


def place(value: Decimal | float) -> str:
    """A coordinate as it is written."""
    return f"{value:.1f}"
