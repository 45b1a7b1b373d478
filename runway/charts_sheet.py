"""SVG geometry of available cash drawn on the columns of the sheet: a week is as wide as its column."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from runway import words
from runway.calculators.curve import Point
from runway.charts import ZERO, Mark, place, round_ticks
from runway.charts_labels import Box, Place, Stroke, clear_of, strokes_of

COLUMN, HEIGHT, TOP, BOTTOM = 57, 132, 14, 8


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn: past closings, available cash of each day ahead, the band by week, the line, the lowest of them.

    `is_low_point`: that is the low point of the whole forecast, which goes some days further. `earlier` are the same
    weeks as an earlier forecast had them, drawn behind.
    """

    ends: tuple[date, ...]
    past: tuple[Point, ...]
    ahead: tuple[Point, ...]
    band: tuple[tuple[Point, Point], ...]
    line: Decimal | None
    lowest: Point
    is_low_point: bool = True
    earlier: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetChart:
    """One drawing, as wide as its columns together. `minimum` is None where the line is unknown."""

    width: int
    height: int
    zero: str
    band: str
    actual: str
    ahead: str
    actual_dots: tuple[Mark, ...]
    dots: tuple[Mark, ...]
    minimum: Mark | None
    minimum_label: Mark | None
    lowest: Mark
    lowest_label: Mark
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Maps days to the middles of the columns that their weeks end in, and amounts to heights."""

    ends: tuple[date, ...]
    low: Decimal
    high: Decimal

    @property
    def width(self) -> int:
        return COLUMN * len(self.ends)

    def spot(self, point: Point) -> Place:
        weeks = Decimal((point.on - self.ends[0]).days) / 7
        return COLUMN * weeks + Decimal(COLUMN) / 2, self.y(point.cash)

    def y(self, amount: Decimal) -> Decimal:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - amount) / (self.high - self.low)

    @property
    def room(self) -> Box:
        return Box(Decimal(2), Decimal(0), Decimal(self.width - 2), Decimal(HEIGHT))

    def level(self, amount: Decimal) -> Stroke:
        return (ZERO, self.y(amount)), (Decimal(self.width), self.y(amount))


def sheet_chart(drawn: Drawn, currency: str) -> SheetChart:
    """Measures the curve for the columns: dots where weeks end, the low point on its own day."""
    scale = _scale(drawn)
    joined = (*drawn.past[-1:], *drawn.ahead)
    in_weeks = [point for point in drawn.ahead if point.on in drawn.ends]
    low, line = _labels(scale, drawn, currency)
    return SheetChart(
        width=scale.width,
        height=HEIGHT,
        zero=place(scale.y(ZERO)),
        band=_points(
            scale, [*(above for _, above in drawn.band), *(below for below, _ in reversed(drawn.band))]
        ),
        actual=_points(scale, drawn.past),
        ahead=_points(scale, joined),
        actual_dots=tuple(_mark(scale, point) for point in drawn.past),
        dots=tuple(_mark(scale, point) for point in in_weeks),
        minimum=None if drawn.line is None else Mark("", place(scale.y(drawn.line))),
        minimum_label=line,
        lowest=_mark(scale, drawn.lowest),
        lowest_label=low,
        earlier=_points(scale, drawn.earlier),
    )


def _scale(drawn: Drawn) -> Columns:
    amounts = [point.cash for point in (*drawn.past, *drawn.ahead, *drawn.earlier)]
    amounts += [point.cash for pair in drawn.band for point in pair]
    amounts += [] if drawn.line is None else [drawn.line]
    ticks = round_ticks(min(amounts), max(amounts))
    return Columns(drawn.ends, min(*amounts, ZERO), min(ticks[-1], max(*amounts, Decimal(1))))


def _labels(scale: Columns, drawn: Drawn, currency: str) -> tuple[Mark, Mark | None]:
    """The low point's label, then the line's, clear of what is drawn and of each other."""
    level = [] if drawn.line is None else [scale.level(drawn.line)]
    strokes = [*_strokes(scale, drawn.past), *_strokes(scale, drawn.ahead), *level]
    name = "Low point" if drawn.is_low_point else "Lowest here"
    text = f"{name} {words.dollars(drawn.lowest.cash, currency)}, {words.short_day(drawn.lowest.on)}"
    (x, y), box = clear_of(text, scale.spot(drawn.lowest), scale.room, strokes)
    low = Mark(place(x), place(y), text)
    if drawn.line is None:
        return low, None
    text = f"Line {words.dollars(drawn.line, currency)}"
    (x, y), _ = clear_of(text, level[0][0], scale.room, strokes, [box])
    return low, Mark(place(x), place(y), text)


def _strokes(scale: Columns, points: Sequence[Point]) -> list[Stroke]:
    return strokes_of([scale.spot(point) for point in points])


def _mark(scale: Columns, point: Point) -> Mark:
    x, y = scale.spot(point)
    return Mark(place(x), place(y))


def _points(scale: Columns, points: Iterable[Point]) -> str:
    return " ".join(f"{mark.x},{mark.y}" for mark in (_mark(scale, point) for point in points))
