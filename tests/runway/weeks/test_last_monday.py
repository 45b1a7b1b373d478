"""What the forecast of last Monday had stands on the forecast of today: behind its curve, and in each cell."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from core.models import Business
from runway.calculators.owned import WeekEnd
from runway.models import Assumptions
from runway.services import kept_weeks
from runway.services.forecast import ForecastService
from runway.services.forecast_page import CellPage, ForecastSheet
from sync.models import EntityState
from tests.bookkeeping import Books as Pen
from tests.bookkeeping import money, ref
from tests.runway.weeks.conftest import MONDAY, NEXT

pytestmark = pytest.mark.django_db


def bill(pen: Pen, amount: str, due: str, **fields: object) -> str:
    said = {"TotalAmt": money(amount), "Balance": money(amount), "TxnDate": "2026-11-02", "DueDate": due}
    return pen.enter("Bill", VendorRef=ref("71"), **said, **fields)


@pytest.fixture
def a_week_on(acme: Business, pen: Pen) -> Business:
    """On Nov 23 a bill of 400 for Dec 4 was in the forecast; a week on it is 450, and another of 30 is there."""
    first = bill(pen, "400", "2026-12-04")
    assert kept_weeks.keep(acme, MONDAY) == ""
    bill(pen, "450", "2026-12-04", Id=first, SyncToken="1")
    bill(pen, "30", "2026-12-11")
    EntityState.objects.update(backfilled_at=NEXT)
    return acme


def sheet(acme: Business, now: datetime) -> ForecastSheet:
    found = ForecastService(acme).page(now).sheet
    assert found is not None
    return found


def cell(acme: Business, line: str, week: str) -> CellPage:
    found = ForecastService(acme).cell(NEXT, line, week)
    assert found is not None
    return found


def test_its_weeks_are_drawn_behind_the_curve(a_week_on: Business) -> None:
    drawn = sheet(a_week_on, NEXT)
    assert drawn.earlier == MONDAY.date()
    weeks = drawn.chart.earlier.split()
    assert len(weeks) == 13, "of its 13 weeks 12 are ahead still, and one is over"


def test_without_a_kept_week_nothing_is_drawn(acme: Business, pen: Pen) -> None:
    drawn = sheet(acme, MONDAY)
    assert (drawn.earlier, drawn.chart.earlier) == (None, "")


@pytest.mark.parametrize(("week_end", "is_promised"), [(WeekEnd.FRIDAY, True), (WeekEnd.SUNDAY, False)])
def test_the_page_promises_a_line_only_where_one_is_drawn(
    a_week_on: Business, week_end: WeekEnd, is_promised: bool
) -> None:
    """Weeks that were kept to Fridays are none of those to Sundays."""
    Assumptions.objects.create(business=a_week_on, minimum_line=Decimal(700), week_end=week_end)
    page = ForecastService(a_week_on).page(NEXT)
    html = render_to_string("runway/_forecast_sheet.html", {"page": page, "sheet": page.sheet})
    assert [promised in html for promised in ("thin line", 'class="ghost"')] == [is_promised] * 2


def test_a_cell_says_what_was_forecast_for_it_and_the_change(a_week_on: Business) -> None:
    paid = cell(a_week_on, "disbursements", "2026-12-04")
    assert paid.then is not None
    assert (paid.then.on, paid.then.amount, paid.amount, paid.change) == (MONDAY.date(), 400, 450, 50)
    assert cell(a_week_on, "closing", "2026-12-11").change == Decimal(-80)


def test_a_week_that_was_over_or_further_ahead_then_has_none(a_week_on: Business) -> None:
    assert cell(a_week_on, "closing", "2026-11-20").then is None
    assert cell(a_week_on, "closing", "2027-02-26").then is None


def test_a_line_that_the_sheet_had_not_is_said_so(a_week_on: Business, pen: Pen) -> None:
    said = {
        "TotalAmt": money("900"),
        "Balance": money("900"),
        "TxnDate": "2026-11-30",
        "DueDate": "2026-12-04",
    }
    pen.enter("Bill", VendorRef=ref("72"), **said)
    lines = {line.name: line.key for line in sheet(a_week_on, NEXT).lines}
    found = cell(a_week_on, lines["Harbor Kiln"], "2026-12-04").then
    assert found is not None
    assert (found.had_line, found.amount) == (False, None)
