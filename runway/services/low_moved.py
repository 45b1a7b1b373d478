"""Why the low point moved since an earlier forecast, in words and by name: the digest's bridge (RUNWAY 3 and 7)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from runway.calculators.actuals import Actual
from runway.calculators.bridge import Moved, Step, bridge
from runway.calculators.forecast import Forecast
from runway.calculators.matching import NOTHING
from runway.calculators.position import Position
from runway.charts import Bar, floating

NAMED = 3
Before = tuple[Forecast, tuple[Actual, ...]]
"""An earlier forecast, and what had happened by then as it knew it."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """What one cause did to the low point, and the largest moves behind it up to the day of the new low point.

    `days` is the amount in buffer days, None where those are unknown; `bar` floats from where the step before ended.
    """

    cause: str
    amount: Decimal
    days: Decimal | None
    bar: Bar
    named: tuple[Moved, ...]
    more: int


@dataclass(frozen=True, slots=True)
class LowMoved:
    """The low point as it was forecast on `since`, the steps to what it is now, and that: before + steps = after.

    `days_...` are both in buffer days, `bar_...` on the scale of the steps.
    """

    since: date
    before: Decimal
    after: Decimal
    steps: tuple[StepRow, ...]
    days_before: Decimal | None
    days_after: Decimal | None
    bar_before: Bar
    bar_after: Bar

    @property
    def change(self) -> Decimal:
        return self.after - self.before


def low_moved(before: Before | None, position: Position, fixed: Collection[str] = NOTHING) -> LowMoved | None:
    """The bridge from an earlier forecast to a position; None where either is missing.

    `fixed` are keys of entries whose documents were voided, deleted or corrected since. Causes that moved nothing are
    left out.
    """
    if before is None or position.forecast is None or before[0].base.today > position.today:
        return None
    then, known = before
    found = bridge(then.base, position.forecast.base, position.happened, known, fixed)
    steps, days = [step for step in found.steps if step.low or step.moves], position.outlook.days
    first, *bars, last = floating([found.low_before, *(step.low for step in steps)])
    return LowMoved(
        since=then.base.today,
        before=found.low_before,
        after=found.low_after,
        steps=tuple(_row(step, days(step.low), bar) for step, bar in zip(steps, bars, strict=True)),
        days_before=days(found.low_before),
        days_after=days(found.low_after),
        bar_before=first,
        bar_after=last,
    )


def _row(step: Step, days: Decimal | None, bar: Bar) -> StepRow:
    moves = _by_party(step.moves)
    return StepRow(step.cause.value, step.low, days, bar, moves[:NAMED], max(len(moves) - NAMED, 0))


def _by_party(moves: Iterable[Moved]) -> tuple[Moved, ...]:
    """Everybody once, with all that their money moved, the largest first; what cancels out is left out."""
    found: dict[str, Moved] = {}
    for move in moves:
        known = found.get(move.party)
        found[move.party] = replace(known, amount=known.amount + move.amount) if known else move
    named = (move for move in found.values() if move.amount)
    return tuple(sorted(named, key=lambda move: (-abs(move.amount), move.party)))
