"""Money in and out, week by week, with its sentence: what moved on own accounts, transfers between them in neither."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO
from runway import words
from runway.calculators.in_out import InOutWeek, in_out
from runway.calculators.outlook import Outlook
from runway.charts_columns import NARROW, WIDE, ColumnsChart, columns_chart


@dataclass(frozen=True, slots=True)
class InOutWeeks:
    """The latest 13 weeks that are over, oldest first, in two drawings, with the sums of the weeks that are known."""

    weeks: tuple[InOutWeek, ...]
    money_in: Decimal
    money_out: Decimal
    sentence: str
    wide: ColumnsChart | None
    narrow: ColumnsChart | None

    @property
    def net(self) -> Decimal:
        """In less out."""
        return self.money_in - self.money_out


def in_out_weeks(seen: Outlook, on: date, currency: str) -> InOutWeeks:
    """The weeks that were over on that day."""
    weeks = in_out(seen.movements, on)
    money_in = sum((week.money_in or ZERO for week in weeks), ZERO)
    money_out = sum((week.money_out or ZERO for week in weeks), ZERO)
    return InOutWeeks(
        weeks=weeks,
        money_in=money_in,
        money_out=money_out,
        sentence=_sentence(weeks, money_in, money_out, currency),
        wide=columns_chart(weeks, currency, WIDE),
        narrow=columns_chart(weeks, currency, NARROW),
    )


def _sentence(weeks: tuple[InOutWeek, ...], money_in: Decimal, money_out: Decimal, currency: str) -> str:
    """What the picture says, for those who do not see it."""
    nets = [week.net for week in weeks if week.net is not None]
    more = sum(net > 0 for net in nets)
    return (
        f"{words.dollars(money_in, currency)} came in and {words.dollars(money_out, currency)} went out over the "
        f"{len(nets)} weeks that are known; in {more} of them more came in than went out. The table lists every week."
    )
