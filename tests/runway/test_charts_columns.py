"""The geometry of columns: in above the line, out below it, nothing outside the frame, unknown weeks as gaps."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from runway.calculators.in_out import InOutWeek
from runway.charts_columns import NARROW, WIDE, columns_chart

FRIDAY = date(2026, 11, 20)


def weeks(*amounts: tuple[int | Decimal, int | Decimal] | None) -> list[InOutWeek]:
    first = FRIDAY - timedelta(weeks=len(amounts) - 1)
    return [
        InOutWeek(first + timedelta(weeks=n), *((None, None) if each is None else map(Decimal, each)))
        for n, each in enumerate(amounts)
    ]


def test_in_stands_on_the_line_and_out_hangs_from_it() -> None:
    chart = columns_chart(weeks((100, 50)), "USD", WIDE)
    assert chart is not None
    (into,), (out,) = chart.money_in, chart.money_out
    assert abs(Decimal(into.y) + Decimal(into.height) - Decimal(chart.zero)) <= Decimal("0.1")
    assert out.y == chart.zero
    assert abs(Decimal(into.height) - 2 * Decimal(out.height)) <= Decimal("0.2")
    assert Decimal(chart.net[0].y) < Decimal(chart.zero)
    assert [tick.label for tick in chart.ticks] == ["50", "0", "50", "$100"]


def test_an_unknown_week_is_a_gap_and_a_week_of_nothing_has_its_net() -> None:
    chart = columns_chart(weeks(None, (0, 0), (10, 0)), "USD", NARROW)
    assert chart is not None
    assert (len(chart.money_in), len(chart.money_out), len(chart.net)) == (1, 0, 2)


def test_weeks_that_are_all_unknown_give_no_picture() -> None:
    assert columns_chart(weeks(None, None), "USD", WIDE) is None


AMOUNTS = st.decimals(0, 10**8, places=2)


@given(st.lists(st.none() | st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=13))
def test_no_column_leaves_its_frame(amounts: list[tuple[Decimal, Decimal] | None]) -> None:
    for frame in (WIDE, NARROW):
        chart = columns_chart(weeks(*amounts), "USD", frame)
        for each in (*chart.money_in, *chart.money_out) if chart else ():
            assert frame.left <= Decimal(each.x)
            assert Decimal(each.x) + Decimal(each.width) <= frame.width - frame.right
            assert frame.top <= Decimal(each.y)
            assert Decimal(each.y) + Decimal(each.height) <= frame.height - frame.bottom + Decimal("0.1")
