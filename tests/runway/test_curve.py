"""Cash over time: past weeks from movements, weeks ahead from due dates. Today is Monday, Nov 23, 2026."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document, OpenItem, Side
from runway.calculators.curve import CashCurve, cash_curve
from tests.runway.books import Books

TODAY = date(2026, 11, 23)
CASH = Decimal(1000)


def curve(books: Books) -> CashCurve:
    return cash_curve(CASH, books.movements, books.items, books.today)


def test_past_closings_are_todays_cash_less_what_moved_since(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-10-01  receipt  Amy's Birds      1.00
    2026-11-13  spend    Landlord       300.00
    2026-11-16  receipt  Amy's Birds    200.00
    2026-11-23  receipt  Beth's Bees     50.00
    """
    closings = {point.on: point.cash for point in curve(books).actual}
    assert closings[date(2026, 11, 20)] == 1000 - 50
    assert closings[date(2026, 11, 13)] == 1000 - 50 - 200
    assert closings[date(2026, 11, 6)] == 1000 - 50 - 200 + 300


def test_a_movement_dated_ahead_is_in_todays_balance_and_not_in_the_past(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-10-01  receipt  Amy's Birds      1.00
    2026-12-01  spend    Landlord       300.00
    """
    assert curve(books).actual[-1].cash == 1000 + 300


def test_weeks_before_the_first_movement_are_a_gap(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-10  receipt  Amy's Birds      1.00
    """
    assert [point.on for point in curve(books).actual] == [date(2026, 11, 13), date(2026, 11, 20)]


def test_eight_weeks_back_and_thirteen_ahead_all_end_on_a_friday(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-06-01  receipt  Amy's Birds      1.00
    """
    drawn = curve(books)
    fridays = [point.on for point in drawn.actual] + [week.ends_on for week in drawn.weeks]
    assert len(drawn.actual) == 8
    assert len(drawn.weeks) == 13
    assert fridays == [date(2026, 10, 2) + timedelta(weeks=week) for week in range(21)]


def test_every_document_moves_cash_on_its_due_date(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds   500.00   due 2026-11-27
    2026-11-01  bill     Acme Paper    800.00   due 2026-11-28
    """
    weeks = curve(books).weeks
    assert (weeks[0].money_in, weeks[0].money_out, weeks[0].closing) == (Decimal(500), 0, Decimal(1500))
    assert (weeks[1].money_in, weeks[1].money_out, weeks[1].closing) == (0, Decimal(800), Decimal(700))


def test_what_is_due_today_is_on_the_curve_today(books: Books) -> None:
    """
    2026-11-01  bill  Acme Paper   300.00   due 2026-11-23
    """
    drawn = curve(books)
    assert (drawn.days[0].on, drawn.days[0].cash) == (TODAY, Decimal(700))
    assert drawn.overdue.money_out == 0


def test_on_a_friday_the_first_week_ahead_is_today_alone(books: Books) -> None:
    """
    2026-11-20  today
    2026-11-01  bill  Acme Paper   300.00   due 2026-11-20
    2026-11-01  bill  Landlord     100.00   due 2026-11-21
    """
    weeks = curve(books).weeks
    assert (weeks[0].ends_on, weeks[0].money_out) == (date(2026, 11, 20), Decimal(300))
    assert weeks[1].money_out == Decimal(100)


def test_overdue_and_undated_documents_stand_beside_the_line_and_never_on_today(books: Books) -> None:
    """
    2026-11-01  invoice      Amy's Birds   500.00   due 2026-11-22
    2026-11-01  invoice      Beth's Bees   200.00
    2026-11-01  credit memo  Beth's Bees    50.00
    2026-11-01  invoice      Cat's Cows     70.00   due 2027-02-20
    2026-11-01  bill         Acme Paper    800.00   due 2026-09-30
    """
    drawn = curve(books)
    assert {point.cash for point in drawn.days} == {CASH}
    assert (drawn.overdue.money_in, drawn.overdue.money_out) == (Decimal(500), Decimal(800))
    assert (drawn.undated.money_in, drawn.credits.money_in) == (Decimal(200), Decimal(-50))
    assert drawn.later.money_in == Decimal(70)


def test_the_lowest_day_may_lie_between_two_fridays(books: Books) -> None:
    """
    2026-11-01  bill     Acme Paper    900.00   due 2026-12-01
    2026-11-01  invoice  Amy's Birds   900.00   due 2026-12-03
    """
    drawn = curve(books)
    assert (drawn.lowest.on, drawn.lowest.cash) == (date(2026, 12, 1), Decimal(100))
    assert min(week.closing for week in drawn.weeks) == CASH


def item(side: Side, amount: Decimal, due_on: date | None) -> OpenItem:
    return OpenItem(side, Document("Bill", "1"), "1", "Acme Paper", TODAY, due_on, amount, amount)


ITEMS = st.lists(
    st.builds(
        item,
        st.sampled_from(Side),
        st.decimals(min_value=-9_999, max_value=9_999, places=2),
        st.none() | st.dates(date(2026, 6, 1), date(2027, 6, 1)),
    ),
    max_size=15,
)


@given(ITEMS)
def test_on_and_beside_the_line_add_up_to_everything_open(items: list[OpenItem]) -> None:
    drawn = cash_curve(CASH, (), items, TODAY)
    parts = (drawn.on_curve, drawn.overdue, drawn.undated, drawn.credits, drawn.later)
    owed = sum((i.open for i in items if i.side is Side.RECEIVABLE), Decimal(0))
    owing = sum((i.open for i in items if i.side is Side.PAYABLE), Decimal(0))
    assert sum(part.money_in for part in parts) == owed
    assert sum(part.money_out for part in parts) == owing


@given(ITEMS)
def test_each_week_opens_where_the_last_one_closed(items: list[OpenItem]) -> None:
    opening = CASH
    for week in cash_curve(CASH, (), items, TODAY).weeks:
        assert week.closing == opening + week.money_in - week.money_out
        opening = week.closing
