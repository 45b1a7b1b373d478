"""SVG geometry of two curves over the same days: the base case, and with a set of decisions."""

from dataclasses import dataclass
from decimal import Decimal

from runway import words
from runway.calculators.curve import CashCurve, Point
from runway.calculators.effect import Compared
from runway.charts import Frame, Mark, Scale, place, round_ticks, tick

WIDE = Frame(376, 296, 44, 6, 26, 30, 1)
NARROW = Frame(358, 230, 40, 6, 26, 30, 1)
LABELLED = (0, 4, 8, 12)  # of 13 Fridays


@dataclass(frozen=True, slots=True)
class EffectChart:
    """One drawing. `between` is the area between both lines; `minimum` is None where the line is unknown."""

    frame: Frame
    right: int
    ticks: tuple[Mark, ...]
    weeks: tuple[Mark, ...]
    base: str
    chosen: str
    between: str
    base_low: Mark
    chosen_low: Mark
    minimum: Mark | None
    same: bool


def effect_chart(pair: Compared, line: Decimal | None, currency: str, frame: Frame) -> EffectChart:
    """Measures both curves for one frame, on one scale that holds zero and the minimum line."""
    amounts = [point.cash for curve in (pair.base, pair.chosen) for point in curve.days]
    amounts += [] if line is None else [line]
    ticks = round_ticks(min(amounts), max(amounts))
    days = pair.base.days
    scale = Scale(frame, days[0].on, days[-1].on, ticks[0], ticks[-1])
    base, chosen = _steps(scale, pair.base), _steps(scale, pair.chosen)
    return EffectChart(
        frame=frame,
        right=frame.width - frame.right,
        ticks=tuple(tick(scale, value, ticks[-1], currency) for value in ticks),
        weeks=tuple(_weeks(scale, pair.base)),
        base=" ".join(base),
        chosen=" ".join(chosen),
        between=" ".join([*chosen, *reversed(base)]),
        base_low=_low(scale, pair.base.lowest, "Base", currency),
        chosen_low=_low(scale, pair.chosen.lowest, "With the set", currency),
        minimum=None
        if line is None
        else Mark("0", place(scale.y(line)), f"Line {words.dollars(line, currency)}"),
        same=pair.base.days == pair.chosen.days,
    )


def _steps(scale: Scale, curve: CashCurve) -> list[str]:
    return [f"{mark.x},{mark.y}" for mark in map(scale.at, curve.days)]


def _low(scale: Scale, point: Point, name: str, currency: str) -> Mark:
    mark = scale.at(point)
    middle = (scale.frame.left + scale.frame.width - scale.frame.right) / 2
    x = Decimal(mark.x)
    anchor = "middle" if abs(x - Decimal(middle)) < 70 else "end" if x > middle else "start"
    return Mark(mark.x, mark.y, f"{name} {words.dollars(point.cash, currency)}", anchor)


def _weeks(scale: Scale, curve: CashCurve) -> list[Mark]:
    foot = place(Decimal(scale.frame.height - scale.frame.bottom + 20))
    last = len(curve.weeks) - 1
    return [
        Mark(
            place(scale.x(curve.weeks[index].ends_on)),
            foot,
            words.short_day(curve.weeks[index].ends_on),
            "end" if index == last else "middle",
        )
        for index in LABELLED
        if index <= last
    ]
