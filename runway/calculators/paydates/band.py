"""Sets the levels at which P10, P50 and P90 are read, so that they would have been right on the book's own past.

The band would have covered 80 % of it (conformal levels); the middle goes half the way to where half of it fell.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from runway.calculators.paydates.arrays import Floats
from runway.calculators.paydates.mixture import Mixture
from runway.calculators.paydates.stacking import Trust
from runway.calculators.paydates.trials import Trial

TAIL = 0.1
FEWEST = 50  # judged documents, below which the levels are as they read
NARROWEST = 0.499
FARTHEST = 0.1  # of the middle from one half


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels of probability at which P10, P50 and P90 are read."""

    low: float = TAIL
    middle: float = 0.5
    high: float = 1 - TAIL


def levels(trials: Iterable[Trial], trust: Trust) -> Levels:
    """The band's levels, as far from either end, outside of which a fifth of past documents fell; and the middle.

    A document falls below the band where P(paid by its day) is under the low level, and above it where P(paid before
    its day) has reached the high one; on days that carry much probability these differ.
    """
    found = [_reached(trial, trust) for trial in trials]
    by, before = (np.concatenate([each[side] for each in found] or [np.zeros(0)]) for side in (0, 1))
    if len(by) < FEWEST:
        return Levels()
    tail = min(float(np.quantile(np.minimum(by, 1 - before), 2 * TAIL)), NARROWEST)
    drift = float(np.median((by + before) / 2)) - 0.5
    return Levels(tail, 0.5 + min(max(drift / 2, -FARTHEST), FARTHEST), 1 - tail)


def _reached(trial: Trial, trust: Trust) -> tuple[Floats, Floats]:
    """P(paid by its day) and P(paid before its day) of each document that is old enough to be judged."""
    mixture = Mixture(trial.shapes, trust.of(trial.count))
    lag = np.minimum(trial.lag, 10_000)
    by, before = mixture.below(lag[:, None])[:, 0], mixture.below(lag[:, None] - 1)[:, 0]
    return by[trial.is_ripe], before[trial.is_ripe]
