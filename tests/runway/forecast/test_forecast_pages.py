"""The forecast over the real merge and a real database: pages, cells, days that people set, files, API, queries."""

import io
import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core import clock
from core.models import AuditEntry, Business, Role
from runway import words
from runway.models import Action, Decision, ExpectedDate
from runway.services.forecast import PIECES_SHOWN, ForecastService
from runway.services.forecast_lines import address_of
from sync.models import Connection, EntityState
from tests.bookkeeping import Books, money
from tests.conftest import signed_in
from tests.runway.console.office import billed, hired, in_days, invoiced, opened
from tests.runway.test_pages import text_of
from tests.sweeping import sweep

FORECAST = "/b/acme/forecast/"
API = "/api/v1/businesses/acme/forecast/"


@pytest.fixture
def office(acme: Business) -> Books:
    """Acme's books, open and read: 20,000.00 in the bank."""
    return opened(acme)


@pytest.fixture
def cora(office: Books) -> Client:
    """Acme's controller, signed in."""
    return signed_in(hired(office.business, "Cora"))


@pytest.fixture
def vera(office: Books) -> Client:
    """Sees Acme's books and changes nothing."""
    return signed_in(hired(office.business, "Vera", Role.VIEWER))


def text(answer: object) -> str:
    return text_of(answer.content.decode())  # type: ignore[attr-defined]


def cells_of(html: str) -> list[str]:
    """The ways of all cells that lead somewhere."""
    return re.findall(r'<td[^>]*><a href="([\w-]+/\d{4}-\d\d-\d\d/)"', html)


def in_cell(browser: Client, way: str) -> Decimal:
    """What a cell's page says it is."""
    figure = re.search(r'class="fig[^"]*">([^<]+)<', browser.get(FORECAST + way).content.decode())
    assert figure
    return money(figure[1].replace("\u2212", "-"))


def way_of(browser: Client, party: str) -> str:
    """The way to the first cell ahead that lists a document of a party."""
    ways = [way for way in cells_of(browser.get(FORECAST).content.decode()) if way.startswith("not_due/")]
    return next(FORECAST + way for way in ways if party in text(browser.get(FORECAST + way)))


def test_every_cell_that_shows_an_amount_opens_to_it_and_its_pieces_are_it(
    office: Books, cora: Client
) -> None:
    invoiced(office, "6,400.50", 5)
    billed(office, "900.25", 12)
    html = cora.get(FORECAST).content.decode()
    ways = cells_of(html)
    assert len(ways) > 100
    first = {way.split("/")[0]: way for way in reversed(ways)}
    week = first["not_due"].partition("/")[2]
    for way in (
        first["not_due"],
        first[address_of("vendor:Granite Glaze")],
        f"receipts/{week}",
        f"net/{week}",
    ):
        said = cora.get(API + way).json()
        assert in_cell(cora, way) == Decimal(said["amount"]) != 0
        assert sum(Decimal(piece["amount"]) for piece in said["pieces"]) == Decimal(said["amount"])


def test_a_cell_names_document_rule_and_assumption_and_leads_into_quickbooks(
    office: Books, cora: Client
) -> None:
    number = invoiced(office, "6,400", 5)
    answer = cora.get(way_of(cora, "Fjord"))
    assert f"https://app.qbo.intuit.com/app/invoice?txnId={number}" in answer.content.decode()
    said = text(answer)
    assert "invoice 2291" in said
    assert "The due date" in said
    assert "1 piece 6,400.00" in said


def test_a_day_is_set_from_the_cell_and_leads_back_to_it(office: Books, cora: Client) -> None:
    number = invoiced(office, "6,400", 5)
    before = ForecastService(office.business).page(clock.now())
    cell = way_of(cora, "Fjord")
    assert f'<input type="hidden" name="next" value="{cell}">' in cora.get(cell).content.decode()
    said = {"on": in_days(40).isoformat(), "why": "Rosa said so", "seen": 0, "next": cell}
    answer = cora.post(f"/b/acme/dates/Invoice/{number}/", said)
    assert answer["Location"] == cell
    after = ForecastService(office.business).page(clock.now())
    assert moved(before) == {in_days(5): 6400}
    assert moved(after) == {in_days(40): 6400}
    there = way_of(cora, "Fjord")
    shown = text(cora.get(there))
    assert there != cell
    assert "A date that a person set" in shown
    assert "set by Cora" in shown
    row = ExpectedDate.objects.get()
    back = cora.post(f"/b/acme/dates/Invoice/{number}/back/", {"seen": row.pk, "next": there})
    assert back["Location"] == there
    assert moved(ForecastService(office.business).page(clock.now())) == {in_days(5): 6400}


def spelled(on: date) -> str:
    """As a page spells a day."""
    return words.spelled(on.isoformat(), in_days(0))


