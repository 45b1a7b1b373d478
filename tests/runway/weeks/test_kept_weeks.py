"""Each Monday's forecast is kept once, under its true date, and nothing that comes later alters it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from core.cash import Freshness
from core.models import Business
from runway.calculators.keeping import as_it_was, sheet_as_it_was
from runway.calculators.odds_status import odds_status
from runway.models import KeptWeek, MissedWeek
from runway.services import kept_weeks
from tests.runway.books import Books
from tests.runway.weeks.mondays import keep, monday

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 23, 13, tzinfo=UTC)


def is_waiting(business: Business, now: datetime) -> bool:
    return list(kept_weeks.waiting([business], now)) == [business]


def test_a_kept_week_is_the_forecast_and_the_sheet_as_they_were_shown(acme: Business, books: Books) -> None:
    """
    2026-11-23  cash     Operating    100.00
    2026-11-20  receipt  Beth's Bees   30.00
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-11-27
    2026-11-01  bill     Acme Paper   800.00   due 2026-11-28
    """
    row, shown = keep(acme, books), monday(books)
    forecast, happened = as_it_was(row.body)
    assert shown.forecast is not None
    assert forecast.base.closings == shown.forecast.base.closings
    assert (forecast.bands, forecast.zero_odds) == (shown.forecast.bands, shown.forecast.zero_odds)
    assert happened == shown.actuals
    sheet = sheet_as_it_was(row.sheet)
    assert shown.sheet is not None
    assert sheet.weeks == shown.sheet.weeks
    assert [(line.key, line.name, line.amounts, line.total) for line in sheet.lines] == [
        (line.key, line.name, line.amounts, line.total) for line in shown.sheet.lines
    ]
    assert (row.cash, row.lowest, row.lowest_on) == (100, -200, date(2026, 11, 28))
    assert (row.status, row.reason) == ("red", "Below zero by Nov 28: 100 in 100")


def test_the_status_is_kept_as_books_of_that_age_let_it_be_shown(acme: Business, books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-10-05  receipt  Amy's Birds  0.01
    """
    row = keep(acme, books, hours_old=3)
    assert (row.status, row.reason) == ("amber", "Data 3 h old, late")


