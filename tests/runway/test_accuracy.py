"""How near past forecasts came, by how far ahead they looked."""

from datetime import date, timedelta
from decimal import Decimal

from runway.calculators.accuracy import Outcome, accuracy

MONDAY = date(2026, 11, 23)


def outcome(weeks: int, forecast: int, actual: int, *band: int) -> Outcome:
    """The week so many weeks ahead, 1 being the one that begins on Monday; it ends on Sunday."""
    ends_on = MONDAY + timedelta(days=7 * weeks - 1)
    return Outcome(MONDAY, ends_on, Decimal(forecast), Decimal(actual), *map(Decimal, band))


def test_weeks_fall_into_three_horizons() -> None:
    counts = [a.outcomes for a in accuracy(outcome(weeks, 1, 1) for weeks in range(1, 15))]
    assert counts == [1, 3, 9]


def test_error_and_bias_are_shares_of_what_came() -> None:
    first = accuracy([outcome(1, 110, 100), outcome(1, 70, 100)])[0]
    assert (first.error, first.bias) == (Decimal("0.2"), Decimal("-0.1"))


def test_negative_closings_count_by_their_size() -> None:
    first = accuracy([outcome(1, -90, -100)])[0]
    assert (first.error, first.bias) == (Decimal("0.1"), Decimal("0.1"))


def test_the_band_covers_up_to_its_edges_and_outcomes_without_one_do_not_count() -> None:
    held = [outcome(1, 0, amount, 10, 20) for amount in (9, 10, 20, 21)]
    assert accuracy([*held, outcome(1, 0, 5)])[0].covered == Decimal("0.5")


def test_nothing_to_divide_by_is_unknown() -> None:
    first = accuracy([outcome(1, 5, 0)])[0]
    assert (first.outcomes, first.error, first.bias, first.covered) == (1, None, None, None)
