"""What an amount in another currency is worth at home."""

from decimal import Decimal

import pytest

from core.money import in_home


@pytest.mark.parametrize(
    ("amount", "worth"),
    [("123.50", "132.15"), ("-123.50", "-132.15"), ("100.50", "107.54"), ("100.49", "107.52")],
)
def test_half_a_cent_at_home_counts_as_one_as_books_count_it(amount: str, worth: str) -> None:
    assert in_home(Decimal(amount), "EUR", Decimal("1.07"), "USD") == Decimal(worth)


def test_an_amount_in_home_currency_or_without_one_is_itself() -> None:
    assert in_home(Decimal("1.005"), "USD", None, "USD") == Decimal("1.005")
    assert in_home(Decimal(7), None, Decimal(2), "USD") == Decimal(7)


def test_without_a_rate_a_foreign_amount_is_unknown_and_never_zero() -> None:
    assert in_home(Decimal(7), "EUR", None, "USD") is None
    assert in_home(None, "EUR", Decimal(2), "USD") is None
