"""What is known at the close of one day: every document paid by then, with its lag, its age and how recent it is."""

from dataclasses import dataclass

import numpy as np

from runway.calculators.paydates.arrays import Floats, Ints
from runway.calculators.paydates.history import History
from runway.calculators.paydates.tables import clipped


@dataclass(frozen=True, slots=True)
class Known:
    """Paid documents as columns: `lag` = paid - due, `age` = paid - issued, `term` = due - issued, in days.

    `rank` counts back within the party (0 is its latest payment), `days_ago` since payment, `count` is the size
    of each party's history, by number, with a zero for the party never seen.
    """

    party: Ints
    due: Ints
    lag: Ints
    age: Ints
    term: Ints
    rank: Ints
    days_ago: Ints
    count: Ints

    def counted(self, party: Ints) -> Ints:
        """How many paid documents each of these parties has."""
        return self.count[party]


def known(history: History, day: int) -> Known:
    """What the close of a day knows; documents paid or issued later are not in it."""
    rows = history.known(day)
    party, due, paid = history.party[rows], history.due[rows], history.paid[rows]
    count = np.bincount(party, minlength=len(history.names) + 1)
    return Known(
        party=party,
        due=due,
        lag=clipped(paid - due),
        age=clipped(paid - history.issued[rows]),
        term=due - history.issued[rows],
        rank=_rank(party, paid, count),
        days_ago=day - paid,
        count=count,
    )


def fading(steps: Ints, half_life: float) -> Floats:
    """Weights that halve every so many steps."""
    return np.exp2(-steps / half_life)


def _rank(party: Ints, paid: Ints, count: Ints) -> Ints:
    order = np.lexsort((paid, party))
    rank = np.empty(len(party), dtype=np.int64)
    rank[order] = np.cumsum(count)[party[order]] - 1 - np.arange(len(party))
    return rank
