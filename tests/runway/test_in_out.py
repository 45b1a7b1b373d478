"""What came in and went out, week by week. It is Mon, Nov 23, 2026; the last week that is over ended on Fri, Nov 20."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document
from runway.calculators.in_out import in_out
from runway.calculators.movements import Movement
from runway.calculators.weeks import SUNDAY
from tests.runway.books import Books
from tests.runway.test_digest_service import digest_of
from tests.runway.test_pages import html_of, text_of


def test_money_in_and_out_of_the_weeks_that_are_over(books: Books) -> None:
    """
    2026-11-23  cash      Operating      1.00
    2026-05-29  receipt   Amy's Birds    1.00
    2026-11-13  receipt   Amy's Birds  500.00
    2026-11-14  receipt   Amy's Birds  300.00
    2026-11-20  spend     Landlord     200.00
    2026-11-20  receipt   Beth's Bees   50.00
    2026-11-21  spend     Landlord     900.00
    """
    weeks = in_out(books.movements, books.today)
    assert len(weeks) == 13
    assert (weeks[-1].ends_on, weeks[-1].money_in, weeks[-1].money_out, weeks[-1].net) == (
        date(2026, 11, 20),
        350,
        200,
        150,
    )
    assert (weeks[-2].ends_on, weeks[-2].money_in, weeks[-2].money_out) == (date(2026, 11, 13), 500, 0)


def test_a_transfer_between_own_accounts_is_neither_in_nor_out(books: Books) -> None:
    """
    2026-11-23  cash      Operating    1.00
    2026-11-23  cash      Savings      1.00
    2026-05-29  receipt   Amy's Birds  1.00
    2026-11-18  transfer  Savings    500.00
    """
    week = in_out(books.movements, books.today)[-1]
    assert (week.money_in, week.money_out) == (0, 0)


def test_a_week_before_the_first_movement_is_unknown_and_not_nothing(books: Books) -> None:
    """
    2026-11-23  cash     Operating      1.00
    2026-11-08  receipt  Amy's Birds  100.00
    """
    weeks = in_out(books.movements, books.today)
    assert [week.money_in for week in weeks[-3:]] == [None, None, 0]
    assert weeks[-2].net is None


def test_a_week_may_end_on_sunday(books: Books) -> None:
    """
    2026-11-23  cash     Operating      1.00
    2026-05-29  receipt  Amy's Birds    1.00
    2026-11-22  receipt  Amy's Birds  300.00
    """
    week = in_out(books.movements, books.today, SUNDAY)[-1]
    assert (week.ends_on, week.money_in) == (date(2026, 11, 22), 300)


AMOUNTS = st.lists(st.decimals(-1000, 1000, places=2), max_size=10)


@given(AMOUNTS)
def test_in_less_out_is_what_moved(amounts: list[Decimal]) -> None:
    on, first = (
        date(2026, 11, 18),
        Movement(date(2026, 5, 1), Decimal(1), "receipt", "", Document("Deposit", "0")),
    )
    moved = [
        Movement(on, amount, "receipt", "", Document("Deposit", str(n))) for n, amount in enumerate(amounts)
    ]
    week = in_out((first, *moved), date(2026, 11, 23))[-1]
    assert week.money_in is not None
    assert week.money_out is not None
    assert min(week.money_in, week.money_out) >= 0
    assert week.net == sum(amounts)


def test_the_digest_shows_the_weeks_with_their_sums_and_a_sentence(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-05-29  receipt  Amy's Birds      1.00
    2026-11-13  receipt  Amy's Birds    500.00
    2026-11-20  spend    Landlord       200.00
    """
    shown = digest_of(books).in_out
    assert (shown.money_in, shown.money_out, shown.net) == (500, 200, 300)
    assert shown.sentence.startswith(
        "$500 came in and $200 went out over the 13 weeks that are known; in 1 of them more came in than went out."
    )
    text = text_of(html_of(books))
    assert "In and out by week, 13 complete weeks, USD" in text
    assert "Weeks that are known 500.00 200.00 +300.00" in text


def test_young_books_have_weeks_that_are_unknown_and_say_so(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    assert digest_of(books).in_out.wide is None
    assert "the movements in the books do not reach back to Nov 20" in text_of(html_of(books))
