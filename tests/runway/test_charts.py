"""The geometry of the drawings: inside the frame, on round ticks, true to the numbers."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document, OpenItem, Side
from runway import charts
from runway.calculators.curve import cash_curve

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


def bill(amount: Decimal, due_on: date) -> OpenItem:
    return OpenItem(Side.PAYABLE, Document("Bill", "1"), "1", "Acme Paper", TODAY, due_on, amount, amount)


@pytest.mark.parametrize("frame", [charts.WIDE, charts.NARROW])
@given(cash=AMOUNTS, amount=AMOUNTS, due_on=st.dates(TODAY, date(2027, 2, 19)))
def test_the_curve_stays_inside_its_frame(
    frame: charts.Frame, cash: Decimal, amount: Decimal, due_on: date
) -> None:
    chart = charts.curve_chart(cash_curve(cash, (), [bill(amount, due_on)], TODAY), "USD", frame)
    for pair in chart.due.split():
        x, y = map(Decimal, pair.split(","))
        assert frame.left <= x <= frame.width - frame.right
        assert frame.top - 1 <= y <= frame.height - frame.bottom + 1


def test_the_lowest_day_is_marked_only_when_cash_falls() -> None:
    falling = charts.curve_chart(
        cash_curve(Decimal(100), (), [bill(Decimal(40), TODAY)], TODAY), "USD", charts.WIDE
    )
    resting = charts.curve_chart(cash_curve(Decimal(100), (), [], TODAY), "USD", charts.WIDE)
    assert falling.lowest_label is not None
    assert falling.lowest_label.label == "Low point $60, Mon, Nov 23"
    assert resting.lowest is None


def test_only_the_top_tick_names_the_currency() -> None:
    chart = charts.curve_chart(cash_curve(Decimal(171_240), (), [], TODAY), "USD", charts.WIDE)
    assert [tick.label for tick in chart.ticks] == ["0", "50k", "100k", "150k", "$200k"]
