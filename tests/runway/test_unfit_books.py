"""Of books that are old, no longer read or without a past no page shows a number of what lies ahead, and each says why.

Acme has 20,000.00 in the bank and owes Granite Glaze 3,000.00 in ten days, twice, it may be.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from core import clock
from core.models import Business, Role
from runway.models import KeptWeek, Standing
from runway.services import kept_weeks, standing
from runway.services.forecast import ForecastService
from runway.services.forecast_lines import address_of
from runway.services.letter import letter_of, source_of
from runway.services.past_weeks import PastWeeksService
from sync.models import Connection, EntityState
from tests.bookkeeping import Books
from tests.conftest import signed_in
from tests.runway.console.office import billed, hired, in_days, invoiced, just_opened, opened
from tests.runway.test_pages import text_of

pytestmark = pytest.mark.django_db

STALE, LET_GO, NO_PAST = "stale", "no longer read", "without a past"
WHY = {
    STALE: "so nothing ahead of them is shown.",
    LET_GO: "so nothing ahead of them is shown.",
    NO_PAST: "What lies ahead is unknown: movements are known for fewer than four weeks.",
}
THEN = {
    STALE: "appears when the books are read again.",
    LET_GO: "appears when QuickBooks is connected again and its books are read.",
    NO_PAST: "appears when movements are known for four weeks.",
}


@pytest.fixture(params=[STALE, LET_GO, NO_PAST])
def unfit(request: pytest.FixtureRequest, acme: Business) -> str:
    """Acme's books, fit for every number but for one thing, whose name it gives."""
    office = just_opened(acme) if request.param == NO_PAST else opened(acme)
    entered(office)
    standing.refresh(acme, clock.now())
    if request.param == STALE:
        EntityState.objects.update(backfilled_at=clock.now() - timedelta(days=3))
    if request.param == LET_GO:
        Connection.objects.update(ended_at=clock.now())
    return str(request.param)


@pytest.fixture
def fit(acme: Business) -> Books:
    """The same books with nothing amiss."""
    office = opened(acme)
    entered(office)
    standing.refresh(acme, clock.now())
    return office


def entered(office: Books) -> None:
    billed(office, "3,000", 10)
    billed(office, "3,000", 10)
    billed(office, "200", 2, DocNumber="SOON")
    billed(office, "800", 60, DocNumber="FAR")
    invoiced(office, "500", -4)


@pytest.fixture
def browser(acme: Business) -> Client:
    """Acme's controller, signed in."""
    return signed_in(hired(acme, "Cora"))


