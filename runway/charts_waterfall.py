"""SVG geometry of one week's waterfall: a row a line, each bar from the balance before it to the one after."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from runway import words
from runway.calculators.waterfall import Step
from runway.charts import ZERO, place

ROW, BAR = 24, 14
LEAST = Decimal("0.5")  # of a unit: the amounts beside the bars are whole


@dataclass(frozen=True, slots=True)
class Room:
    """One drawing's columns: names left, bars, amounts right; `letters` of a name fit."""

    width: int
    names: int
    amounts: int
    letters: int


WIDE = Room(620, 176, 96, 26)
NARROW = Room(340, 122, 72, 18)


@dataclass(frozen=True, slots=True)
class FallBar:
    """One row: its name and amount, its bar, and the hairline to the next row. `kind` names the bar's style."""

    name: str
    amount: str
    kind: str
    x: str
    y: str
    width: str
    base: str
    joint: str
    joint_end: str


@dataclass(frozen=True, slots=True)
class FallChart:
    """One drawing of a week."""

    width: int
    height: int
    names: int
    bar: int
    zero: str
    bars: tuple[FallBar, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """Maps amounts to places from left to right."""

    room: Room
    low: Decimal
    high: Decimal

    def x(self, amount: Decimal) -> Decimal:
        inner = self.room.width - self.room.names - self.room.amounts
        return self.room.names + inner * (amount - self.low) / (self.high - self.low)


def fall_chart(steps: Sequence[Step], room: Room) -> FallChart:
    """Measures a week's steps for one drawing, on one scale that holds zero; what rounds to nothing is not drawn."""
    steps = [step for step in steps if step.is_balance or abs(step.amount) >= LEAST]
    reached = [ZERO, *(amount for step in steps for amount in (step.start, step.end))]
    low, high = min(reached), max(reached)
    across = Across(room, low, high if high > low else low + 1)
    return FallChart(
        width=room.width,
        height=ROW * len(steps) + 4,
        names=room.names - 8,
        bar=BAR,
        zero=place(across.x(ZERO)),
        bars=tuple(_bar(across, row, step, is_last=row == len(steps) - 1) for row, step in enumerate(steps)),
    )


def _bar(across: Across, row: int, step: Step, *, is_last: bool) -> FallBar:
    left, right = sorted((across.x(step.start), across.x(step.end)))
    top = Decimal(ROW * row + 5)
    return FallBar(
        name=_short(step.name, across.room.letters),
        amount=words.number(step.amount, 0) if step.is_balance else words.change(step.amount, 0),
        kind="balance" if step.is_balance else "in" if step.amount > 0 else "out",
        x=place(left),
        y=place(top),
        width=place(max(right - left, Decimal(1))),
        base=place(top + BAR - 3),
        joint=place(across.x(step.end)),
        joint_end=place(top if is_last else top + ROW),
    )


def _short(name: str, letters: int) -> str:
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
