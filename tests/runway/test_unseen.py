"""Money of documents that do not exist yet, as past weeks had it. Today is Mon, Nov 23, 2026."""

from datetime import date, timedelta
from decimal import Decimal

from runway.calculators.planned import weekly_entries
from runway.calculators.rows import Row
from runway.calculators.unseen import Paid, unseen

TODAY = date(2026, 11, 23)
LONG_AGO = date(2026, 1, 1)


def weekly(days_to_pay: int, amount: int = 100) -> list[Paid]:
    """A document paid each Wednesday, so many days after it was issued."""
    paid = [date(2026, 11, 18) - timedelta(weeks=back) for back in range(30)]
    return [Paid(on - timedelta(days=days_to_pay), on, Decimal(amount)) for on in paid]


def test_cash_sales_come_in_every_week_ahead() -> None:
    assert unseen(weekly(0), TODAY, LONG_AGO) == ((Decimal(100), 0.0),) * 13


def test_what_is_paid_after_a_month_comes_from_the_fifth_or_sixth_week_on() -> None:
    """A Wednesday's payment after 30 days is of an invoice 34 days old when that week ends: five weeks ahead."""
    amounts = [amount for amount, _ in unseen(weekly(30), TODAY, LONG_AGO)]
    assert amounts == [0] * 4 + [100] * 9


def test_uneven_weeks_say_how_much_they_vary() -> None:
    uneven = [paid for number, paid in enumerate(weekly(0)) if number % 2 == 0]
    average, varies = unseen(uneven, TODAY, LONG_AGO)[0]
    assert average == Decimal(700) / 13
    assert 0.9 < varies < 1


def test_a_short_history_says_nothing_and_a_month_says_what_it_has() -> None:
    assert unseen(weekly(0), TODAY, TODAY - timedelta(days=27)) == ()
    assert unseen(weekly(0), TODAY, TODAY - timedelta(days=28))[0] == (Decimal(100), 0.0)


def test_what_was_paid_today_belongs_to_no_complete_week() -> None:
    assert unseen([Paid(TODAY, TODAY, Decimal(900))], TODAY, LONG_AGO)[0][0] == 0


def test_weeks_become_entries_from_tomorrow_on() -> None:
    entries = list(
        weekly_entries("sales", Row.OTHER_IN, unseen(weekly(0), TODAY, LONG_AGO), "average of 13 weeks")
    )
    assert len({entry.key for entry in entries}) == 13
    assert [day for day, share in enumerate(entries[1].chances.by_day) if share] == list(range(8, 15))
    assert all(entry.is_spread and entry.amount == 100 for entry in entries)
