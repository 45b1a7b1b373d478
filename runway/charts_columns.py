"""SVG geometry of columns by week: what came in above the line, what went out below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.cash import ZERO
from runway import words
from runway.calculators.in_out import InOutWeek
from runway.charts import Frame, Mark, place, round_ticks

WIDE = Frame(754, 240, 46, 10, 20, 28, 1)
NARROW = Frame(358, 230, 38, 8, 20, 28, 4)
FILLED, HALF = Decimal("0.62"), Decimal("0.5")  # of a week's room


@dataclass(frozen=True, slots=True)
class Column:
    """One bar, its upper left corner and its size."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class ColumnsChart:
    """Columns in and out of weeks on one scale, the net as a mark between them; weeks that are unknown are gaps."""

    frame: Frame
    right: int
    ticks: tuple[Mark, ...]
    weeks: tuple[Mark, ...]
    zero: str
    money_in: tuple[Column, ...]
    money_out: tuple[Column, ...]
    net: tuple[Mark, ...]
    foot: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Maps weeks by their number and amounts to SVG places inside a frame."""

    frame: Frame
    weeks: int
    low: Decimal
    high: Decimal

    @property
    def room(self) -> Decimal:
        """A week's width."""
        return Decimal(self.frame.width - self.frame.left - self.frame.right) / self.weeks

    def x(self, number: int, share: Decimal = HALF) -> Decimal:
        """So far into a week's room; its middle, where nothing is said."""
        return self.frame.left + self.room * (number + share)

    def y(self, amount: Decimal) -> Decimal:
        inner = self.frame.height - self.frame.top - self.frame.bottom
        return self.frame.top + inner * (self.high - amount) / (self.high - self.low)

    def column(self, number: int, top: Decimal, foot: Decimal) -> Column:
        """From one amount down to another."""
        y, height = self.y(top), self.y(foot) - self.y(top)
        return Column(
            place(self.x(number, (1 - FILLED) / 2)), place(y), place(self.room * FILLED), place(height)
        )


def columns_chart(weeks: Sequence[InOutWeek], currency: str, frame: Frame) -> ColumnsChart | None:
    """Measures the weeks for one frame; None where no week is known."""
    known = [(n, w.money_in or ZERO, w.money_out or ZERO) for n, w in enumerate(weeks) if w.net is not None]
    if not known:
        return None
    ticks = round_ticks(-max(out for _, _, out in known), max(into for _, into, _ in known))
    grid = Grid(frame, len(weeks), ticks[0], ticks[-1])
    return ColumnsChart(
        frame=frame,
        right=frame.width - frame.right,
        ticks=tuple(_tick(grid, value, currency) for value in ticks),
        weeks=tuple(_weeks(grid, weeks)),
        zero=place(grid.y(ZERO)),
        money_in=tuple(grid.column(n, into, ZERO) for n, into, _ in known if into),
        money_out=tuple(grid.column(n, ZERO, -out) for n, _, out in known if out),
        net=tuple(Mark(place(grid.x(n)), place(grid.y(into - out))) for n, into, out in known),
        foot=place(grid.y(grid.low)),
    )


def _weeks(grid: Grid, weeks: Sequence[InOutWeek]) -> Iterator[Mark]:
    """Every so many weeks from the last one back are labelled."""
    foot = place(grid.frame.height - grid.frame.bottom + 20)
    for number, week in enumerate(weeks):
        if (len(weeks) - 1 - number) % grid.frame.label_every == 0:
            yield Mark(place(grid.x(number)), foot, words.short_day(week.ends_on))


def _tick(grid: Grid, value: Decimal, currency: str) -> Mark:
    """An amount on the left axis, out as well as in without a sign; the topmost carries the currency."""
    text = words.thousands(abs(value))
    label = words.signed(value, text, currency) if value == grid.high and value > 0 else text
    return Mark(place(grid.frame.left - 8), place(grid.y(value)), label, "end")
