"""Which documents and which days the scores are taken on, as RUNWAY 4 words it."""

import numpy as np

from runway.calculators.paydates.arrays import Ints
from runway.calculators.paydates.history import NOT_PAID, History

LATEST, NEARLY_LAST = 0.8, 0.995
DAYS_AHEAD = 91
SNAPSHOTS = 12


def latest(history: History) -> Ints:
    """Paid documents among the last 20 % by issue date, those of the first of these days included."""
    return np.flatnonzero((history.issued >= _from(history)) & (history.paid < NOT_PAID))


def snapshot_days(history: History) -> Ints:
    """Twelve days, spaced evenly from the 80 % issue-date quantile to 91 days before the 99.5 % paid_on quantile.

    Where the later lies before the earlier, there are none.
    """
    paid = history.paid[history.paid < NOT_PAID]
    if not len(paid):
        return np.zeros(0, dtype=np.int64)
    first, last = _from(history), int(np.quantile(paid, NEARLY_LAST) - DAYS_AHEAD)
    count = SNAPSHOTS if first <= last else 0
    return np.floor(np.linspace(first, last, count)).astype(np.int64)


def _from(history: History) -> int:
    return int(np.quantile(history.issued, LATEST))
