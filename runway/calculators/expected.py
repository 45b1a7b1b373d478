"""What recurring money is still expected: its next dates, less what was entered or paid; missing bills (RUNWAY 4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import OpenItem, Side
from runway.calculators.movements import Movement
from runway.calculators.recurring import Series
from runway.calculators.weeks import DAY

GRACE = 3  # days after which what was expected and did not come is missing
ALIKE = 2  # times as much or as little as is expected may a bill or payment be that stands for it


@dataclass(frozen=True, slots=True)
class Expected:
    """One date of a series with neither bill nor payment; `amount` is signed as money moves.

    `stated`: what QuickBooks' own template says of it, in words (calculators/templates.py).
    """

    series: Series
    on: date
    amount: Decimal
    is_missing: bool
    stated: str = ""

    @property
    def key(self) -> str:
        """Names this date of this series, from week to week."""
        return f"recurring:{self.series.key}:{self.series.rhythm.period_of(self.on)}"


def expected(
    series: Iterable[Series],
    items: Iterable[OpenItem],
    movements: Iterable[Movement],
    today: date,
    until: date,
) -> tuple[Expected, ...]:
    """Dates to come up to `until`, and past ones that nothing was entered for, by date and then name.

    An open document of the same party and like amount (half to double) consumes the first date not more than one and a
    half periods behind its own, nor more than half a period before it; a payment of like amount, the date nearest to
    it within half a period.
    Of several series of one party a document consumes one date, that of the nearest amount. A date more than three
    days past is missing; its amount stays expected.
    """
    bills, paid = _by_party(items), _paid_by_party(movements)
    by_party: dict[tuple[str, bool], list[Series]] = defaultdict(list)
    for one in series:
        by_party[(one.party, one.amount > 0)].append(one)
    found = (
        e
        for name, theirs in by_party.items()
        for e in _left(theirs, bills.get(name, []), paid.get(name, []), today, until)
    )
    return tuple(sorted(found, key=lambda e: (e.on, e.series.key)))


def missing(found: Iterable[Expected]) -> tuple[Expected, ...]:
    """Money out that was expected, has no bill and was not paid: what the tray lists."""
    return tuple(e for e in found if e.is_missing and e.amount < 0)


Dated = tuple[date, Decimal]


def _by_party(items: Iterable[OpenItem]) -> dict[tuple[str, bool], list[Dated]]:
    """Open documents by date; nobody's documents consume nothing."""
    found: dict[tuple[str, bool], list[Dated]] = defaultdict(list)
    for item in items:
        dated = item.due_on or item.issued_on
        if dated and item.party and item.open > 0:
            found[(item.party, item.side is Side.RECEIVABLE)].append((dated, abs(item.total)))
    return {name: sorted(theirs) for name, theirs in found.items()}


def _paid_by_party(movements: Iterable[Movement]) -> dict[tuple[str, bool], list[Dated]]:
    found: dict[tuple[str, bool], list[Dated]] = defaultdict(list)
    for movement in movements:
        found[(movement.party, movement.amount > 0)].append((movement.on, abs(movement.amount)))
    return {name: sorted(theirs) for name, theirs in found.items()}


def _left(
    theirs: list[Series], bills: list[Dated], paid: list[Dated], today: date, until: date
) -> list[Expected]:
    """The dates of one party's series that nothing has consumed."""
    dates = [
        Expected(one, on, one.amount, is_missing=on + DAY * GRACE < today)
        for one in theirs
        for on in one.rhythm.after(one.rhythm.near(one.dates[-1]), until)
    ]
    seen = {(day, one.party) for one in theirs for day in one.dates}
    for day, amount in paid:
        if (day, theirs[0].party) not in seen:
            _consume([e for e in dates if _is_paid_by(e, day, amount)], dates, day, amount)
    for day, amount in bills:
        _consume([e for e in dates if _is_of(e, day, amount)], dates, None, amount)
    return dates


def _is_of(e: Expected, day: date, amount: Decimal) -> bool:
    """Whether a document of this day may be what is expected then."""
    half = e.series.rhythm.half
    return e.on - 3 * half <= day <= e.on + half and is_alike(amount, abs(e.amount))


def _is_paid_by(e: Expected, day: date, amount: Decimal) -> bool:
    return abs(e.on - day) <= e.series.rhythm.half and is_alike(amount, abs(e.amount))


def is_alike(amount: Decimal, usual: Decimal) -> bool:
    """Whether one amount may stand for another: small bills beside the rent are not the rent."""
    return amount <= usual * ALIKE <= amount * ALIKE**2


def _consume(fitting: list[Expected], dates: list[Expected], near: date | None, amount: Decimal) -> None:
    """Takes one of the fitting dates away: of the series with the nearest amount the nearest, else the first, date."""
    if fitting:
        dates.remove(
            min(
                fitting,
                key=lambda e: (abs(abs(e.amount) - amount), abs((e.on - near).days) if near else 0, e.on),
            )
        )
