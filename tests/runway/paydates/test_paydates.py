"""When open documents will be paid, as the past of the book and of the party tells. Today is Monday, Nov 23, 2026."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from runway.calculators.paydates.history import Asked, Obligation, history_of
from runway.calculators.paydates.learn import PayDates, learn
from tests.runway.paydates.papers import habit

TODAY = date(2026, 11, 23)
LAST_YEAR = date(2025, 11, 3)
DAY = timedelta(days=1)


def model(*books: list[Obligation], today: date = TODAY) -> PayDates:
    return learn(history_of(document for book in books for document in book), today)


def test_without_any_past_a_document_is_paid_about_its_due_date() -> None:
    """Nothing is known, so nothing is sure: the band is weeks wide."""
    told = model().of("Amy's Birds", TODAY, TODAY + 30 * DAY)
    assert abs((told.p50 - TODAY).days - 30) <= 5
    assert told.p10 < TODAY + 25 * DAY
    assert told.p90 > TODAY + 40 * DAY


def test_who_always_pays_nine_days_late_will_again() -> None:
    told = model(habit("Amy's Birds", LAST_YEAR, 9, 40)).of("Amy's Birds", TODAY, date(2026, 12, 23))
    assert told.p50 == date(2027, 1, 1)
    assert (told.p90 - told.p10).days <= 4


def test_a_party_never_seen_pays_as_the_book_does() -> None:
    late = model(habit("Amy's Birds", LAST_YEAR, 20, 30), habit("Cool Cars", LAST_YEAR, 22, 30))
    assert 20 <= (late.of("Stranger", TODAY, TODAY + 30 * DAY).p50 - TODAY).days - 30 <= 22


def test_one_payment_says_something_of_a_party_and_not_everything() -> None:
    """The book pays on the day; Amy paid once, 40 days late."""
    book, once = habit("Cool Cars", LAST_YEAR, 0, 40), habit("Amy's Birds", date(2026, 6, 1), 40, 1)
    told = model(book, once)
    amy, stranger = (told.of(name, TODAY, TODAY + 30 * DAY) for name in ("Amy's Birds", "Stranger"))
    assert amy.by(TODAY + 69 * DAY) < stranger.by(TODAY + 69 * DAY) - 0.02
    assert amy.by(TODAY + 69 * DAY) > 0.1


def test_a_payment_of_today_is_known_at_the_close_of_today(papers: list[Obligation]) -> None:
    """
    Amy's Birds  2026-10-01  due 2026-10-31  paid 2026-11-23  100.00
    Amy's Birds  2026-10-02  due 2026-11-01  paid 2026-11-24  100.00
    """
    assert [model(papers, today=day).past.lag.tolist() for day in (TODAY - DAY, TODAY, TODAY + DAY)] == [
        [],
        [23],
        [23, 23],
    ]


def test_a_payment_before_its_invoice_is_not_known_before_the_invoice(papers: list[Obligation]) -> None:
    """
    Amy's Birds  2026-11-24  due 2026-12-24  paid 2026-11-20  100.00
    """
    assert len(model(papers).past.lag) == 0
    assert model(papers, today=TODAY + DAY).past.lag.tolist() == [-34]


@pytest.mark.parametrize(
    "due_on", [TODAY, TODAY - DAY, TODAY - 90 * DAY, TODAY - 3000 * DAY, TODAY + 3000 * DAY]
)
def test_what_is_open_is_paid_on_a_later_day_than_today(due_on: date) -> None:
    """Due today, overdue by a day, by a quarter, by eight years: never dropped, and never paid today."""
    told = model(habit("Amy's Birds", LAST_YEAR, 2, 40)).of(
        "Amy's Birds", due_on - 30 * DAY, due_on, open_on=TODAY
    )
    assert TODAY < told.p10 <= told.p50 <= told.p90
    assert told.by(TODAY) == 0


def test_even_the_last_one_in_a_hundred_of_what_is_long_overdue_has_its_day() -> None:
    told = model(habit("Amy's Birds", LAST_YEAR, lag=9)).of(
        "Diego", TODAY - 200 * DAY, TODAY - 170 * DAY, open_on=TODAY
    )
    assert told.by(told.quantile(0.99)) >= 0.99 - 1e-6


@pytest.mark.prove
def test_waiting_longer_never_brings_the_day_nearer() -> None:
    told = model(habit("Amy's Birds", LAST_YEAR, 2, 40), habit("Cool Cars", LAST_YEAR, 30, 20))
    due_on = date(2026, 9, 1)
    days = [
        told.of("Amy's Birds", due_on - 30 * DAY, due_on, open_on=due_on + days * DAY).p50
        for days in range(90)
    ]
    assert days == sorted(days)


def test_who_counts_from_the_invoice_is_not_read_by_the_terms() -> None:
    """Amy pays 20 days after issue, whatever the terms."""
    terms = (10, 30, 45, 60)
    issued = [LAST_YEAR + 4 * DAY * place for place in range(80)]
    told = model([paper(on, terms[place % 4], 20) for place, on in enumerate(issued)])
    days = [told.of("Amy's Birds", TODAY, TODAY + days * DAY).p50 for days in terms]
    assert all(abs((day - TODAY).days - 20) <= 1 for day in days)


def test_payment_runs_on_thursdays_are_found() -> None:
    """Due on any day, paid on the Thursday after."""
    issued = [LAST_YEAR + place * DAY for place in range(250)]
    told = model([paper(on, 30, 30 + (3 - (on + 30 * DAY).weekday()) % 7) for on in issued])
    days = {told.of("Amy's Birds", TODAY, date(2026, 12, 21) + days * DAY).p50 for days in range(7)}
    assert days == {date(2026, 12, 24), date(2026, 12, 31)}


def test_a_leap_day_is_a_day_as_any() -> None:
    book = habit("Amy's Birds", date(2027, 1, 4), 0, 50)
    told = model(book, today=date(2028, 1, 31)).of("Amy's Birds", date(2028, 1, 30), date(2028, 2, 29))
    assert told.p50 == date(2028, 2, 29)
    assert told.mass(date(2028, 2, 29)) > 0.5


def test_a_document_is_laid_over_the_weeks_whole_and_once(papers: list[Obligation]) -> None:
    """
    Amy's Birds  2026-08-03  due 2026-09-02  open  100.00
    Amy's Birds  2026-10-24  due 2026-11-23  open  100.00
    Stranger     2026-11-23  due 2027-01-22  open  100.00
    """
    told = model(habit("Amy's Birds", LAST_YEAR, 6, 30), habit("Cool Cars", LAST_YEAR, 35, 30), papers)
    rows = told.history.open(TODAY.toordinal())
    weeks = told.by_week(told.history.asked(rows))
    days = told.by_day(told.history.asked(rows), 13)
    assert weeks.shape == (3, 27)
    np.testing.assert_allclose(weeks.sum(axis=1), 1)
    np.testing.assert_allclose(days.reshape(3, 13, 7).sum(axis=2), weeks[:, :13])
    assert (days >= 0).all()


def test_the_odds_of_a_day_are_not_sharpened_with_the_weeks() -> None:
    """Fifty invoices of Amy's Birds were paid 2 days late, fifty 16; that the median is told changes no odds."""
    book = [*habit("Amy's Birds", LAST_YEAR, 2, 50), *habit("Amy's Birds", LAST_YEAR, 16, 50)]
    told = model(book)
    sharp = replace(told, tuning=replace(told.tuning, rule="median"))
    due = TODAY.toordinal() + 5
    asked = Asked(np.array([told.history.number("Amy's Birds")]), np.array([due - 30]), np.array([due]))
    assert sharp.by_day(asked, 13).reshape(13, 7).sum(axis=1).max() == 1
    np.testing.assert_array_equal(sharp.odds_by_day(asked, 13), told.odds_by_day(asked, 13))
    assert 0.3 < sharp.odds_by_day(asked, 13)[0, :10].sum() < 0.7


def test_what_comes_later_changes_nothing_that_is_said_today(papers: list[Obligation]) -> None:
    """
    Amy's Birds  2026-11-24  due 2026-11-24  paid 2026-11-24  900.00
    Newcomer     2026-11-24  due 2026-12-24  open             500.00

    Documents that are open today are paid on other days.
    """
    book, due_on = habit("Amy's Birds", LAST_YEAR, 9, 54), date(2026, 12, 1)
    moved = [each if each.paid_on <= TODAY else replace(each, paid_on=None) for each in book if each.paid_on]
    told = [model(*some).of("Amy's Birds", TODAY, due_on) for some in ([book], [moved, papers])]
    assert sum(each.paid_on is None for each in moved) == 4
    assert told[0].p10 == told[1].p10
    assert [each.by(due_on + 9 * DAY) for each in told[:1]] == [
        each.by(due_on + 9 * DAY) for each in told[1:]
    ]


def paper(issued_on: date, terms: int, age: int) -> Obligation:
    """A document of Amy's with such terms, paid at such an age."""
    due_on, paid_on = issued_on + terms * DAY, issued_on + age * DAY
    return Obligation(f"{issued_on}", "Amy's Birds", issued_on, due_on, paid_on, Decimal(100))
