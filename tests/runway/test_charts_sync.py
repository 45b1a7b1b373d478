"""The drawings of the sync page: inside their frames, true to the numbers."""

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from runway.charts_sync import (
    LANE_HEIGHT,
    LANES_NARROW,
    LANES_WIDE,
    PROMISE,
    READS_NARROW,
    READS_WIDE,
    LaneChart,
    Stretch,
    bar_height,
    lane_chart,
    reads_chart,
    spark,
)

NOW = datetime(2026, 11, 20, 17, 40, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
STRETCHES = st.builds(
    Stretch,
    st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    st.integers(0, 900),
    st.integers(0, 900),
)


def drawn(*stretches: Stretch) -> LaneChart:
    return lane_chart([("Acme", "4 min", stretches)], NOW, HALF_AN_HOUR, "America/New_York", LANES_WIDE)


@given(st.lists(STRETCHES, min_size=1, max_size=60))
def test_bars_stay_inside_their_lane(stretches: list[Stretch]) -> None:
    for frame in (LANES_WIDE, LANES_NARROW):
        chart = lane_chart([("Acme", "", stretches)] * 2, NOW, HALF_AN_HOUR, "UTC", frame)
        for lane in chart.lanes:
            for x, base, height, width in re.findall(
                r"M([\d.]+) ([\d.]+)v-([\d.]+)h([\d.]+)", lane.planned + lane.unplanned
            ):
                assert chart.left - 0.1 <= float(x) <= float(x) + float(width) <= chart.right + 0.2
                assert chart.top - 0.1 <= float(base) - float(height)
                assert float(height) <= LANE_HEIGHT
        assert float(chart.lanes[0].base) < float(chart.lanes[1].base) <= chart.foot


@given(st.timedeltas(timedelta(0), timedelta(days=9)), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_the_older_mirror_stands_no_lower(one: timedelta, other: timedelta) -> None:
    assert (bar_height(one) <= bar_height(other)) or one > other


def test_what_was_never_read_is_not_drawn_and_failures_are_marked() -> None:
    (lane,) = drawn(Stretch(None, 0, 0), Stretch(None, 0, 2)).lanes
    assert (lane.planned, lane.unplanned, len(lane.failed)) == ("", "", 1)


def test_waits_that_were_planned_are_told_from_those_that_were_not() -> None:
    quiet, outage, failing, mended = (
        Stretch(timedelta(hours=3), 0, 0),
        Stretch(timedelta(hours=4), 0, 0),
        Stretch(PROMISE, 0, 1),
        Stretch(PROMISE, 1, 1),
    )
    (lane,) = drawn(quiet, outage, failing, mended).lanes
    assert (lane.planned.count("M"), lane.unplanned.count("M")) == (2, 2)


def test_a_day_has_lines_at_round_hours_of_the_zone_and_a_month_at_days() -> None:
    day = drawn(*[Stretch(PROMISE, 1, 0)] * 48)
    assert [mark.label for mark in day.times][:3] == ["3 PM", "6 PM", "9 PM"]
    month = lane_chart(
        [("Acme", "", [Stretch(PROMISE, 1, 0)] * 60)], NOW, timedelta(hours=12), "UTC", LANES_WIDE
    )
    assert [mark.label for mark in month.times] == [
        *("Oct 26", "Oct 31", "Nov 5", "Nov 10", "Nov 15", "Nov 20"),
    ]


def test_long_names_are_cut_where_they_stand_beside_the_lane_and_not_above_it() -> None:
    name = "Ostrich Outdoor Advertising of Greater New England"
    for frame, shown in ((LANES_WIDE, "Ostrich Outdoor Advert…"), (LANES_NARROW, name)):
        chart = lane_chart([(name, "", [Stretch(None, 0, 0)])], NOW, HALF_AN_HOUR, "UTC", frame)
        assert chart.lanes[0].name.label == shown


@given(
    st.dictionaries(st.dates(date(2026, 11, 1), date(2026, 11, 20)), st.integers(0, 10**7)),
    st.integers(0, 10**8),
    st.integers(0, 10**8),
)
def test_reads_and_their_limit_stay_inside_the_frame(
    by_day: dict[date, int], forecast: int, limit: int
) -> None:
    for frame in (READS_WIDE, READS_NARROW):
        chart = reads_chart(by_day, date(2026, 11, 20), forecast, {"limit": limit}, frame)
        assert float(chart.said) <= chart.foot - 24, "the words of today stand below"
        for point in chart.used.split():
            x, y = map(float, point.split(","))
            assert frame.left - 0.1 <= x <= chart.right + 0.1
            assert frame.top - 0.1 <= y <= chart.foot + 0.1
        assert frame.top - 0.1 <= float(chart.limits[0].y) <= chart.foot + 0.1
        assert len(chart.used.split()) == 21


def test_a_spark_has_gaps_where_nothing_was_measured_and_its_top_is_the_most() -> None:
    assert spark([None, None]) == ""
    assert spark([0, 5, None, 10]) == "M2.0 16.0h1L28.7 9.0M82.0 2.0h1"
