"""SVG geometry of two curves over the same days: the base case, and with a set of decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from runway import words
from runway.calculators.course import Course
from runway.calculators.effect import Compared
from runway.charts import Frame, Mark, Scale, place, round_ticks, tick
from runway.charts_labels import Box, Stroke, clear_of, strokes_of

WIDE = Frame(376, 296, 44, 6, 26, 30, 1)
NARROW = Frame(358, 230, 40, 6, 26, 30, 1)
LABELLED = (0, 4, 8, 12)  # of 13 weeks


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
    base_label: Mark
    chosen_low: Mark
    chosen_label: Mark
    minimum: Mark | None
    minimum_label: Mark | None
    same: bool


def effect_chart(
    pair: Compared, ends: Sequence[date], line: Decimal | None, currency: str, frame: Frame
) -> EffectChart:
    """Measures both courses for one frame, on one scale that holds zero and the minimum line; `ends` of its weeks."""
    amounts = [point.cash for curve in (pair.base, pair.chosen) for point in curve.days]
    amounts += [] if line is None else [line]
    ticks = round_ticks(min(amounts), max(amounts))
    days = pair.base.days
    scale = Scale(frame, days[0].on, days[-1].on, ticks[0], ticks[-1])
    base, chosen = _steps(scale, pair.base), _steps(scale, pair.chosen)
    labels = _labels(scale, pair, line, currency)
    return EffectChart(
        frame=frame,
        right=frame.width - frame.right,
        ticks=tuple(tick(scale, value, ticks[-1], currency) for value in ticks),
        weeks=tuple(_weeks(scale, ends)),
        base=" ".join(base),
        chosen=" ".join(chosen),
        between=" ".join([*chosen, *reversed(base)]),
        base_low=scale.at(pair.base.lowest),
        base_label=labels[0],
        chosen_low=scale.at(pair.chosen.lowest),
        chosen_label=labels[1],
        minimum=None if line is None else Mark("", place(scale.y(line))),
        minimum_label=labels[2] if line is not None else None,
        same=pair.base.days == pair.chosen.days,
    )


def _steps(scale: Scale, curve: Course) -> list[str]:
    return [f"{mark.x},{mark.y}" for mark in map(scale.at, curve.days)]


def _labels(scale: Scale, pair: Compared, line: Decimal | None, currency: str) -> list[Mark]:
    """The labels of both low points, then of the line, each clear of what is drawn and of those before it."""
    level = [] if line is None else [scale.level(line)]
    strokes = [*_strokes(scale, pair.base), *_strokes(scale, pair.chosen), *level]
    wanted = [
        (f"{name} {words.dollars(low.cash, currency)}", scale.spot(low))
        for name, low in (("Base", pair.base.lowest), ("With the set", pair.chosen.lowest))
    ]
    wanted += [(f"Line {words.dollars(line, currency)}", level[0][1])] if line is not None else []
    placed: list[Mark] = []
    taken: list[Box] = []
    for text, at in wanted:
        (x, y), box = clear_of(text, at, scale.room, strokes, taken)
        placed.append(Mark(place(x), place(y), text))
        if not (text.startswith("With") and pair.base.days == pair.chosen.days):
            taken.append(box)
    return placed


def _strokes(scale: Scale, curve: Course) -> list[Stroke]:
    return strokes_of([scale.spot(point) for point in curve.days])


def _weeks(scale: Scale, ends: Sequence[date]) -> list[Mark]:
    foot = place(Decimal(scale.frame.height - scale.frame.bottom + 20))
    last = len(ends) - 1
    return [
        Mark(place(scale.x(day)), foot, words.short_day(day), "end" if index == last else "middle")
        for index, day in enumerate(ends)
        if index in LABELLED
    ]
