"""Amounts split by probabilities into whole cents: nothing is lost, and no part strays."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runway.calculators.cents import split, to_amount, to_cents

WEIGHTS = st.lists(st.integers(0, 50), min_size=1, max_size=20).filter(any)


def parts(amount: int, *shares: float) -> list[int]:
    return split(np.array([amount]), np.array([shares])).tolist()[0]


def test_thirds_of_a_dollar_add_up_to_the_dollar() -> None:
    assert parts(100, 1 / 3, 1 / 3, 1 / 3) == [33, 34, 33, 0]
    assert parts(-100, 1 / 3, 1 / 3, 1 / 3) == [-33, -34, -33, 0]


def test_what_shares_leave_is_the_last_part() -> None:
    assert parts(100, 0.0, 0.25) == [0, 25, 75]
    assert parts(100, 0.0) == [0, 100]


@pytest.mark.parametrize(("amount", "cents"), [("0.005", 1), ("-0.005", -1), ("12.344", 1234), ("7", 700)])
def test_half_a_cent_counts_as_one(amount: str, cents: int) -> None:
    assert to_cents(Decimal(amount)) == cents


@given(st.decimals(-(10**12), 10**12, places=2))
def test_cents_and_amounts_are_the_same(amount: Decimal) -> None:
    assert to_amount(to_cents(amount)) == amount


@given(st.integers(-(10**10), 10**10), WEIGHTS, st.integers(0, 50))
def test_parts_add_up_and_no_sum_of_first_days_strays_a_cent(
    amount: int, weights: list[int], rest: int
) -> None:
    shares = [weight / (sum(weights) + rest) for weight in weights]
    found = parts(amount, *shares)
    assert sum(found) == amount
    for days in range(len(weights)):
        assert abs(sum(found[: days + 1]) - amount * sum(shares[: days + 1])) < 1
    assert all(part * amount >= 0 for part in found)
