"""The geometry of days: strips on one scale with the due date in it, and a figure over weeks with gaps as gaps."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document
from core.dealings import Settled
from runway.calculators.days_to_pay import Habit, habits
from runway.charts_days import EDGE, NARROW, STRIP_WIDTH, WIDE, days_chart, strip, strip_scale

TODAY = date(2026, 11, 23)


def habit_of(*lateness: int, party: str = "Amy's Birds") -> Habit:
    paid = [
        Settled(Document("Invoice", f"{n:03}"), party, party, TODAY - timedelta(late), TODAY, Decimal(1))
        for n, late in enumerate(lateness)
    ]
    (habit,) = habits(paid, TODAY)
    return habit


def test_the_scale_reaches_over_all_parties_in_round_steps_and_names_the_due_date() -> None:
    scale = strip_scale([habit_of(-9, -4), habit_of(3, 41, party="Beth's Bees")])
    assert (scale.low, scale.high, scale.step) == (-14, 42, 14)
    assert [tick.label for tick in scale.ticks] == ["−14", "due", "+14", "+28", "+42"]
    assert [tick.anchor for tick in scale.ticks] == ["start", "middle", "middle", "middle", "end"]


def test_a_book_that_pays_on_the_day_still_has_a_scale() -> None:
    scale = strip_scale([habit_of(0, 0)])
    assert (scale.low, scale.high, scale.step) == (0, 8, 2)
    assert scale.ticks[0].label == "due"


def test_a_strip_has_a_dot_a_payment_and_a_ring_for_the_latest() -> None:
    habit = habit_of(1, 5, 5, 9)
    drawn = strip(habit, strip_scale([habit]))
    assert drawn is not None
    assert len(drawn.dots) == 3
    assert drawn.latest is not None
    assert drawn.dots[1].x == drawn.dots[2].x
    assert drawn.dots[1].y != drawn.dots[2].y


def test_payments_beyond_the_scale_are_counted_and_stand_at_its_end() -> None:
    habit = habit_of(*range(1, 20), 300)
    scale = strip_scale([habit])
    drawn = strip(habit, scale)
    assert drawn is not None
    assert (drawn.early, drawn.later) == (0, 1)
    assert drawn.latest is not None
    assert Decimal(drawn.latest.x) == STRIP_WIDTH - EDGE


def test_without_due_dates_there_is_no_strip() -> None:
    paid = Settled(Document("Invoice", "1"), "", "Amy", None, TODAY, Decimal(1))
    (habit,) = habits([paid], TODAY)
    assert strip(habit, strip_scale([habit])) is None


@given(st.lists(st.integers(-200, 700), min_size=1, max_size=30))
def test_everything_stays_inside_the_strip_and_in_order(lateness: list[int]) -> None:
    habit = habit_of(*lateness)
    scale = strip_scale([habit])
    drawn = strip(habit, scale)
    assert drawn is not None
    assert drawn.latest is not None
    assert 2 <= len(scale.ticks) <= 9
    places = [Decimal(mark.x) for mark in (*drawn.dots, drawn.latest)]
    assert all(EDGE <= place <= STRIP_WIDTH - EDGE for place in places)
    assert len(places) == len(lateness)
    band_end = Decimal(drawn.band_x) + Decimal(drawn.band_width)
    assert Decimal(drawn.band_x) <= Decimal(drawn.median) <= band_end <= STRIP_WIDTH


def weeks(*days: int | None) -> list[tuple[date, Decimal | None]]:
    first = TODAY - timedelta(weeks=len(days))
    return [(first + timedelta(weeks=n), None if day is None else Decimal(day)) for n, day in enumerate(days)]


def test_a_week_that_is_unknown_is_a_gap_in_the_line() -> None:
    chart = days_chart(weeks(30, 40, None, 50, 45), WIDE)
    assert chart is not None
    assert [len(line.split()) for line in chart.lines] == [2, 2]
    assert len(chart.dots) == 4
    assert chart.last is not None
    assert chart.last.label == "45.0 days"


def test_weeks_that_are_all_unknown_give_no_picture() -> None:
    assert days_chart(weeks(None, None), NARROW) is None


def test_zero_is_on_the_axis_and_the_last_week_is_labelled() -> None:
    chart = days_chart(weeks(*range(30, 44)), NARROW)
    assert chart is not None
    assert chart.ticks[0].label == "0"
    assert [week.label for week in chart.weeks] == ["Aug 24", "Oct 5", "Nov 16"]
