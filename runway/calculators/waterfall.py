"""How one week's cash goes from opening to closing, line by line: what the week's picture shows (RUNWAY 9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from core.cash import ZERO
from runway.calculators.sheet import Line, Sheet


@dataclass(frozen=True, slots=True)
class Step:
    """One line's way from one balance to the next; opening and closing start at nothing. `amount` is signed."""

    key: str
    name: str
    amount: Decimal
    start: Decimal
    end: Decimal
    is_balance: bool = False


def waterfall(made: Sheet, week: int) -> tuple[Step, ...]:
    """Opening, every line that moves something in the order of the sheet, closing. IndexError for a week not there.

    Each step starts where the one before it ended; the last movement ends at the closing balance.
    """
    return (_balance(made.line("opening"), week), *_moves(made, week), _balance(made.line("closing"), week))


def _balance(line: Line, week: int) -> Step:
    amount = line.amounts[week] or ZERO
    return Step(line.key, line.name, amount, ZERO, amount, is_balance=True)


def _moves(made: Sheet, week: int) -> Iterator[Step]:
    reached = made.line("opening").amounts[week] or ZERO
    for line in made.lines:
        amount = line.amounts[week] if line.row else None
        if amount:
            yield Step(line.key, line.name, amount, reached, reached + amount)
            reached += amount
