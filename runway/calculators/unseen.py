"""Money of documents that do not exist yet: what the next weeks brought in the past beyond all that was known then.

Forecasts of open documents alone run dry behind the longest terms; this is the rest, from the book's own weeks.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import stdev

from core.cash import ZERO
from runway.calculators.chances import AHEAD
from runway.calculators.weeks import DAY, WEEK

SAMPLE = 13  # complete weeks of payments that are looked at
FEWEST = 4  # of them without which nothing is said
WEEKS = AHEAD // 7


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that moved for one document, signed; sold or bought for cash: both days are one."""

    issued_on: date
    paid_on: date
    amount: Decimal
    party: str = ""


def weeks_known(today: date, known_from: date) -> int:
    """Complete weeks of payments up to yesterday."""
    return (today - known_from).days // WEEK.days


def unseen(history: Iterable[Paid], today: date, known_from: date) -> tuple[tuple[Decimal, float], ...]:
    """For each of the 13 weeks from tomorrow on what moves in it for documents issued after today.

    The average of up to 13 complete weeks of payments, and the standard deviation as a share of it; as-of: a payment
    counts for the week n ahead where its document was issued within the n weeks to the end of the week of payment.
    Empty where payments are known for fewer than four weeks.
    """
    count = min(SAMPLE, weeks_known(today, known_from))
    if count < FEWEST:
        return ()
    sums: dict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    for paid in history:
        back = (today - DAY - paid.paid_on).days // WEEK.days
        if 0 <= back < count:
            end = today - DAY - WEEK * back
            for ahead in range(max((end - paid.issued_on).days // WEEK.days + 1, 1), WEEKS + 1):
                sums[(ahead, back)] += paid.amount
    return tuple(_average([sums[(ahead, back)] for back in range(count)]) for ahead in range(1, WEEKS + 1))


def _average(weeks: list[Decimal]) -> tuple[Decimal, float]:
    average = sum(weeks, ZERO) / len(weeks)
    return average, float(stdev(weeks) / abs(average)) if average else 0.0
