"""Why the low point moved since an earlier forecast, in words and by name: the digest's bridge (RUNWAY 3 and 7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from runway.calculators.actuals import Actual
from runway.calculators.bridge import Moved, Step, bridge
from runway.calculators.forecast import Forecast
from runway.calculators.matching import NOTHING
from runway.calculators.position import Position

NAMED = 3
Before = tuple[Forecast, tuple[Actual, ...]]
"""An earlier forecast, and what had happened by then as it knew it."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """What one cause did to the low point, and the largest moves behind it up to the day of the new low point."""

    cause: str
    amount: Decimal
    named: tuple[Moved, ...]
    more: int


@dataclass(frozen=True, slots=True)
class LowMoved:
    """The low point as it was forecast on `since`, the steps to what it is now, and that: before + steps = after."""

    since: date
    before: Decimal
    after: Decimal
    steps: tuple[StepRow, ...]

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
    found = bridge(then.base, position.forecast.base, position.actuals, known, fixed)
    steps = tuple(_row(step) for step in found.steps if step.low or step.moves)
    return LowMoved(then.base.today, found.low_before, found.low_after, steps)


def _row(step: Step) -> StepRow:
    return StepRow(step.cause.value, step.low, step.moves[:NAMED], max(len(step.moves) - NAMED, 0))
