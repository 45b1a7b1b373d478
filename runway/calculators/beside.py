"""What was paid beside what recurs: the money that averages speak for, none of it that a series stands for already."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from runway.calculators.expected import is_alike
from runway.calculators.recurring import Series
from runway.calculators.rows import Row
from runway.calculators.unseen import Paid

Told = tuple[Row, str, Paid]
"""A payment with its row and the kind of its movement."""


def beside(series: Iterable[Series], history: Iterable[Told]) -> Iterator[tuple[Row, Paid]]:
    """Payments that are neither of a series nor in its place, with their rows.

    In its place is one payment of another amount (half to double) of the same kind and party, nearest to a date of the
    rhythm that has no payment of its own: an owner's draw of 29,000 among draws of 23,000 is that month's draw.
    """
    spent: dict[tuple[str, str], list[Series]] = defaultdict(list)
    for one in series:
        if one.amount < 0:
            spent[one.kind, one.party].append(one)
    history = [told for told in history if not _is_of_one(told, spent)]
    outgoing: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for told in history:
        if told[2].amount < 0:
            outgoing[told[1], told[2].party].append(told)
    instead = {
        id(told) for of, some in spent.items() for one in some for told in _in_place_of(one, outgoing[of])
    }
    yield from ((told[0], told[2]) for told in history if id(told) not in instead)


def _is_of_one(told: Told, spent: Mapping[tuple[str, str], Sequence[Series]]) -> bool:
    _, kind, paid = told
    return any(one.has(kind, paid.party, paid.amount) for one in spent.get((kind, paid.party), ()))


def _in_place_of(series: Series, history: Sequence[Told]) -> Iterator[Told]:
    """Of payments of the series' own kind and party."""
    rhythm = series.rhythm
    filled = {rhythm.near(day) for day in series.dates}
    like = [told for told in history if is_alike(abs(told[2].amount), abs(series.amount))]
    for told in sorted(like, key=lambda t: (abs(rhythm.off(t[2].paid_on)), t[2].paid_on)):
        if (number := rhythm.near(told[2].paid_on)) not in filled:
            filled.add(number)
            yield told
