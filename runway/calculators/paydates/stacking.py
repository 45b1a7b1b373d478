"""Learns how far to trust each shape, by how much history a party has: the weights that would have been best so far.

Best is the continuous ranked probability score, which is the mean absolute error for distributions; a mixture's
score is quadratic in its weights. Trust is learned for each class of history, which leans on its neighbours as long
as it has seen little itself (partial pooling), and on nothing but an open mind where these have seen little too.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from runway.calculators.paydates.arrays import Floats, Ints
from runway.calculators.paydates.shapes import NAMES
from runway.calculators.paydates.trials import Trial

COUNTS = np.array([0, 1, 2, 4, 8, 16, 32, 64])
POOLED = 30.0  # documents that its neighbours count for in each class of history
NEIGHBOUR = 0.3  # what a class counts for in the next one, and its square in the one after that
FEW = 20.0  # documents by which half of the open mind is gone
OPEN_MIND = 0.02  # what all shapes keep together, evenly: nothing is ever ruled out
ROUNDS = 200
LAGS = np.unique(
    np.concatenate(
        [
            np.arange(-120, -60, 12),
            np.arange(-60, -20, 4),
            np.arange(-20, -8, 2),
            np.arange(-8, 16),
            np.arange(16, 30, 2),
            np.arange(30, 90, 5),
            np.arange(90, 240, 15),
            np.arange(240, 421, 45),
        ]
    )
)
STEPS = np.diff(LAGS, append=LAGS[-1] + 45).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Trust:
    """Weights (shapes, classes of history); each class sums to one."""

    weights: Floats

    def of(self, count: Ints) -> Floats:
        """Weights (shapes, documents) by the size of each document's party's history."""
        return self.weights[:, class_of(count)]


EVEN = Trust(np.full((len(NAMES), len(COUNTS)), 1.0 / len(NAMES)))


def class_of(count: Ints) -> Ints:
    """The class of history of so many documents: 0, 1, 2-3, 4-7, and so on to 64 and more."""
    return np.searchsorted(COUNTS, count, side="right") - 1


def trust(trials: Iterable[Trial]) -> Trust:
    """The weights learned from trials; even where there are none."""
    gram = np.zeros((len(COUNTS), len(NAMES), len(NAMES)))
    seen = np.zeros(len(COUNTS))
    for trial in trials:
        _add(trial, gram, seen)
    if not seen.any():
        return EVEN
    lent = NEIGHBOUR ** np.abs(np.subtract.outer(np.arange(len(COUNTS)), np.arange(len(COUNTS))))
    heard = lent @ seen
    around = np.einsum("jk,kab->jab", lent, gram) / heard[:, None, None]
    pooled = (gram + POOLED * around) / (seen + POOLED)[:, None, None]
    found = np.stack([_least(each) for each in pooled], axis=1)
    is_open = np.maximum(OPEN_MIND, FEW / (FEW + heard))
    return Trust((1 - is_open) * found + is_open / len(NAMES))


def _add(trial: Trial, gram: Floats, seen: Floats) -> None:
    """Adds the products of the shapes' errors, class by class."""
    errors = _errors(trial)
    classes = class_of(trial.count)
    for each in np.unique(classes):
        mine = errors[:, classes == each].reshape(len(NAMES), -1)
        gram[each] += np.einsum("ax,bx->ab", mine, mine)
        seen[each] += int((classes == each).sum())


def _errors(trial: Trial) -> Floats:
    """(shapes, documents, lags): P(lag <= x) less whether it was so, as far as it is known by now."""
    lags = np.broadcast_to(LAGS, (len(trial.lag), len(LAGS)))
    happened = (trial.lag[:, None] <= LAGS).astype(np.float64)
    weight = np.sqrt(STEPS * (trial.seen_to[:, None] >= LAGS))
    return np.stack([(shape.below(lags) - happened) * weight for shape in trial.shapes])


def _least(gram: Floats) -> Floats:
    """The weights, none negative and all of them one, with the least w' G w, by multiplicative descent."""
    weights = np.full(len(gram), 1.0 / len(gram))
    step = 1.0 / max(float(np.abs(gram).max()), 1e-12)
    score = float(weights @ gram @ weights)
    for _ in range(ROUNDS):
        slope = 2 * gram @ weights
        trial = weights * np.exp(-step * (slope - slope.min()))
        trial /= trial.sum()
        reached = float(trial @ gram @ trial)
        if reached <= score:
            weights, score, step = trial, reached, step * 1.3
        else:
            step /= 2
    return weights