def text(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return text_of(answer.content.decode())


def test_the_digest_tells_cash_and_open_documents_and_nothing_ahead(
    acme: Business, browser: Client, unfit: str
) -> None:
    said = text(browser, "/b/acme/")
    assert WHY[unfit] in said
    assert f"The forecast {THEN[unfit]}" in said
    assert "20,000" in said
    assert "3,000.00" in said
    assert "in the forecast unknown" in said
    told = browser.get("/api/v1/businesses/acme/digest/").json()["digest"]
    assert (told["low"]["amount"], told["curve"], told["two_weeks"]["cash_then"]) == (None, None, None)
    assert (told["week"]["closing"], told["week"]["expected"]) == (None, None)
    assert {one["change"] for one in told["needed"]["first"]} == {None}


def test_the_forecast_has_neither_sheet_nor_cells_nor_files(
    acme: Business, browser: Client, unfit: str
) -> None:
    said = text(browser, "/b/acme/forecast/")
    assert WHY[unfit] in said
    assert f"The forecast {THEN[unfit]}" in said
    assert 'class="sheet"' not in browser.get("/b/acme/forecast/").content.decode()
    for file in ("csv", "xlsx"):
        assert browser.get(f"/b/acme/forecast.{file}").url == "/b/acme/forecast/"
    told = browser.get("/api/v1/businesses/acme/forecast/").json()
    assert (told["sheet"], WHY[unfit] in told["refusal"]["title"]) == (None, True)


def test_a_cell_of_the_sheet_is_gone_with_it(acme: Business, browser: Client, fit: Books) -> None:
    sheet = ForecastService(acme).page(clock.now()).sheet
    assert sheet is not None
    way = f"/b/acme/forecast/{address_of('closing')}/{sheet.columns[-1].way}/"
    assert browser.get(way).status_code == 200
    EntityState.objects.update(backfilled_at=clock.now() - timedelta(days=3))
    assert browser.get(way).url == "/b/acme/forecast/"


def test_the_console_says_no_effect_and_takes_decisions(acme: Business, browser: Client, unfit: str) -> None:
    said = text(browser, "/b/acme/console/")
    assert WHY[unfit] in said
    assert f"The effect of a set {THEN[unfit]}" in said
    assert "Base case With the set" not in said
    told = browser.get("/api/v1/businesses/acme/console/").json()["console"]
    assert (told["effect"]["rows"], told["effect"]["brief"]) == ([], None)
    rows = [row for lane in (*told["bills"], *told["invoices"]) for row in lane["rows"]]
    assert {option["change"] for row in rows for option in row["options"]} == {None}
    assert {row["chance"] for row in rows} == {None}
    assert [lane["count"] for lane in told["bills"] if lane["lane"] == "Can delay"] == [0]


def test_of_fit_books_the_console_says_what_can_be_delayed(
    acme: Business, browser: Client, fit: Books
) -> None:
    told = browser.get("/api/v1/businesses/acme/console/").json()["console"]
    assert told["effect"]["rows"]
    assert [lane["count"] for lane in told["bills"] if lane["lane"] == "Can delay"] == [1]


def test_the_tray_says_what_a_void_changes_but_for_the_low_point(
    acme: Business, browser: Client, unfit: str
) -> None:
    said = text(browser, "/b/acme/tray/")
    assert "Low point unknown unknown unknown" in said
    assert "Open payables 7,000.00 4,000.00" in said


def test_of_fit_books_the_tray_says_the_low_point_too(acme: Business, browser: Client, fit: Books) -> None:
    assert "Low point unknown" not in text(browser, "/b/acme/tray/")


def test_board_and_heat_table_tell_cash_and_nothing_ahead(
    acme: Business, browser: Client, unfit: str
) -> None:
    assert Standing.objects.get().cash == 20_000
    said = text(browser, "/")
    assert "20,000" in said
    row = browser.get("/api/v1/businesses/acme/").json()
    assert (row["cash"], row["lowest"], row["breach_odds"], row["weeks"]) == ("20000.00", None, None, [])
    heat = text(browser, "/board/heat/")
    assert ("unknown: the books are of" in heat) is (unfit != NO_PAST)
    assert ("unknown: movements are known for fewer than four weeks" in heat) is (unfit == NO_PAST)


def test_the_mail_tells_cash_and_says_why_nothing_ahead(acme: Business, unfit: str) -> None:
    letter = letter_of(source_of(acme, clock.now()), Role.ADVISOR)
    assert [figure.value for figure in letter.figures] == ["$20,000.00", "unknown"]
    said = " ".join((letter.headline, *letter.paragraphs))
    assert said.count(WHY[unfit]) == 1
    assert f"The forecast {THEN[unfit]}" in said
    assert not any(section.bars for section in letter.sections)


def test_no_week_is_kept_of_books_that_tell_nothing_ahead(acme: Business, unfit: str) -> None:
    assert kept_weeks.keep(acme, clock.now())
    assert not KeptWeek.objects.exists()


@pytest.mark.parametrize("page", ["receivables", "payables"])
def test_what_is_owed_today_stands(acme: Business, browser: Client, unfit: str, page: str) -> None:
    said = text(browser, f"/b/acme/{page}/")
    assert ("500.00" if page == "receivables" else "7,000.00") in said


def test_a_past_week_is_held_against_the_days_that_the_books_know(acme: Business, fit: Books) -> None:
    """Kept today; three days later nobody has read the books since."""
    monday = kept_weeks.monday_of(in_days(0))
    assert kept_weeks.keep(acme, clock.now()) == ""
    page = PastWeeksService(acme).week(monday, clock.now() + timedelta(days=9))
    assert page is not None
    assert page.variance is not None
    assert (page.variance.until, page.variance.is_over) == (in_days(0), False)
    assert page.lowest is not None
    assert page.lowest < Decimal(20_000)