def why_of(browser: Client, cell: str) -> str:
    """Rule and assumption of a cell's only piece, without the forms beside them."""
    html = browser.get(cell).content.decode()
    (why,) = re.findall(r'<td class="why"[^>]*>(.*?)</td>', html, re.DOTALL)
    return text_of(re.sub(r"<(details|form)\b.*", "", why, flags=re.DOTALL))


def moved(page: object) -> dict[object, Decimal]:
    """The first day of what is expected of invoices not due: the week is told by a day in it."""
    (line,) = [line for line in page.sheet.lines if line.key == "not_due"]  # type: ignore[attr-defined]
    weeks = {column.ends_on: column for column in page.sheet.columns}  # type: ignore[attr-defined]
    days = [in_days(ahead) for ahead in (5, 40)]
    return {
        day: cell.amount
        for cell in line.cells
        for day in days
        if cell.amount and weeks[cell.week].starts_on <= day <= cell.week
    }


def test_a_promise_is_recorded_from_the_cell_and_leads_back_to_it(office: Books, cora: Client) -> None:
    invoiced(office, "640", 5)
    cell = way_of(cora, "Fjord")
    assert why_of(cora, cell) == f"The due date due {spelled(in_days(5))}"
    html = cora.get(cell).content.decode()
    field = re.search(r'name="(day:Invoice:[^"]+)"', html)
    assert field
    said = {field[1]: in_days(12).isoformat(), "note": "on the phone", "next": cell}
    answer = cora.post("/b/acme/console/record/", said)
    assert answer.headers["Location"] == cell
    made = Decision.objects.get()
    assert (made.action, made.on, made.note) == (Action.PROMISED, in_days(12), "on the phone")
    assert why_of(cora, way_of(cora, "Fjord")) == f"A promise promised: {spelled(in_days(12))}"


def test_a_promise_leads_nowhere_beyond_the_forecast(office: Books, cora: Client) -> None:
    invoiced(office, "640", 5)
    field = re.search(r'name="(day:Invoice:[^"]+)"', cora.get(way_of(cora, "Fjord")).content.decode())
    assert field
    said = {field[1]: in_days(12).isoformat(), "next": "https://elsewhere.example/"}
    assert cora.post("/b/acme/console/record/", said).headers["Location"] == "/b/acme/console/"


@pytest.mark.prove
def test_a_day_that_is_refused_keeps_the_way_back(office: Books, cora: Client) -> None:
    number = invoiced(office, "6,400", 5)
    cell = way_of(cora, "Fjord")
    said = {"on": "2020-01-01", "why": "Too late", "seen": 0, "next": cell}
    answer = cora.post(f"/b/acme/dates/Invoice/{number}/", said)
    assert answer.status_code == 400
    assert f'href="{cell}">Back' in answer.content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    sweep(
        ["https://evil.example/", "//evil.example/b/acme/forecast/", "/people/", ""], "https://evil.example/"
    ),
)
def test_nobody_is_sent_elsewhere_than_to_a_cell(office: Books, cora: Client, elsewhere: str) -> None:
    number = invoiced(office, "6,400", 5)
    said = {"on": in_days(9).isoformat(), "why": "Rosa said so", "seen": 0, "next": elsewhere}
    assert cora.post(f"/b/acme/dates/Invoice/{number}/", said)["Location"] == "/b/acme/known/"


@pytest.mark.prove
def test_looking_changes_nothing(office: Books, cora: Client) -> None:
    invoiced(office, "6,400", 5)
    service, now = ForecastService(office.business), clock.now()
    before = service.page(now)
    for way in cells_of(cora.get(FORECAST).content.decode())[::60]:
        cora.get(FORECAST + way)
    assert service.page(now) == before


def test_a_viewer_sees_the_cell_and_no_form(office: Books, vera: Client) -> None:
    invoiced(office, "6,400", 5)
    html = vera.get(way_of(vera, "Fjord")).content.decode()
    assert "Set the date" not in html
    assert "6,400.00" in html


def test_to_a_stranger_there_is_no_forecast(office: Books, sams_browser: Client) -> None:
    paths = (FORECAST, f"{FORECAST}net/2026-11-27/", "/b/acme/forecast.csv", "/b/acme/forecast.xlsx", API)
    assert {sams_browser.get(path).status_code for path in paths} == {404}


@pytest.mark.prove
def test_a_cell_that_is_not_on_the_sheet_leads_to_the_sheet_and_says_why(office: Books, cora: Client) -> None:
    for way in ("vendor-gone-00000000/2026-11-27/", "net/2020-01-03/", "net/soon/"):
        answer = cora.get(FORECAST + way, follow=True)
        assert answer.redirect_chain[-1][0] == FORECAST
        assert "This cell is not on the sheet as the books stand now" in text(answer)
        assert cora.get(API + way).status_code == 404


