"""Distributions of pay dates of a batch of documents: shapes, weighed, given what is known to be still open."""

from dataclasses import dataclass

import numpy as np

from runway.calculators.paydates.arrays import Floats, Ints
from runway.calculators.paydates.shapes import AnyShape
from runway.calculators.paydates.tables import FIRST

STEPS = 14  # halvings of the search, over 16,384 days: the tail of a long-open document is that long
NEVER_SURE = 1e-12


@dataclass(frozen=True, slots=True)
class Mixture:
    """Documents' pay dates before anything is known of them; `weights` (shapes, documents) sum to one."""

    shapes: list[AnyShape]
    weights: Floats

    def below(self, lags: Ints) -> Floats:
        """P(paid - due <= lag) of lags (documents, any number)."""
        total = np.zeros(lags.shape)
        for shape, weight in zip(self.shapes, self.weights, strict=True):
            if weight.any():
                total += weight[:, None] * shape.below(lags)
        return total


@dataclass(frozen=True, slots=True)
class PayDays:
    """Pay dates of documents, days as ordinals; each is known to be open at the close of `open_at`.

    Where `open_at` is the lowest day there is, nothing is known: the document may have been paid before issue.
    """

    mixture: Mixture
    due: Ints
    open_at: Ints

    def below(self, days: Ints) -> Floats:
        """P(paid on or before the day), of days (documents, any number)."""
        start = self._start()[:, None]
        past = np.where(start >= FIRST, self.mixture.below(start), 0.0)
        ahead = self.mixture.below(np.maximum(days - self.due[:, None], start))
        return np.clip((ahead - past) / np.maximum(1.0 - past, NEVER_SURE), 0.0, 1.0)

    def quantile(self, level: Floats) -> Ints:
        """The first day by which a document is paid with this probability, one level a document."""
        low = self.due + self._start()
        high = low + 2**STEPS
        for _ in range(STEPS):
            middle = (low + high) // 2
            enough = self.below(middle[:, None])[:, 0] >= level - 1e-9
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return high

    def _start(self) -> Ints:
        return np.maximum(self.open_at - self.due, FIRST - 1)
