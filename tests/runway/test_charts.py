"""The geometry of the drawings: inside the frame, on round ticks, true to the numbers."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runway import charts
from runway.calculators.chances import Chances
from runway.calculators.curve import Point
from runway.calculators.entries import Entry, Rule
from runway.calculators.forecast import forecast
from runway.calculators.forecast_curve import ForecastCurve, forecast_curve
from runway.calculators.rows import Row

TODAY = date(2026, 11, 23)
AMOUNTS = st.decimals(min_value=-(10**8), max_value=10**8, places=2)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (39_534, 182_905, [0, 50_000, 100_000, 150_000, 200_000]),
        (-17_385, 48_210, [-20_000, 0, 20_000, 40_000, 60_000]),
        (0, 0, [0, Decimal("0.25")]),
    ],
)
def test_ticks_are_round_and_hold_zero(low: int, high: int, ticks: list[object]) -> None:
    assert list(charts.round_ticks(Decimal(low), Decimal(high))) == ticks


@given(AMOUNTS, AMOUNTS)
def test_ticks_always_enclose_what_is_drawn(one: Decimal, other: Decimal) -> None:
    ticks = charts.round_ticks(min(one, other), max(one, other))
    assert ticks[0] <= min(one, other, 0)
    assert ticks[-1] >= max(one, other, 0)
    assert 0 in ticks
    assert 2 <= len(ticks) <= 7


@given(st.lists(AMOUNTS, min_size=1, max_size=8))
def test_bars_stay_inside_their_150_units(amounts: list[Decimal]) -> None:
    for bar, amount in zip(charts.bars(amounts, min(amounts), max(amounts)), amounts, strict=True):
        assert Decimal("-0.1") <= Decimal(bar.x) <= Decimal("150.1")
        assert Decimal(bar.x) + Decimal(bar.width) <= Decimal("150.2")
        assert bar.negative is (amount < 0)


@given(st.lists(AMOUNTS, min_size=1, max_size=8))
def test_floating_bars_begin_where_the_one_before_ended_and_stay_inside(amounts: list[Decimal]) -> None:
    drawn = charts.floating(amounts)
    assert len(drawn) == len(amounts) + 1
    for bar in drawn:
        assert Decimal("-0.1") <= Decimal(bar.x)
        assert Decimal(bar.x) + Decimal(bar.width) <= Decimal("150.2")
    ends = [edges(bar)[1] for bar in drawn]
    starts = [edges(bar)[0] for bar in drawn]
    assert all(abs(a - b) <= Decimal("0.2") for a, b in zip(ends[:-2], starts[1:-1], strict=True))
    assert abs(ends[-1] - ends[-2]) <= Decimal("0.2")


def edges(bar: charts.Bar) -> tuple[Decimal, Decimal]:
    left, right = Decimal(bar.x), Decimal(bar.x) + Decimal(bar.width)
    return (right, left) if bar.negative else (left, right)


def curve_of(cash: Decimal, *entries: Entry) -> ForecastCurve:
    """The curve of a forecast of these entries, without a past."""
    return forecast_curve(forecast(cash, entries, TODAY, 7), cash, ())


def bill(amount: Decimal, due_on: date) -> Entry:
    return Entry("Bill:1:1", Row.VENDORS, Rule.DUE_DATE, -amount, Chances.on(due_on, TODAY))


@pytest.mark.parametrize("frame", [charts.WIDE, charts.NARROW])
@settings(max_examples=20)
@given(cash=AMOUNTS, amount=AMOUNTS, due_on=st.dates(TODAY, date(2027, 2, 19)))
def test_the_curve_stays_inside_its_frame(
    frame: charts.Frame, cash: Decimal, amount: Decimal, due_on: date
) -> None:
    chart = charts.curve_chart(curve_of(cash, bill(amount, due_on)), "USD", frame)
    for pair in (*chart.expected.split(), *chart.band.split(), *chart.median.split()):
        x, y = map(Decimal, pair.split(","))
        assert frame.left <= x <= frame.width - frame.right
        assert frame.top - 1 <= y <= frame.height - frame.bottom + 1


def test_an_earlier_forecast_is_drawn_from_its_own_day_to_the_last_that_both_reach() -> None:
    """Last Monday's reached a week less far; what lies before the curve's first week is left out."""
    days = [Point(TODAY - timedelta(days=70) + timedelta(days=day), Decimal(900)) for day in range(160)]
    curve = curve_of(Decimal(100))
    chart = charts.curve_chart(curve, "USD", charts.WIDE, None, days)
    drawn = chart.ghost.split()
    first = curve.actual[0].on if curve.actual else TODAY
    assert len(drawn) == len([point for point in days if first <= point.on])
    assert len({pair.split(",")[1] for pair in drawn}) == 1
    assert charts.curve_chart(curve, "USD", charts.WIDE).ghost == ""


def test_the_lowest_day_is_marked_only_when_cash_falls() -> None:
    falling = charts.curve_chart(curve_of(Decimal(100), bill(Decimal(40), TODAY)), "USD", charts.WIDE)
    resting = charts.curve_chart(curve_of(Decimal(100)), "USD", charts.WIDE)
    assert falling.lowest_label is not None
    assert falling.lowest_label.label == "Low point $60, Mon, Nov 23"
    assert resting.lowest is None


def test_only_the_top_tick_names_the_currency() -> None:
    chart = charts.curve_chart(curve_of(Decimal(171_240)), "USD", charts.WIDE)
    assert [tick.label for tick in chart.ticks] == ["0", "50k", "100k", "150k", "$200k"]
