"""Days of sales that customers owe, and days of purchases that vendors are owed: DSO and DPO.

Days = open at the close of a day / turned on credit in the 91 days to it x 91. Turned are invoices less credit memos,
or bills less vendor credits, at their totals and by their own dates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.cash import ZERO
from core.dealings import Posted
from runway.calculators.weeks import DAY

SAMPLE_DAYS = 91
TURNED = frozenset({"Invoice", "CreditMemo", "Bill", "VendorCredit"})


class Gap(StrEnum):
    """Why there is no number of days."""

    NOTHING_TURNED = "nothing was turned on credit in the sample"
    SHORT_HISTORY = "the history is too short"
    UNKNOWN_AMOUNT = "an amount or a rate is unknown"
    IN_CREDIT = "credits exceed what is owed"


@dataclass(frozen=True, slots=True)
class Turnover:
    """One day's figure with its sample: documents dated from `since` to `on`, both included.

    `days` is unrounded, and None where `why` says why not; `open` and `turned` are None where a part is unknown.
    """

    on: date
    since: date
    open: Decimal | None
    turned: Decimal | None
    documents: int
    days: Decimal | None
    why: Gap | None = None


def turnover(open_now: Decimal, posted: Iterable[Posted], on: date, first_on: date | None) -> Turnover:
    """The figure at the close of a day. `open_now` is everything open, documents dated ahead included.

    `posted` is all that was posted from the first day of the sample on; what is dated after `on` is taken off again.
    `first_on` is the first document of the side: a sample that begins before it would be too small.
    """
    posted = tuple(posted)
    since = on - DAY * (SAMPLE_DAYS - 1)
    sample = [p for p in posted if p.entity in TURNED and since <= p.on <= on]
    later = _sum(p for p in posted if p.on > on)
    was_open, turned = None if later is None else open_now - later, _sum(sample)
    why = _why(was_open, turned, first_on, since)
    return Turnover(
        on=on,
        since=since,
        open=was_open,
        turned=turned,
        documents=sum(p.documents for p in sample),
        days=None if why or was_open is None or not turned else was_open / turned * SAMPLE_DAYS,
        why=why,
    )


def turnovers(
    open_now: Decimal, posted: Iterable[Posted], days: Iterable[date], first_on: date | None
) -> tuple[Turnover, ...]:
    """The figures at the close of several days."""
    posted = tuple(posted)
    return tuple(turnover(open_now, posted, day, first_on) for day in days)


def _sum(posted: Iterable[Posted]) -> Decimal | None:
    amounts = [p.amount for p in posted]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None


def _why(was_open: Decimal | None, turned: Decimal | None, first_on: date | None, since: date) -> Gap | None:
    if first_on is None:
        return Gap.NOTHING_TURNED
    if first_on > since:
        return Gap.SHORT_HISTORY
    if was_open is None or turned is None:
        return Gap.UNKNOWN_AMOUNT
    if turned <= 0:
        return Gap.NOTHING_TURNED
    return Gap.IN_CREDIT if was_open < 0 else None
