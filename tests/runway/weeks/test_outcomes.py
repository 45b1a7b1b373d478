"""Kept sheets against what happened since. The forecast is of Monday, Nov 23, 2026; weeks end on Fridays."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from runway.calculators.accuracy import Outcome
from runway.calculators.accuracy_fan import accuracy_fan
from runway.calculators.actuals import Actual, actuals
from runway.calculators.keeping import ShownSheet, kept_sheet, sheet_as_it_was
from runway.calculators.outcomes import Measure, Past, outcomes
from runway.calculators.rows import Row
from tests.runway.books import Books, parse
from tests.runway.weeks.mondays import monday

LATER = """
2026-12-07  cash     Operating      450.00
2026-11-02  receipt  Beth's Bees     30.00
2026-11-24  receipt  Amy's Birds    300.00
2026-12-01  spend    Acme Paper      80.00
2026-12-05  receipt  Amy's Birds    200.00
2026-12-07  spend    Landlord        70.00
"""


def shown(books: Books) -> ShownSheet:
    sheet = monday(books).sheet
    assert sheet is not None
    return sheet_as_it_was(kept_sheet(sheet))


def later(text: str = LATER) -> Past:
    """Two weeks later, on a Monday."""
    books = parse(text)
    return Past(Decimal(450), actuals(books.movements, date(2026, 12, 7)), date(2026, 12, 7))


def amounts(found: tuple[Outcome, ...]) -> list[tuple[int, Decimal, Decimal]]:
    return [(outcome.weeks_ahead, outcome.forecast, outcome.actual) for outcome in found]


def test_each_week_that_is_over_is_held_against_what_came(books: Books) -> None:
    """
    2026-11-23  cash     Operating    100.00
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-11-27
    2026-11-01  bill     Acme Paper    80.00   due 2026-12-01
    """
    found = outcomes([shown(books)], later())
    assert amounts(found[Measure.CLOSING]) == [
        (1, Decimal(600), Decimal(400)),
        (2, Decimal(520), Decimal(320)),
    ]
    assert amounts(found[Measure.RECEIPTS]) == [(1, Decimal(500), Decimal(300)), (2, Decimal(0), Decimal(0))]
    assert amounts(found[Measure.DISBURSEMENTS]) == [
        (1, Decimal(0), Decimal(0)),
        (2, Decimal(80), Decimal(80)),
    ]


def test_closing_cash_has_the_band_that_was_shown(books: Books) -> None:
    """
    2026-11-23  cash     Operating    100.00
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-11-27
    """
    found = outcomes([shown(books)], later())[Measure.CLOSING]
    assert [(one.p10, one.p90, one.is_covered) for one in found] == [(600, 600, False), (600, 600, False)]


def test_a_week_is_not_over_on_its_last_day(books: Books) -> None:
    """
    2026-11-23  cash     Operating    100.00
    """
    on_friday = replace(parse(LATER), today=date(2026, 12, 4))
    past = Past(Decimal(320), actuals(on_friday.movements, date(2026, 12, 4)), date(2026, 12, 4))
    assert [one.weeks_ahead for one in outcomes([shown(books)], past)[Measure.CLOSING]] == [1]


def test_weeks_before_the_first_known_movement_are_not_judged(books: Books) -> None:
    """
    2026-11-23  cash     Operating    100.00
    """
    young = "\n".join(line for line in LATER.splitlines() if "2026-11" not in line)
    assert outcomes([shown(books)], later(young))[Measure.CLOSING] == ()
    assert outcomes([shown(books)], Past(Decimal(5), (), date(2026, 12, 7)))[Measure.RECEIPTS] == ()


def test_where_much_is_unexplained_closings_are_judged_only_where_it_is_known_by_when(books: Books) -> None:
    """
    2026-11-23  cash     Operating    100.00
    """
    happened = actuals(parse(LATER).movements, date(2026, 12, 7))
    past = Past(Decimal(450), happened, date(2026, 12, 7), told={date(2026, 11, 27)})
    found = outcomes([shown(books)], past)
    assert [one.weeks_ahead for one in found[Measure.CLOSING]] == [1]
    assert [one.weeks_ahead for one in found[Measure.RECEIPTS]] == [1, 2], "they are documents"


def test_what_moved_after_the_day_of_the_books_is_not_in_a_closing_before_it(books: Books) -> None:
    """Books of Dec 6 with cash of the 7th, of which no document tells that 20 went.

    2026-11-23  cash     Operating    100.00
    """
    happened = actuals(parse(LATER).movements, date(2026, 12, 7))
    hidden = Actual(date(2026, 12, 7), Decimal(-20), Row.UNEXPLAINED)
    past = Past(Decimal(430), (*happened, hidden), date(2026, 12, 6))
    assert [one.actual for one in outcomes([shown(books)], past)[Measure.CLOSING]] == [400, 320]


def test_the_fan_says_how_far_off_each_week_ahead_was_and_had_said_it_might_be() -> None:
    first = date(2026, 11, 23)

    def outcome(weeks: int, forecast: int, actual: int, *band: int) -> Outcome:
        ends_on = first + timedelta(days=7 * weeks - 3)
        return Outcome(first, ends_on, Decimal(forecast), Decimal(actual), *map(Decimal, band))

    one, three = accuracy_fan(
        [
            outcome(1, 100, 130, 90, 120),
            outcome(1, 100, 90, 80, 120),
            outcome(3, 100, 100, 60, 180),
            outcome(4, 100, 100),
        ]
    )
    assert (one.weeks_ahead, one.inside, one.outside, one.low, one.high) == (1, (-10,), (30,), -15, 20)
    assert (one.outcomes, one.error, one.bias) == (2, 20, 10)
    assert (three.weeks_ahead, three.inside, three.outside, three.low, three.high) == (3, (0,), (), -40, 80)
