"""Counts days into cumulative tables, one row a group: the empirical distributions that the shapes are made of."""

import numpy as np

from runway.calculators.paydates.arrays import Floats, Ints

FIRST, LAST = -120, 420  # days from the due date (or from issue) that are told apart
WIDTH = LAST - FIRST + 1


def clipped(days: Ints) -> Ints:
    """Days brought inside the range of the tables."""
    return np.clip(days, FIRST, LAST)


def counted(group: Ints, days: Ints, weights: Floats, groups: int) -> Floats:
    """Weighted counts, (groups, WIDTH)."""
    cells = group * WIDTH + (days - FIRST)
    return summed(cells, weights, groups * WIDTH).reshape(groups, WIDTH)


def summed(place: Ints, weights: Floats, size: int) -> Floats:
    """The sum of the weights at each place from 0 to below `size`."""
    return np.bincount(place, weights, size).astype(np.float64)


def blurred(counts: Floats, half: int) -> Floats:
    """Each count spread over its neighbours, a triangle of `2 * half` days to either side; 0 leaves it sharp."""
    for _ in range(2 if half else 0):
        counts = _box(counts, half)
    return counts


def cumulative(counts: Floats, empty: Floats) -> Floats:
    """Rows as P(day <= x), and `empty` (one such row) where a group has nothing counted."""
    sums = np.cumsum(counts, axis=1)
    total = sums[:, -1:]
    return np.where(total > 0, sums / np.where(total > 0, total, 1.0), empty)


def _box(counts: Floats, half: int) -> Floats:
    """The moving average over a day and `half` days to either side."""
    sums = np.cumsum(np.pad(counts, ((0, 0), (half + 1, half))), axis=1)
    width = 2 * half + 1
    return np.maximum((sums[:, width:] - sums[:, :-width]) / width, 0.0)