def test_the_files_hold_the_page_and_leave_a_trace(office: Books, cora: Client) -> None:
    invoiced(office, "6,400.50", 5)
    page = ForecastService(office.business).page(clock.now())
    assert page.sheet is not None
    as_csv, as_xlsx = cora.get("/b/acme/forecast.csv"), cora.get("/b/acme/forecast.xlsx")
    assert as_csv["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="forecast-acme-{page.today}.xlsx"' in as_xlsx["Content-Disposition"]
    assert ",6400.50," in as_csv.content.decode()
    sheet = load_workbook(io.BytesIO(as_xlsx.content))["Forecast"]
    assert sheet.max_row > len(page.sheet.lines)
    traces = AuditEntry.objects.filter(action="exported").values_list("subject", "actor")
    assert set(traces) == {("forecast.csv", "cora@acme.example"), ("forecast.xlsx", "cora@acme.example")}


def test_books_that_carry_no_forecast_say_why_and_give_no_file(office: Books, cora: Client) -> None:
    invoiced(office, "6,400", 5)
    EntityState.objects.filter(business=office.business, entity="Bill").delete()
    said = text(cora.get(FORECAST))
    assert "The books are not complete yet, so no number is shown." in said
    assert "6,400" not in said
    assert cora.get("/b/acme/forecast.xlsx")["Location"] == FORECAST
    assert cora.get(API).json()["sheet"] is None
    assert not AuditEntry.objects.filter(action="exported").exists()


def test_books_that_nobody_reads_any_more_carry_no_forecast(office: Books, cora: Client) -> None:
    Connection.objects.filter(business=office.business).delete()
    said = text(cora.get(FORECAST))
    assert "so nothing ahead of them is shown." in said
    assert "What moved since is unknown, and with it every number from today on." in said


def test_cash_that_is_unknown_gives_no_forecast(office: Books, cora: Client) -> None:
    office.account("Paris", CurrentBalance=money("100"), CurrencyRef={"value": "EUR"})
    said = text(cora.get(FORECAST))
    assert "Cash is unknown: no dated rate for Paris." in said


def test_the_api_tells_the_numbers_of_the_page(office: Books, cora: Client) -> None:
    invoiced(office, "6,400.50", 5)
    page, said = ForecastService(office.business).page(clock.now()), cora.get(API).json()
    assert page.sheet is not None
    lines = {line["key"]: line for block in said["sheet"]["blocks"] for line in block["lines"]}
    for line in page.sheet.lines:
        told = [cell["amount"] for cell in lines[line.key]["cells"]]
        assert [None if a is None else Decimal(a) for a in told] == [
            None if cell.amount is None else round(cell.amount, 2) for cell in line.cells
        ]
    assert "chart" not in said["sheet"]
    assert "wide" not in said["sheet"]["fall"]


@pytest.mark.prove
def test_a_long_cell_lists_the_largest_and_the_rest_is_a_line(office: Books, cora: Client) -> None:
    for number in range(PIECES_SHOWN + 3):
        invoiced(office, f"{100 + number}", 5, DocNumber=f"{3000 + number}")
    cell = way_of(cora, "Fjord")
    said = text(cora.get(cell))
    assert "3 more 303.00" in said
    assert "103 pieces 15,553.00" in said
    assert "3 more" not in text(cora.get(f"{cell}?all"))


def test_the_week_asked_for_falls_and_one_that_is_none_is_this_one(office: Books, cora: Client) -> None:
    page = ForecastService(office.business).page(clock.now())
    assert page.sheet is not None
    last = page.sheet.columns[-1]
    asked = ForecastService(office.business).page(clock.now(), last.way)
    assert asked.sheet is not None
    assert asked.sheet.fall.column == last
    assert page.sheet.fall.column == page.sheet.columns[4]
    assert cora.get(f"{FORECAST}?week=nonsense").status_code == 200


def queries(browser: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    assert not [query for query in asked if "payload" in query["sql"]]
    return len(asked)


def test_ten_times_as_many_documents_take_the_same_few_queries(office: Books, cora: Client) -> None:
    invoiced(office, "100", 5)
    billed(office, "100", 5)
    few = [queries(cora, FORECAST)]
    cell = way_of(cora, "Fjord")
    few.append(queries(cora, cell))
    for number in range(20):
        invoiced(office, "100", 5, DocNumber=str(number))
        billed(office, "100", 5, DocNumber=str(number))
    many = [queries(cora, path) for path in (FORECAST, cell)]
    assert many == few
    assert max(few) <= 60
    assert queries(cora, FORECAST) <= 20, "it is kept"
