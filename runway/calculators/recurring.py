"""Finds what money does again and again, in what happened: payroll, rent, subscriptions, taxes, debt (RUNWAY 4)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from statistics import median

from core.cash import ZERO, Document
from core.dealings import SpentOn
from runway.calculators.cadence import FEWEST, Rhythm, rhythm_of, slips
from runway.calculators.cents import CENT
from runway.calculators.movements import Movement
from runway.calculators.rows import Row, row_of_inflow, row_of_outflow

NEAR = Decimal("0.10")
REACH = (1 + NEAR) / (1 - NEAR)  # from the least to the greatest of amounts within 10 % of their middle
ROUGHLY = 2 * NEAR
LATEST = 8  # occurrences that say what the rhythm is now
ABSENCES = 2  # dates in a row without money, after which a series is taken to have ended
PostedTo = Mapping[tuple[str, str], tuple[SpentOn, ...]]
"""Accounts that a document moved money for, largest first, by (entity, QBO id)."""
NOWHERE: PostedTo = {}


@dataclass(frozen=True, slots=True)
class Series:
    """Movements that recur: `amount` is signed like theirs, the middle of the last three.

    `dates` are those that were seen, oldest first, `slips` how many days each came after the rhythm's own;
    `documents` the movements behind it; `spread` the furthest that an amount lay from the middle, as a share of it.
    """

    kind: str
    party: str
    row: Row
    rhythm: Rhythm
    amount: Decimal
    dates: tuple[date, ...]
    slips: tuple[int, ...]
    spread: Decimal
    documents: tuple[Document, ...]
    place: int = 1

    @property
    def key(self) -> str:
        """Names the series beyond today: one more payment does not change it. `place` tells like ones apart."""
        return f"{self.kind}:{self.party}:{self.row}:{self.rhythm.cadence}:{self.place}"

    def has(self, kind: str, party: str, amount: Decimal) -> bool:
        """Whether money is one of the series, also before the movements that it was found by."""
        return (kind, party) == (self.kind, self.party) and abs(amount - self.amount) <= ROUGHLY * abs(
            self.amount
        )

    def is_over(self, today: date) -> bool:
        """Whether so many dates in a row passed without money that it is not expected any more."""
        last = self.rhythm.near(self.dates[-1])
        return today > self.rhythm.on(last + ABSENCES) + self.rhythm.half


def recurring(
    movements: Iterable[Movement], today: date, posted_to: PostedTo = NOWHERE
) -> tuple[Series, ...]:
    """Series that still run, by name: at least three times, a steady gap, amounts within 10 %, one kind and payee.

    What is dated after today has not happened and shows no rhythm. Parties without a name are told apart by the row
    of their money.
    """
    groups: dict[tuple[str, str, Row, bool], list[Movement]] = defaultdict(list)
    for movement in movements:
        if movement.on <= today:
            groups[_group(movement, posted_to)].append(movement)
    found = (series for name, group in groups.items() for series in _series(name, group))
    return _placed(series for series in found if not series.is_over(today))


def row_of(movement: Movement, posted_to: PostedTo = NOWHERE) -> Row:
    """The row of the sheet that a movement belongs to."""
    accounts = posted_to.get(movement.document.name, ())
    sort = row_of_inflow if movement.amount > 0 else row_of_outflow
    return sort(movement.kind, movement.party, accounts)


def _placed(found: Iterable[Series]) -> tuple[Series, ...]:
    seen: Counter[str] = Counter()
    placed = []
    for series in sorted(found, key=lambda s: (s.key, abs(s.amount), s.dates)):
        seen[series.key] += 1
        placed.append(replace(series, place=seen[series.key]))
    return tuple(placed)


def _group(movement: Movement, posted_to: PostedTo) -> tuple[str, str, Row, bool]:
    return (movement.kind, movement.party, row_of(movement, posted_to), movement.amount > 0)


def _series(name: tuple[str, str, Row, bool], group: list[Movement]) -> Iterator[Series]:
    kind, party, row, _ = name
    for alike in _alike(group):
        days = _by_day(alike)[-LATEST:]
        dates = [on for on, _, _ in days]
        if rhythm := rhythm_of(dates):
            amounts = [amount for _, amount, _ in days]
            middle = Decimal(median(amounts))
            documents = tuple(document for _, _, of_day in days for document in of_day)
            yield Series(
                kind=kind,
                party=party,
                row=row,
                rhythm=rhythm,
                amount=Decimal(median(amounts[-FEWEST:])).quantize(CENT),
                dates=tuple(dates),
                slips=slips(rhythm, dates),
                spread=max(abs(amount / middle - 1) for amount in amounts),
                documents=documents,
            )


def _alike(group: list[Movement]) -> Iterator[list[Movement]]:
    """Parts of a group whose amounts lie within 10 % of their middle, from the smallest on."""
    rest = sorted(group, key=lambda m: (abs(m.amount), m.on, m.document))
    while len(rest) >= FEWEST:
        reach = abs(rest[0].amount) * REACH
        alike = [m for m in rest if abs(m.amount) <= reach]
        rest = rest[len(alike) :]
        yield alike


def _by_day(alike: Sequence[Movement]) -> list[tuple[date, Decimal, tuple[Document, ...]]]:
    """What moved each day, by date; days whose sum is not within 10 % of the middle are left out."""
    days: dict[date, list[Movement]] = defaultdict(list)
    for movement in sorted(alike, key=lambda m: (m.on, m.document)):
        days[movement.on].append(movement)
    sums = [(on, sum((m.amount for m in of), ZERO), tuple(m.document for m in of)) for on, of in days.items()]
    middle = Decimal(median(amount for _, amount, _ in sums))
    return [day for day in sums if abs(day[1] - middle) <= NEAR * abs(middle)]
