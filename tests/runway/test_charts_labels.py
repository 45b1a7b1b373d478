"""Labels of the drawings: inside the frame, crossed by no line where there is room, never on one another."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runway import charts
from runway.calculators.chances import Chances
from runway.calculators.entries import Entry, Rule
from runway.calculators.forecast import forecast
from runway.calculators.forecast_curve import ForecastCurve, forecast_curve
from runway.calculators.rows import Row
from runway.charts_labels import Box, box_of, clear_of, strokes_of

TODAY = date(2026, 11, 26)
ROOM = Box(Decimal(40), Decimal(20), Decimal(340), Decimal(260))
AMOUNTS = st.decimals(min_value=-(10**7), max_value=10**7, places=2)


def curve_of(cash: Decimal, *entries: Entry) -> ForecastCurve:
    """The curve of a forecast of these entries, without a past."""
    return forecast_curve(forecast(cash, entries, TODAY, 7), cash, ())


def bill(amount: Decimal, days: int) -> Entry:
    """Half of the cases never pay it, so that there is a band."""
    due_on = TODAY + timedelta(days=days)
    half = Decimal("0.5")
    return Entry("Bill:1:1", Row.VENDORS, Rule.KNOWN, -amount, Chances.on(due_on, TODAY), probability=half)


@pytest.mark.parametrize("frame", [charts.WIDE, charts.NARROW])
@settings(max_examples=20)
@given(cash=AMOUNTS, amount=AMOUNTS, days=st.integers(0, 80), line=st.none() | AMOUNTS)
def test_labels_stay_in_the_frame_whatever_the_books(
    frame: charts.Frame, cash: Decimal, amount: Decimal, days: int, line: Decimal | None
) -> None:
    chart = charts.curve_chart(curve_of(cash, bill(amount, days)), "USD", frame, line)
    labels = [mark for mark in (chart.lowest_label, chart.minimum_label) if mark]
    for mark in labels:
        box = box_of(mark.label, Decimal(mark.x), Decimal(mark.y))
        assert frame.left - 1 <= box.left
        assert box.right <= frame.width - frame.right + 1
        assert box.bottom <= frame.height - frame.bottom + 1


@pytest.mark.parametrize("frame", [charts.WIDE, charts.NARROW])
def test_a_low_point_beside_today_is_not_crossed_by_the_line_of_today(frame: charts.Frame) -> None:
    curve = curve_of(Decimal(288_000), bill(Decimal(6_000), 3))
    chart = charts.curve_chart(curve, "USD", frame, Decimal(94_000))
    assert chart.lowest_label is not None
    box = box_of(chart.lowest_label.label, Decimal(chart.lowest_label.x), Decimal(chart.lowest_label.y))
    today = Decimal(chart.today.x)
    assert not box.is_crossed_by(((today, Decimal(8)), (today, Decimal(300))))


def test_a_label_goes_above_where_a_line_runs_below() -> None:
    below = strokes_of([(Decimal(40), Decimal(120)), (Decimal(340), Decimal(120))])
    (_, y), _ = clear_of("Base $1", (Decimal(190), Decimal(100)), ROOM, below)
    assert y < 100


def test_a_second_label_keeps_off_the_first() -> None:
    at = (Decimal(190), Decimal(100))
    _, first = clear_of("Base $1", at, ROOM, [])
    _, second = clear_of("With the set $1", at, ROOM, [], [first])
    assert not first.meets(second)


@pytest.mark.parametrize(
    ("stroke", "crossed"),
    [
        (((0, 0), (100, 100)), True),
        (((45, 0), (45, 100)), True),
        (((0, 10), (100, 10)), False),
        (((0, 60), (30, 100)), False),
        (((50, 45), (52, 46)), True),
    ],
)
def test_a_stroke_crosses_a_box_where_a_part_of_it_is_inside(
    stroke: tuple[tuple[int, int], tuple[int, int]], crossed: bool
) -> None:
    (a, b), (c, d) = stroke
    box = Box(Decimal(40), Decimal(40), Decimal(60), Decimal(60))
    assert box.is_crossed_by(((Decimal(a), Decimal(b)), (Decimal(c), Decimal(d)))) is crossed
