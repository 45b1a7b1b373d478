"""SVG geometry of the accuracy fan: what came less what was forecast, by how many weeks ahead (RUNWAY 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from core.cash import ZERO
from runway import words
from runway.calculators.accuracy_fan import FanWeek
from runway.charts import Frame, Mark, place, round_ticks

WIDE = Frame(754, 300, 54, 10, 16, 44, 1)
NARROW = Frame(358, 260, 46, 8, 16, 44, 2)
WEEKS = 13
NO_ROOM = Decimal("0.5")  # of a week, on either side


@dataclass(frozen=True, slots=True)
class FanChart:
    """One drawing. `band` is the area between the bands' ends, `inside` and `outside` dots of single outcomes."""

    frame: Frame
    right: int
    ticks: tuple[Mark, ...]
    weeks: tuple[Mark, ...]
    axis: Mark
    band: str
    inside: tuple[Mark, ...]
    outside: tuple[Mark, ...]


def fan_chart(fan: Iterable[FanWeek], currency: str, frame: Frame) -> FanChart:
    """Measures the fan for one frame; a forecast that came true lies on zero."""
    fan = tuple(fan)
    amounts = [amount for week in fan for amount in (week.low, week.high, *week.inside, *week.outside)]
    ticks = round_ticks(min(amounts), max(amounts))
    drawn = _Drawing(frame, ticks[0], ticks[-1])
    last = frame.height - frame.bottom
    return FanChart(
        frame=frame,
        right=frame.width - frame.right,
        ticks=tuple(drawn.tick(value, currency) for value in ticks),
        weeks=tuple(
            Mark(place(drawn.x(weeks)), place(Decimal(last + 18)), str(weeks))
            for weeks in range(1, WEEKS + 1, frame.label_every)
        ),
        axis=Mark(place(drawn.x(1)), place(Decimal(last + 36)), "weeks ahead", "start"),
        band=" ".join(_edge(drawn, fan)),
        inside=tuple(drawn.at(week.weeks_ahead, off) for week in fan for off in week.inside),
        outside=tuple(drawn.at(week.weeks_ahead, off) for week in fan for off in week.outside),
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    frame: Frame
    low: Decimal
    high: Decimal

    def x(self, weeks: int) -> Decimal:
        inner = self.frame.width - self.frame.left - self.frame.right
        return self.frame.left + inner * (weeks - 1 + NO_ROOM) / WEEKS

    def y(self, amount: Decimal) -> Decimal:
        inner = self.frame.height - self.frame.top - self.frame.bottom
        return self.frame.top + inner * (self.high - amount) / (self.high - self.low)

    def at(self, weeks: int, amount: Decimal) -> Mark:
        return Mark(place(self.x(weeks)), place(self.y(amount)))

    def tick(self, value: Decimal, currency: str) -> Mark:
        text = words.thousands(abs(value)) if value == self.high else words.thousands(value)
        label = words.signed(value, text, currency) if value == self.high and value else text
        return Mark(place(Decimal(self.frame.left - 8)), place(self.y(value)), label, "end")


def _edge(drawn: _Drawing, fan: tuple[FanWeek, ...]) -> list[str]:
    """From where the forecast was made, along the upper ends and back along the lower ones."""
    made = Mark(place(Decimal(drawn.frame.left)), place(drawn.y(ZERO)))
    upper = [drawn.at(week.weeks_ahead, week.high) for week in fan]
    lower = [drawn.at(week.weeks_ahead, week.low) for week in reversed(fan)]
    return [f"{mark.x},{mark.y}" for mark in (made, *upper, *lower)]
