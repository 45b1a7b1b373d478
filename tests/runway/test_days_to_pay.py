"""How late each party pays (RUNWAY 9), from what was settled. It is Mon, Nov 23, 2026.

A line `paid` says when a document was paid in full; behind it the day that it was due.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document
from core.dealings import Settled
from runway.calculators.days_to_pay import Habit, habit_of_all, habits
from tests.runway.books import entries

TODAY = date(2026, 11, 23)


@pytest.fixture
def paid(request: pytest.FixtureRequest) -> list[Settled]:
    """The settled documents of the test's own docstring."""
    return [
        Settled(
            document=Document("Invoice", entry.document.qbo_id),
            party_id=entry.name,
            party=entry.name,
            due_on=date.fromisoformat(due) if (due := entry.told("due")) else None,
            paid_on=entry.on,
            amount=entry.amount,
        )
        for entry in entries(request.function.__doc__ or "")
    ]


def only(paid: list[Settled], today: date = TODAY) -> Habit:
    (habit,) = habits(paid, today)
    return habit


def test_days_are_counted_from_the_due_date_and_early_is_negative(paid: list[Settled]) -> None:
    """
    2026-10-01  paid  Amy's Birds  100.00   due 2026-10-04
    2026-10-10  paid  Amy's Birds  100.00   due 2026-10-10
    2026-11-01  paid  Amy's Birds  100.00   due 2026-10-12
    """
    habit = only(paid)
    assert (habit.lateness, habit.median, habit.low, habit.high) == ((-3, 0, 20), 0, -3, 20)
    assert (habit.count, habit.latest.paid_on) == (3, date(2026, 11, 1))


def test_the_middle_of_two_days_may_be_a_half(paid: list[Settled]) -> None:
    """
    2026-10-01  paid  Amy's Birds  100.00   due 2026-10-01
    2026-10-04  paid  Amy's Birds  100.00   due 2026-10-01
    """
    assert only(paid).median == Decimal("1.5")


def test_a_tenth_is_paid_by_p10_and_nine_tenths_by_p90() -> None:
    habit = only([settled(TODAY, late) for late in range(1, 11)])
    assert (habit.low, habit.high) == (1, 9)
    more = only([settled(TODAY, late) for late in range(1, 12)])
    assert (more.low, more.high) == (2, 10)


def test_paid_today_is_known_and_paid_tomorrow_is_not(paid: list[Settled]) -> None:
    """
    2026-11-23  paid  Amy's Birds  100.00   due 2026-11-20
    2026-11-24  paid  Amy's Birds  100.00   due 2026-10-20
    """
    assert only(paid).lateness == (3,)
    assert habits(paid, date(2026, 11, 22)) == ()


def test_without_a_due_date_nobody_knows_how_late_it_was(paid: list[Settled]) -> None:
    """
    2026-11-01  paid  Amy's Birds  100.00
    2026-11-02  paid  Amy's Birds  100.00
    """
    habit = only(paid)
    assert (habit.count, habit.undated, habit.median, habit.low, habit.high, habit.trend) == (
        0,
        2,
        None,
        None,
        None,
        None,
    )
    assert habit.latest.paid_on == date(2026, 11, 2)


def test_a_total_of_nothing_or_less_asked_for_no_money(paid: list[Settled]) -> None:
    """
    2026-11-01  paid  Amy's Birds     0.00   due 2026-10-01
    2026-11-02  paid  Amy's Birds   -40.00   due 2026-10-01
    2026-11-03  paid  Amy's Birds   100.00   due 2026-11-01
    """
    assert only(paid).lateness == (2,)


def test_days_go_over_month_ends_and_leap_days(paid: list[Settled]) -> None:
    """
    2028-03-01  paid  Amy's Birds  100.00   due 2028-02-28
    2027-03-01  paid  Amy's Birds  100.00   due 2027-02-28
    """
    assert only(paid, date(2028, 3, 1)).lateness == (1, 2)


def test_the_trend_is_the_latest_five_against_all_before(paid: list[Settled]) -> None:
    """
    2026-01-05  paid  Amy's Birds  1.00   due 2026-01-03
    2026-02-05  paid  Amy's Birds  1.00   due 2026-02-03
    2026-03-05  paid  Amy's Birds  1.00   due 2026-03-03
    2026-04-05  paid  Amy's Birds  1.00   due 2026-04-03
    2026-05-05  paid  Amy's Birds  1.00   due 2026-05-03
    2026-06-10  paid  Amy's Birds  1.00   due 2026-06-01
    2026-07-10  paid  Amy's Birds  1.00   due 2026-07-01
    2026-08-10  paid  Amy's Birds  1.00   due 2026-08-01
    2026-09-10  paid  Amy's Birds  1.00   due 2026-09-01
    2026-10-10  paid  Amy's Birds  1.00   due 2026-10-01
    """
    assert only(paid).trend == 7
    assert only(paid[:9]).trend is None


def test_the_slowest_come_first_and_those_of_unknown_habit_last(paid: list[Settled]) -> None:
    """
    2026-10-10  paid  Beth's Bees   100.00   due 2026-10-01
    2026-10-20  paid  Amy's Birds   100.00   due 2026-10-01
    2026-10-20  paid  Cat's Coats   100.00
    """
    assert [habit.party for habit in habits(paid, TODAY)] == ["Amy's Birds", "Beth's Bees", "Cat's Coats"]


def test_all_parties_together_go_under_one_name(paid: list[Settled]) -> None:
    """
    2026-10-10  paid  Beth's Bees   100.00   due 2026-10-01
    2026-10-20  paid  Amy's Birds   100.00   due 2026-10-01
    """
    together = habit_of_all(paid, TODAY, "All customers")
    assert together is not None
    assert (together.party, together.party_id, together.lateness) == ("All customers", "", (9, 19))
    assert habit_of_all(paid, date(2026, 10, 1), "All customers") is None


def settled(paid_on: date, late: int, number: int = 1) -> Settled:
    due_on = paid_on - timedelta(days=late)
    return Settled(Document("Invoice", str(number)), "12", "Amy's Birds", due_on, paid_on, Decimal(10))


LATENESS = st.lists(st.integers(-60, 200), min_size=1, max_size=30)


@given(LATENESS, st.randoms())
def test_the_order_of_documents_is_irrelevant(lateness: list[int], chance: object) -> None:
    paid = [settled(TODAY - timedelta(days=n), late, n) for n, late in enumerate(lateness)]
    shuffled = sorted(paid, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert habits(paid, TODAY) == habits(shuffled, TODAY)


@given(LATENESS, st.integers(0, 100))
def test_one_more_late_payment_never_lowers_the_median(lateness: list[int], later: int) -> None:
    before = only([settled(TODAY, late, n) for n, late in enumerate(lateness)])
    latest = max(lateness) + later
    after = only([*(settled(TODAY, late, n) for n, late in enumerate(lateness)), settled(TODAY, latest, 99)])
    assert before.median is not None
    assert after.median is not None
    assert after.median >= before.median


@given(LATENESS)
def test_the_middle_lies_between_p10_and_p90(lateness: list[int]) -> None:
    habit = only([settled(TODAY, late, n) for n, late in enumerate(lateness)])
    assert habit.low is not None
    assert habit.median is not None
    assert habit.high is not None
    assert habit.low <= habit.median
    assert habit.median <= habit.high
