"""Whole cents: how amounts are split by probabilities so that the parts add up to the amount, to the cent."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

Cents = NDArray[np.int64]
Shares = NDArray[np.float64]
SURELY = 1 - 1e-9  # what probabilities may lack to 1 through their own rounding
CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> int:
    """The amount in cents; half a cent counts as one, away from zero."""
    return int(amount.quantize(CENT, ROUND_HALF_UP).scaleb(2))


def to_amount(cents: int) -> Decimal:
    """Cents as an amount with two places."""
    return Decimal(int(cents)).scaleb(-2)


def split(amounts: Cents, shares: Shares) -> Cents:
    """Amounts (n) split by shares (n, days) into whole cents (n, days + 1), the last column being what they leave.

    Each row adds up to its amount. No sum of a row's first days is more than half a cent from exact, so that weeks
    are as near as days: remainders are carried on to the next day rather than handed to the largest of all days.
    """
    reached = np.minimum(np.cumsum(shares, axis=1), 1.0)
    reached[reached > SURELY] = 1.0
    size, sign = np.abs(amounts), np.sign(amounts)
    upto = np.floor(reached * size[:, None] + 0.5).astype(np.int64)
    whole = np.column_stack([np.zeros_like(size), upto, size])
    return np.diff(whole, axis=1) * sign[:, None]
