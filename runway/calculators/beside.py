"""What was paid beside what recurs: the money that averages speak for, none of it that a series stands for already."""

from collections.abc import Iterable, Iterator, Sequence

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
    spent = [one for one in series if one.amount < 0]
    history = [
        told for told in history if not any(one.has(told[1], told[2].party, told[2].amount) for one in spent)
    ]
    instead = {id(told) for one in spent for told in _in_place_of(one, history)}
    yield from ((told[0], told[2]) for told in history if id(told) not in instead)


def _in_place_of(series: Series, history: Sequence[Told]) -> Iterator[Told]:
    rhythm = series.rhythm
    filled = {rhythm.near(day) for day in series.dates}
    like = [told for told in history if _could_be(series, told)]
    for told in sorted(
        like, key=lambda t: (abs(t[2].paid_on - rhythm.on(rhythm.near(t[2].paid_on))), t[2].paid_on)
    ):
        if (number := rhythm.near(told[2].paid_on)) not in filled:
            filled.add(number)
            yield told


def _could_be(series: Series, told: Told) -> bool:
    _, kind, paid = told
    is_of = (kind, paid.party, paid.amount < 0) == (series.kind, series.party, True)
    return is_of and is_alike(abs(paid.amount), abs(series.amount))
