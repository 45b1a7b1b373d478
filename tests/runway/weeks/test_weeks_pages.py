"""The pages of kept weeks, as people see them, and as programs get them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import Business
from runway import tasks
from runway.models import KeptWeek, PayDateScore
from runway.services import kept_weeks
from tests.bookkeeping import Books as Pen
from tests.runway.console.office import billed, invoiced, opened
from tests.runway.test_pages import text_of

pytestmark = pytest.mark.django_db

PAGE = "/b/acme/weeks/"


@pytest.fixture
def office(acme: Business) -> Pen:
    """Acme's books: a bill of 400 due in two days, an invoice of 500 due in three."""
    made = opened(acme)
    billed(made, "400", 2)
    invoiced(made, "500", 3)
    return made


def monday(acme: Business) -> date:
    return kept_weeks.monday_of(clock.today(acme))


def text(browser: Client, path: str) -> str:
    return text_of(browser.get(path).content.decode())


def test_the_list_opens_to_a_monday_as_it_was(office: Pen, olives_browser: Client) -> None:
    assert "This week’s forecast is not kept yet. It is kept in the next minutes." in text(
        olives_browser, PAGE
    )
    kept_weeks.keep(office.business, clock.now())
    listed = text(olives_browser, PAGE)
    assert "not kept yet" not in listed
    assert "20,000.00" in listed
    assert "Unknown. No week of a kept forecast is over and known yet." in listed
    week = text(olives_browser, f"{PAGE}{monday(office.business)}/")
    assert "as it was" in week
    assert "Cash 20,000.00" in week
    assert "Closing cash" in week


def test_a_week_that_was_not_kept_and_a_day_that_is_none_do_not_exist(
    office: Pen, olives_browser: Client
) -> None:
    for told in ("2026-01-05", "2026-13-99", "yesterday"):
        assert olives_browser.get(f"{PAGE}{told}/").status_code == 404
        assert olives_browser.get(f"/api/v1/businesses/acme/weeks/{told}/").status_code == 404


def test_programs_get_the_same_numbers(office: Pen, olives_browser: Client) -> None:
    kept_weeks.keep(office.business, clock.now())
    row = KeptWeek.objects.get()
    weeks = olives_browser.get("/api/v1/businesses/acme/weeks/").json()
    assert [(week["monday"], week["cash"]) for week in weeks["weeks"]] == [(str(row.monday), "20000.00")]
    week = olives_browser.get(f"/api/v1/businesses/acme/weeks/{row.monday}/").json()
    assert (week["cash"], week["lowest"], week["lowest_on"]) == (
        "20000.00",
        f"{row.lowest:.2f}",
        str(row.lowest_on),
    )
    assert "wide" not in (weeks["fan"] or {})


def test_the_bells_keep_and_score_what_waits_and_nothing_twice(office: Pen) -> None:
    tasks.keep_weeks()
    row = KeptWeek.objects.get()
    assert (row.business, row.on) == (office.business, clock.today(office.business))
    tasks.keep_weeks()
    assert KeptWeek.objects.get().kept_at == row.kept_at
    tasks.score_pay_dates()
    scored = {score.side: score.scored_at for score in PayDateScore.objects.all()}
    assert scored.keys() == {"receivable", "payable"}
    tasks.score_pay_dates()
    assert {score.side: score.scored_at for score in PayDateScore.objects.all()} == scored


def test_the_list_costs_the_same_queries_for_many_weeks_and_loads_no_forecast(
    office: Pen, olives_browser: Client
) -> None:
    kept_weeks.keep(office.business, clock.now())
    row, counted = KeptWeek.objects.get(), []
    for weeks in (1, 20):
        for back in range(1, weeks):
            row.pk, row.monday = None, monday(office.business) - timedelta(days=7 * back)
            row.save()
        with CaptureQueriesContext(connection) as asked:
            assert olives_browser.get(PAGE).status_code == 200
        counted.append(len(asked))
        assert not any('"runway_keptweek"."body"' in query["sql"] for query in asked)
    assert counted[0] == counted[1]
