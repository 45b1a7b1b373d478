"""The minimum line, and which rule drew it (RUNWAY 3): what the business chose wins."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from runway.calculators.owned import Assumptions
from runway.calculators.status import minimum_line


class LineRule(StrEnum):
    """Where a line comes from."""

    CHOSEN = "chosen"
    PAYROLL = "one payroll cycle"
    BUFFER = "15 buffer days"


@dataclass(frozen=True, slots=True)
class Line:
    """Below this amount cash is thin; None is unknown."""

    amount: Decimal | None
    rule: LineRule


def line_of(assumptions: Assumptions, daily_outflow: Decimal | None) -> Line:
    """What was chosen, else the larger of one payroll and 15 buffer days.

    A payroll counts as far as people stated what it takes. Unknown where 15 buffer days are: then it cannot be said
    which is larger.
    """
    if assumptions.minimum_line is not None:
        return Line(assumptions.minimum_line, LineRule.CHOSEN)
    buffer = minimum_line(daily_outflow)
    payroll = assumptions.payroll.amount if assumptions.payroll else None
    if buffer is not None and payroll is not None and payroll > buffer:
        return Line(payroll, LineRule.PAYROLL)
    return Line(buffer, LineRule.BUFFER)
