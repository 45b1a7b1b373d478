"""Which rhythm dates keep and which dates come next: weekends, month ends and leap days included."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runway.calculators.cadence import Cadence, Rhythm, Shift, rhythm_of, slips

ANCHOR = date(2026, 3, 13)
SOME_RHYTHMS = [
    Rhythm(Cadence.WEEKLY, ANCHOR),
    Rhythm(Cadence.BIWEEKLY, ANCHOR),
    *(Rhythm(Cadence.SEMIMONTHLY, ANCHOR, days) for days in ((1, 15), (13, 31))),
    *(Rhythm(Cadence.MONTHLY, ANCHOR, (day,)) for day in (1, 13, 30, 31)),
    Rhythm(Cadence.QUARTERLY, ANCHOR, (31,)),
]


def days(text: str) -> list[date]:
    return [date.fromisoformat(day) for day in text.split()]


def following(text: str, count: int = 4) -> str:
    """The dates after those given, as their rhythm has them."""
    dates = days(text)
    rhythm = rhythm_of(dates)
    assert rhythm is not None
    ahead = rhythm.after(rhythm.near(dates[-1]), date(2030, 1, 1))
    return " ".join(str(day) for day, _ in zip(ahead, range(count), strict=False))


def test_twice_is_no_rhythm_and_three_times_is() -> None:
    assert rhythm_of(days("2026-09-01 2026-10-01")) is None
    assert rhythm_of(days("2026-09-01 2026-10-01 2026-11-01")) == Rhythm(
        Cadence.MONTHLY, date(2026, 11, 1), (1,)
    )


@pytest.mark.parametrize(
    ("seen", "cadence", "ahead"),
    [
        ("2026-11-06 2026-11-13 2026-11-20", Cadence.WEEKLY, "2026-11-27 2026-12-04 2026-12-11"),
        ("2026-10-16 2026-10-30 2026-11-13", Cadence.BIWEEKLY, "2026-11-27 2026-12-11 2026-12-25"),
        (
            "2026-10-01 2026-10-15 2026-11-01 2026-11-15",
            Cadence.SEMIMONTHLY,
            "2026-12-01 2026-12-15 2027-01-01",
        ),
        ("2026-09-25 2026-10-25 2026-11-25", Cadence.MONTHLY, "2026-12-25 2027-01-25 2027-02-25"),
        ("2026-03-15 2026-06-15 2026-09-15", Cadence.QUARTERLY, "2026-12-15 2027-03-15 2027-06-15"),
    ],
)
def test_five_cadences_are_known_and_go_on(seen: str, cadence: Cadence, ahead: str) -> None:
    found = rhythm_of(days(seen))
    assert found is not None
    assert found.cadence is cadence
    assert following(seen, 3) == ahead


def test_the_last_day_of_a_month_stays_the_last_day() -> None:
    assert following("2026-09-30 2026-10-31 2026-11-30") == "2026-12-31 2027-01-31 2027-02-28 2027-03-31"


def test_the_thirtieth_is_the_last_day_of_february_in_leap_years_too() -> None:
    seen = "2027-09-30 2027-10-30 2027-11-30 2027-12-30"
    assert following(seen) == "2028-01-30 2028-02-29 2028-03-30 2028-04-30"


def test_a_leap_day_belongs_to_the_month_end() -> None:
    assert following("2027-12-31 2028-01-31 2028-02-29") == "2028-03-31 2028-04-30 2028-05-31 2028-06-30"


def test_the_fifteenth_and_the_last_of_a_month() -> None:
    seen = "2026-10-15 2026-10-31 2026-11-15 2026-11-30"
    assert following(seen) == "2026-12-15 2026-12-31 2027-01-15 2027-01-31"


def test_saturday_payroll_is_paid_on_the_friday_before_where_history_shows_so() -> None:
    """Feb 15 and Mar 15, 2026 are Sundays, Aug 15 a Saturday: those three were paid on the Friday."""
    seen = "2026-02-13 2026-03-13 2026-04-15 2026-05-15 2026-06-15 2026-07-15"
    found = rhythm_of(days(seen))
    assert found is not None
    assert (found.days, found.shift) == ((15,), Shift.BEFORE)
    assert following(seen, 2) == "2026-08-14 2026-09-15"


def test_without_such_history_saturday_stays_saturday() -> None:
    assert following("2026-05-15 2026-06-15 2026-07-15", 1) == "2026-08-15"


def test_money_that_moves_on_the_monday_after_goes_on_so() -> None:
    seen = "2026-02-16 2026-03-16 2026-04-15 2026-05-15 2026-06-15 2026-07-15"
    assert following(seen, 1) == "2026-08-17"


def test_a_holiday_moves_one_date_and_no_other() -> None:
    """Thanksgiving week is paid on Wednesday; the Fridays after are Fridays."""
    seen = "2026-10-16 2026-10-30 2026-11-13 2026-11-25"
    assert following(seen, 2) == "2026-12-11 2026-12-25"
    found = rhythm_of(days(seen))
    assert found is not None
    assert slips(found, days(seen)) == (0, 0, 0, -2)


def test_gaps_without_pattern_are_no_rhythm() -> None:
    assert rhythm_of(days("2026-09-01 2026-09-04 2026-10-20 2026-11-02")) is None


def test_every_second_week_is_not_weekly_with_holes() -> None:
    found = rhythm_of(days("2026-09-04 2026-09-18 2026-10-02 2026-10-16"))
    assert found is not None
    assert found.cadence is Cadence.BIWEEKLY


def test_one_month_left_out_of_many_breaks_nothing() -> None:
    seen = "2026-05-05 2026-06-05 2026-07-05 2026-09-05 2026-10-05 2026-11-05"
    assert following(seen, 1) == "2026-12-05"


@settings(deadline=None, max_examples=25)
@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(3, 8), st.sampled_from([7, 14]))
def test_exact_weeks_go_on_exactly(first: date, count: int, step: int) -> None:
    seen = [first + timedelta(days=step * n) for n in range(count)]
    found = rhythm_of(seen)
    assert found is not None
    assert next(found.after(found.near(seen[-1]), date.max)) == seen[-1] + timedelta(days=step)


@settings(deadline=None, max_examples=25)
@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(-30, 30), st.sampled_from(list(Shift)))
def test_dates_of_a_rhythm_come_in_order_and_are_found_again(anchor: date, number: int, shift: Shift) -> None:
    for rhythm in (
        Rhythm(Cadence.MONTHLY, anchor, (31,), shift),
        Rhythm(Cadence.SEMIMONTHLY, anchor, (15, 31), shift),
    ):
        assert rhythm.on(number) < rhythm.on(number + 1)
        assert rhythm.near(rhythm.on(number)) == number


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(SOME_RHYTHMS), st.sampled_from(Shift), st.integers(-700, 700))
def test_the_nearest_date_is_the_nearest_of_all_and_the_earlier_of_two(
    some: Rhythm, shift: Shift, ahead: int
) -> None:
    rhythm, day = replace(some, shift=shift), ANCHOR + timedelta(days=ahead)
    number = min(range(-110, 111), key=lambda n: (abs((rhythm.on(n) - day).days), n))
    assert (rhythm.near(day), rhythm.off(day)) == (number, (day - rhythm.on(number)).days)
