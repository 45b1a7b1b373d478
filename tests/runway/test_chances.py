"""Chances by day tell by which day money has moved with a probability. Today is Mon, Nov 23, 2026."""

from datetime import date

from runway.calculators.chances import Chances

TODAY = date(2026, 11, 23)


def test_the_first_day_by_which_half_has_moved() -> None:
    chances = Chances((0.0, 0.2, 0.3, 0.5))
    assert [chances.reached(share) for share in (0.1, 0.5, 0.51, 1.0)] == [1, 2, 3, 3]


def test_what_may_come_later_is_not_reached() -> None:
    assert Chances((0.5, 0.3)).reached(0.9) is None
    assert Chances().reached(0.1) is None


def test_ten_tenths_are_one() -> None:
    assert Chances((0.1,) * 10).reached(1.0) == 9


def test_a_certain_day_is_every_day_of_the_band() -> None:
    due = Chances.on(date(2026, 11, 30), TODAY)
    assert {due.reached(share) for share in (0.1, 0.5, 0.9, 1.0)} == {7}
