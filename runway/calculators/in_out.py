"""What came in and what went out, week by week over complete weeks; transfers between own accounts in neither."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO
from runway.calculators.movements import Movement
from runway.calculators.weeks import DAY, FRIDAY, WEEK, complete_weeks

WEEKS = 13


@dataclass(frozen=True, slots=True)
class InOutWeek:
    """Money in and out of one week, both positive; None where the movements do not reach back to its first day."""

    ends_on: date
    money_in: Decimal | None
    money_out: Decimal | None

    @property
    def net(self) -> Decimal | None:
        """In less out."""
        if self.money_in is None or self.money_out is None:
            return None
        return self.money_in - self.money_out


def in_out(movements: Iterable[Movement], today: date, last: int = FRIDAY) -> tuple[InOutWeek, ...]:
    """The latest 13 weeks that are over, oldest first. `last` is the weekday that ends a week."""
    movements = tuple(movements)
    first = min((movement.on for movement in movements), default=None)
    return tuple(_week(movements, end, first) for end in complete_weeks(today, WEEKS, last))


def _week(movements: tuple[Movement, ...], end: date, first: date | None) -> InOutWeek:
    if first is None or first > end - WEEK + DAY:
        return InOutWeek(end, None, None)
    amounts = [movement.amount for movement in movements if end - WEEK < movement.on <= end]
    money_in = sum((amount for amount in amounts if amount > 0), ZERO)
    return InOutWeek(end, money_in, money_in - sum(amounts, ZERO))
