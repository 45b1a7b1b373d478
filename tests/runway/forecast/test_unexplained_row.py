"""The row of what no document explains: known where balances were read after weeks, by account, in every file."""

import csv
import io
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from core import clock
from core.models import Business
from runway.calculators.sheet_grid import WEEKS_BACK
from runway.calculators.weeks import DAY, WEEK, complete_weeks
from runway.services.forecast import ForecastService
from runway.services.kept_pages import forecast_page
from sync.models import BalanceReading
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.runway.console.office import hired, opened
from tests.runway.forecast.test_files import Counting, rows_of
from tests.runway.forecast.test_files import opened as opened_file
from tests.runway.forecast.test_forecast_pages import API, FORECAST, text

HIDDEN = Decimal(-300)


@pytest.fixture
def office(acme: Business) -> Books:
    """Acme: 20,000.00 in the bank now; 300.00 more before the week before last, and no document of why."""
    books = opened(acme)
    for place, friday in enumerate(fridays()):
        keep(books, friday + DAY, Decimal(20_000) if place > 2 else Decimal(20_300))
    return books


def fridays() -> tuple[date, ...]:
    """The ends of the last five weeks that are over."""
    return complete_weeks(clock.local_date(clock.now(), "America/New_York"), WEEKS_BACK + 1)


def keep(books: Books, on: date, balance: Decimal, explained: Decimal = Decimal("0.01")) -> None:
    at = datetime.combine(on, time(2), ZoneInfo("America/New_York"))
    amounts = {"balance": balance, "explained": explained, "currency": "USD"}
    BalanceReading.objects.create(
        business=books.business, account_id="Checking", on=on, read_at=at, **amounts
    )


@pytest.fixture
def cora(office: Books) -> Client:
    return signed_in(hired(office.business, "Cora"))


def row(business: Business, key: str = "unexplained") -> tuple[Decimal | None, ...]:
    sheet = ForecastService(business).page(clock.now()).sheet
    assert sheet is not None
    return next(tuple(cell.amount for cell in line.cells) for line in sheet.lines if line.key == key)


def test_past_weeks_are_known_and_close_with_what_was_in_the_bank(office: Books) -> None:
    assert row(office.business)[:WEEKS_BACK] == (0, 0, HIDDEN, 0)
    assert row(office.business, "closing")[:WEEKS_BACK] == (20_300, 20_300, 20_000, 20_000)


def test_a_week_whose_reading_is_missing_is_unknown_and_told_with_the_one_after(
    office: Books, cora: Client
) -> None:
    BalanceReading.objects.filter(on=fridays()[1] + DAY).delete()
    assert row(office.business)[:WEEKS_BACK] == (None, 0, HIDDEN, 0)
    assert row(office.business, "closing")[:WEEKS_BACK] == (20_300, 20_300, 20_000, 20_000)
    said = text(cora.get(f"{FORECAST}unexplained/{fridays()[1]}/"))
    assert "unknown" in said
    assert "where a balance was not read on the day after" in said
    assert "over 2 weeks" in text(cora.get(f"{FORECAST}unexplained/{fridays()[2]}/"))


def test_the_cell_opens_to_accounts_with_what_they_opened_moved_and_closed_with(
    office: Books, cora: Client
) -> None:
    friday = fridays()[3]
    answer = cora.get(f"{FORECAST}unexplained/{friday}/")
    before, after = (f"{day:%b} {day.day}" for day in (friday - WEEK, friday))
    said = f"20,300.00 at the end of {before}, 0.00 that can be read, 20,000.00 at the end of {after}"
    assert said in text(answer)
    assert "register?accountId=Checking" in answer.content.decode()
    (piece,) = cora.get(f"{API}unexplained/{friday}/").json()["pieces"]
    assert (piece["party"], Decimal(piece["amount"]), piece["assumption"]) == ("Checking", HIDDEN, said)


def test_a_week_of_nothing_opens_to_accounts_too(office: Books, cora: Client) -> None:
    (piece,) = cora.get(f"{API}unexplained/{fridays()[2]}/").json()["pieces"]
    assert (piece["party"], Decimal(piece["amount"])) == ("Checking", 0)


def test_files_foot_with_it(office: Books, cora: Client) -> None:
    page = ForecastService(office.business).page(clock.now())
    file = opened_file(page)
    counting, rows = Counting(file), rows_of(file)
    for column, closing in zip("BCDE", (20_300, 20_300, 20_000, 20_000), strict=True):
        assert counting.value(f"{column}{rows['Closing cash']}") == closing
    lines = csv.reader(io.StringIO(cora.get("/b/acme/forecast.csv").content.decode()))
    said = next(line for line in lines if line[1] == "Unexplained")
    assert [Decimal(amount) for amount in said[2 : 2 + WEEKS_BACK]] == [0, 0, HIDDEN, 0]


def test_a_kept_page_is_as_computed_once_another_balance_was_kept(office: Books) -> None:
    now, business = clock.now(), office.business
    last = BalanceReading.objects.latest("on")
    on, balance = last.on, last.balance
    last.delete()
    assert forecast_page(business, now).sheet == ForecastService(business).page(now).sheet
    keep(office, on, balance)
    kept = forecast_page(business, now).sheet
    assert kept == ForecastService(business).page(now).sheet
    assert kept is not None
    line = next(line for line in kept.lines if line.key == "unexplained")
    assert line.cells[WEEKS_BACK - 1].amount == 0
