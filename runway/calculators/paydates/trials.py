"""Puts the book's own past on trial: documents issued after an earlier day, told from what that day knew."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from runway.calculators.paydates.arrays import Flags, Ints
from runway.calculators.paydates.history import NOT_PAID, History
from runway.calculators.paydates.known import known
from runway.calculators.paydates.shapes import AnyShape, shapes

ORIGINS = 12
SHORTEST, LONGEST = 60, 240  # days of past on trial; half of what there is, within these
MOST = 4_000
RIPE = 0.9
FEWEST = 10  # paid documents without which a day knows too little to be tried


@dataclass(frozen=True, slots=True)
class Trial:
    """Documents issued after one day: what was said of each, and its lag as known now.

    `lag` is NOT_PAID where it is still open, and `seen_to` the last lag that is known to have come or not. `is_ripe`:
    older than nine in ten documents were when they were paid, so that the slow are not missing among them.
    """

    shapes: list[AnyShape]
    count: Ints
    lag: Ints
    seen_to: Ints
    is_ripe: Flags


def trials(history: History, today: int) -> Iterator[Trial]:
    """Up to eight trials of the time before the close of `today`, oldest first, of 4,000 documents at most."""
    if not len(history):
        return
    first = int(history.issued[0])
    ripe = today - _usual_age(history, today)
    span = max(SHORTEST, min(LONGEST, (today - first) // 2))
    origins = np.linspace(today - span, today, ORIGINS + 1).astype(int).tolist()
    for since, until in pairwise(origins):
        trial = _trial(history, since, until, today, ripe)
        if trial is not None:
            yield trial


def _trial(history: History, since: int, until: int, today: int, ripe: float) -> Trial | None:
    rows = np.flatnonzero((history.issued > since) & (history.issued <= until))
    rows = (
        rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST // ORIGINS)).astype(int)]
        if len(rows)
        else rows
    )
    past = known(history, since)
    if not len(rows) or len(past.party) < FEWEST:
        return None
    asked, paid = history.asked(rows), history.paid[rows]
    is_paid = paid <= today
    return Trial(
        shapes=shapes(past, asked),
        count=past.counted(asked.party),
        lag=np.where(is_paid, paid - asked.due, NOT_PAID),
        seen_to=np.where(is_paid, NOT_PAID, today - asked.due),
        is_ripe=asked.issued <= ripe,
    )


def _usual_age(history: History, today: int) -> float:
    rows = history.known(today)
    return float(np.quantile(history.paid[rows] - history.issued[rows], RIPE)) if len(rows) else 0.0