def test_nobody_can_alter_a_kept_week(acme: Business, books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    2026-10-05  receipt  Amy's Birds  0.01
    """
    row = keep(acme, books)
    for change in ({"cash": 5}, {"body": {}}, {"on": date(2026, 11, 24)}):
        with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
            KeptWeek.objects.filter(pk=row.pk).update(**change)
    row.refresh_from_db()
    assert row.cash == 1000


def test_a_week_that_is_kept_stays_as_it_is_when_it_is_kept_again(acme: Business, books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    2026-10-05  receipt  Amy's Birds  0.01
    """
    keep(acme, books)
    richer = replace(books, balances=(replace(books.balances[0], amount=Decimal(7000)),))
    assert keep(acme, richer).cash == 1000


def test_a_missed_monday_is_kept_later_in_its_week_under_its_true_date(acme: Business, books: Books) -> None:
    """
    2026-11-26  today
    2026-11-26  cash  Operating  1,000.00
    2026-10-05  receipt  Amy's Birds  0.01
    """
    row = keep(acme, books)
    assert (row.monday, row.on) == (date(2026, 11, 23), date(2026, 11, 26))
    assert as_it_was(row.body)[0].base.today == date(2026, 11, 26)


def test_a_week_of_another_day_than_its_monday_cannot_be_written(acme: Business, books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    2026-10-05  receipt  Amy's Birds  0.01
    """
    row = keep(acme, books)
    row.pk, row.monday = None, date(2026, 11, 24)
    with pytest.raises(IntegrityError, match="is_a_mondays"), transaction.atomic():
        row.save()


def test_unknown_cash_is_not_kept_and_says_so(acme: Business, books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    unknown = replace(monday(books), forecast=None, status=odds_status(None))
    assert kept_weeks.write_down(acme, unknown, MORNING, 1, MORNING) == "Cash is unknown."
    assert not KeptWeek.objects.exists()


class TestWaiting:
    def test_a_business_waits_from_its_own_midnight_on_until_its_week_is_kept(
        self, acme: Business, books: Books
    ) -> None:
        """
        2026-11-16  today
        2026-11-16  cash  Operating  1,000.00
        2026-10-05  receipt  Amy's Birds  0.01
        """
        keep(acme, books)
        assert not is_waiting(acme, datetime(2026, 11, 23, 4, 59, tzinfo=UTC))
        assert is_waiting(acme, datetime(2026, 11, 23, 5, tzinfo=UTC))
        keep(acme, replace(books, today=date(2026, 11, 23)))
        assert not is_waiting(acme, datetime(2026, 11, 30, 4, 59, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("zone", "monday", "midnight"),
        [
            (
                "America/New_York",
                date(2026, 3, 9),
                datetime(2026, 3, 9, 4, tzinfo=UTC),
            ),  # summer began on Sunday
            ("America/New_York", date(2026, 11, 2), datetime(2026, 11, 2, 5, tzinfo=UTC)),  # and ended
            ("Pacific/Auckland", date(2026, 4, 6), datetime(2026, 4, 5, 12, tzinfo=UTC)),
            ("America/Los_Angeles", date(2027, 1, 4), datetime(2027, 1, 4, 8, tzinfo=UTC)),
        ],
    )
    def test_its_monday_begins_where_it_lives(
        self, acme: Business, zone: str, monday: date, midnight: datetime
    ) -> None:
        acme.timezone = zone
        before = kept_weeks.monday_of(kept_weeks.local_date(midnight - timedelta(seconds=1), zone))
        MissedWeek.objects.create(business=acme, monday=before, tried_at=midnight, why="Not connected.")
        assert not is_waiting(acme, midnight - timedelta(seconds=1))
        assert is_waiting(acme, midnight)
        assert before == monday - timedelta(days=7)

    def test_one_that_was_tried_in_vain_is_tried_again_after_a_quarter_of_an_hour(
        self, acme: Business
    ) -> None:
        kept_weeks.missed(acme, MORNING.date(), "The books were not complete.", MORNING)
        assert not is_waiting(acme, MORNING + timedelta(minutes=14))
        later = MORNING + timedelta(minutes=16)
        assert is_waiting(acme, later)
        kept_weeks.missed(acme, MORNING.date(), "Cash was unknown.", later)
        row = MissedWeek.objects.get()
        assert (row.monday, row.tried_at, row.why) == (date(2026, 11, 23), later, "Cash was unknown.")


@pytest.mark.parametrize(
    ("freshness", "why"),
    [
        (Freshness(None, connected=False, complete=False), "QuickBooks was not connected."),
        (Freshness(None, connected=True, complete=False), "The books were not read."),
        (Freshness(MORNING, connected=True, complete=False), "The books were not complete."),
        (Freshness(MORNING, connected=True, complete=True), ""),
        (
            Freshness(MORNING - timedelta(hours=25), connected=True, complete=True),
            "The books were last read on Sun, Nov 22, 7:00 AM ET.",
        ),
        (
            Freshness(MORNING, connected=False, complete=True),
            "The books were last read on Mon, Nov 23, 8:00 AM ET.",
        ),
    ],
)
def test_books_that_are_not_fit_say_why(acme: Business, freshness: Freshness, why: str) -> None:
    assert kept_weeks.unfit(acme, freshness, MORNING) == why


def test_the_week_before_is_the_latest_kept_before_this_one(acme: Business, books: Books) -> None:
    """
    2026-11-16  today
    2026-11-16  cash     Operating    1,000.00
    2026-10-05  receipt  Amy's Birds  0.01
    2026-11-13  receipt  Beth's Bees     30.00
    """
    assert kept_weeks.kept_before(acme, date(2026, 11, 23)) is None
    keep(acme, books)
    keep(acme, replace(books, today=date(2026, 11, 23)))
    for day in (date(2026, 11, 23), date(2026, 11, 29)):
        found = kept_weeks.kept_before(acme, day)
        assert found is not None
        forecast, happened = found
        assert forecast.base.today == date(2026, 11, 16)
        assert [actual.party for actual in happened] == ["Beth's Bees"]
    assert kept_weeks.kept_before(acme, date(2026, 11, 22)) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_keeps_the_week(acme: Business, books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    2026-10-05  receipt  Amy's Birds  0.01
    """
    start, cash = Barrier(2), iter([Decimal(1000), Decimal(2000)])

    def work(amount: Decimal) -> None:
        theirs = replace(books, balances=(replace(books.balances[0], amount=amount),))
        start.wait()
        try:
            keep(acme, theirs)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, cash))
    row = KeptWeek.objects.get()
    assert as_it_was(row.body)[0].base.cash == row.cash
    assert row.cash in (1000, 2000)
