"""The firm board: one row a client, from its standing. It is Mon, Nov 23, 2026, 7:58 AM ET."""

import csv
import io
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.cash import Freshness
from core.models import Business, Firm, Membership, Role, User
from runway.calculators.curve import Point
from runway.calculators.status import Light
from runway.models import Standing
from runway.services.board import BoardService, board_row
from runway.services.board_csv import HEADINGS, board_csv
from runway.services.board_page import FIRST, BoardPage, BoardRow, Show, narrowed
from runway.services.digest_page import Age
from sync.orchestrators.board import BoardSnapshot
from tests.conftest import signed_in
from tests.runway.test_pages import text_of
from tests.sweeping import sweep

NOW = datetime(2026, 11, 23, 12, 58, tzinfo=UTC)
TODAY = date(2026, 11, 23)
FRESH = Freshness(NOW - timedelta(minutes=4), connected=True, complete=True)
BIRCH = Business(pk=1, firm=Firm(name="Larch Row"), name="Birch", slug="birch", timezone="America/New_York")


def standing(**fields: Any) -> Standing:
    said = {
        "generation": 7,
        "on": TODAY,
        "computed_at": NOW - timedelta(minutes=2),
        "status": "green",
        "reason": "Above the line for 13 weeks",
        "cash": Decimal("88140.40"),
        "week_ago": Decimal("80000.00"),
        "buffer_days": Decimal("41.3"),
        "lowest": Decimal("52448.00"),
        "lowest_on": date(2027, 1, 15),
    }
    return Standing(**said | fields)


def row(kept: Standing | None = None, freshness: Freshness = FRESH, **fields: Any) -> BoardRow:
    return replace(board_row(BIRCH, kept or standing(), freshness, 7, NOW), **fields)


def test_a_client_in_order_shows_its_standing() -> None:
    said = row()
    assert (said.light, said.reason) == (Light.GREEN, "Above the line for 13 weeks")
    assert (said.cash, said.change) == (Decimal("88140.40"), Decimal("8140.40"))
    assert (said.connection, said.as_of.level) == ("Connected", Age.FRESH)


@pytest.mark.parametrize(
    ("freshness", "reason"),
    [
        (replace(FRESH, as_of=NOW - timedelta(minutes=22)), "Data 22 min old, late"),
        (replace(FRESH, as_of=NOW - timedelta(days=3, hours=16)), "Data too old to say"),
        (replace(FRESH, connected=False), "Not connected, so data may be old"),
    ],
)
def test_green_that_is_too_old_to_be_said_is_amber(freshness: Freshness, reason: str) -> None:
    said = row(freshness=freshness)
    assert (said.light, said.reason) == (Light.AMBER, reason)


def test_amber_that_nobody_reads_any_more_says_so_and_its_dot_is_not_fresh() -> None:
    said = row(standing(status="amber", reason="Below the line"), replace(FRESH, connected=False))
    assert (said.light, said.reason) == (Light.AMBER, "Not connected, so data may be old")
    assert said.as_of.level is Age.STALE


def test_amber_of_stale_books_says_that_they_are_too_old_and_no_odds() -> None:
    amber = standing(status="amber", reason="Below the line by Dec 10: 25 in 100")
    said = row(amber, replace(FRESH, as_of=NOW - timedelta(days=3)))
    assert (said.light, said.reason) == (Light.AMBER, "Data too old to say")
    assert row(amber).reason == "Below the line by Dec 10: 25 in 100"


def test_red_stays_red_however_old_the_books_are() -> None:
    red = standing(status="red", reason="Below zero from Dec 11")
    said = row(red, replace(FRESH, as_of=NOW - timedelta(days=9)))
    assert (said.light, said.reason) == (Light.RED, "Below zero from Dec 11, by the books of Nov 14")
    assert row(red).reason == "Below zero from Dec 11"


def test_stale_figures_keep_their_value_and_say_their_day_but_no_change() -> None:
    said = row(freshness=replace(FRESH, as_of=NOW - timedelta(days=3, hours=16)))
    assert (said.cash, said.change, said.known_on) == (Decimal("88140.40"), None, date(2026, 11, 19))


@pytest.mark.parametrize("behind", [{"generation": 6}, {"on": date(2026, 11, 22)}])
def test_a_standing_that_nobody_recomputed_is_as_old_as_its_computing(behind: dict[str, Any]) -> None:
    said = row(standing(computed_at=NOW - timedelta(hours=2), **behind))
    assert (said.as_of.level, said.light) == (Age.LATE, Light.AMBER)


def test_a_client_whose_standing_was_never_computed_is_unknown_and_not_zero() -> None:
    said = board_row(BIRCH, None, FRESH, 7, NOW)
    assert (said.light, said.reason) == (Light.UNKNOWN, "Not computed yet")
    assert {said.cash, said.lowest, said.buffer_days, said.decisions, said.issues} == {None}


def test_of_books_that_are_gone_nothing_is_known_whatever_was_computed_before() -> None:
    said = row(freshness=Freshness(None, connected=False, complete=False))
    assert (said.light, said.cash, said.as_of.level) == (Light.UNKNOWN, None, Age.UNKNOWN)


def test_a_read_that_failed_says_so_with_its_reason() -> None:
    said = row(freshness=replace(FRESH, last_error="QuickBooks is down"))
    assert (said.connection, said.trouble) == ("Last read failed", "QuickBooks is down")


def test_the_worst_come_first_and_the_unknown_before_the_green() -> None:
    rows = [
        row(name="Green", light=Light.GREEN),
        row(name="Unknown", light=Light.UNKNOWN),
        row(name="Short", light=Light.RED, buffer_days=Decimal(3)),
        row(name="Overdrawn", light=Light.RED, cash=Decimal(-1), buffer_days=None),
        row(name="Amber", light=Light.AMBER),
        row(name="Long", light=Light.RED, buffer_days=Decimal(20)),
    ]
    shown = [client.name for client in narrowed(rows, Show.ALL, "").rows]
    assert shown == ["Overdrawn", "Short", "Long", "Amber", "Unknown", "Green"]


@pytest.mark.parametrize(
    ("show", "names"),
    [
        (Show.RED, ["Cedar"]),
        (Show.SHORT, ["Cedar", "Alder"]),
        (Show.STALE, ["Elm"]),
        (Show.MINE, ["Alder"]),
        (Show.ALL, ["Cedar", "Alder", "Elm"]),
    ],
)
def test_a_filter_leaves_what_it_names_and_counts_it(show: Show, names: list[str]) -> None:
    stale = row(freshness=replace(FRESH, as_of=NOW - timedelta(days=2)))
    rows = [
        replace(stale, name="Elm", light=Light.GREEN),
        row(name="Alder", light=Light.AMBER, buffer_days=Decimal("29.9"), is_mine=True),
        row(name="Cedar", light=Light.RED, cash=Decimal(-5), buffer_days=None),
    ]
    page = narrowed(rows, show, "")
    assert [client.name for client in page.rows] == names
    assert [f.count for f in page.filters if f.show is show] == [len(names)]


def test_a_search_finds_names_in_any_case_and_the_filters_count_what_it_leaves() -> None:
    page = narrowed([row(name="Elm & Sons"), row(name="Birch")], Show.ALL, "elm")
    assert [client.name for client in page.rows] == ["Elm & Sons"]
    assert (page.clients, page.filters[0].count) == (2, 1)


def test_cash_of_different_currencies_is_never_added_up() -> None:
    rows = [row(), row(currency="CAD", available=Decimal(5)), row(available=None)]
    totals = narrowed(rows, Show.ALL, "").totals
    assert [(total.currency, total.cash) for total in totals.cash] == [
        ("CAD", Decimal(5)),
        ("USD", Decimal("88140.40")),
    ]
    assert (totals.known, totals.unknown) == (2, 1)


def cells(page: BoardPage) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(board_csv(page))))


def test_the_file_has_plain_numbers_iso_dates_and_the_word_unknown() -> None:
    poor = row(lowest=Decimal("-17385.00"), buffer_days=None, decisions=None)
    (told,) = cells(narrowed([poor], Show.ALL, ""))
    assert tuple(told) == HEADINGS
    assert (told["available_cash"], told["low_point"]) == ("88140.40", "-17385.00")
    assert (told["low_point_on"], told["as_of"]) == ("2027-01-15", "2026-11-23T07:54:00-05:00")
    assert told["buffer_days"] == told["decisions_waiting"] == "unknown"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_that_a_spreadsheet_would_carry_out_is_made_harmless(first: str) -> None:
    named = f'{first}HYPERLINK("http://x","y")'
    (told,) = cells(narrowed([row(name=named)], Show.ALL, ""))
    assert told["client"] == f"'{named}"


@pytest.fixture
def ada(acme: Business) -> User:
    """Looks after all of the firm's clients."""
    user = User.objects.create_user("ada@acme.example", "a-long-password-for-tests", name="Ada")
    Membership.objects.create(user=user, firm=acme.firm, role=Role.ADVISOR)
    return user


def with_clients(firm: Firm, count: int) -> None:
    """So many clients more, each with a standing of today."""
    now = clock.now()
    made = Business.objects.bulk_create(
        Business(firm=firm, name=f"Client {count} {n}", slug=f"client-{count}-{n}") for n in range(count)
    )
    kept = [
        standing(business=b, generation=0, computed_at=now, on=clock.today(b), decisions=1, issues=2)
        for b in made
    ]
    Standing.objects.bulk_create(kept)


@pytest.mark.parametrize("path", sweep(["/?all", "/board/heat/"], "/?all"))
def test_a_thousand_clients_take_the_queries_of_ten(ada: User, firm: Firm, path: str) -> None:
    browser, asked = signed_in(ada), []
    for count in (10, 990):
        with_clients(firm, count)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(path).content.decode()
        assert page.count("<tr>") >= count
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 16


def test_olive_sees_her_own_business_as_mine_and_sam_sees_none_of_it(
    acme: Business, olive: User, sam: User
) -> None:
    def known(businesses: Collection[Business]) -> BoardSnapshot:
        return BoardSnapshot({b.pk: FRESH for b in businesses}, {b.pk: 0 for b in businesses})

    (hers,) = BoardService(olive, known).page(NOW).rows
    assert (hers.name, hers.is_mine) == ("Acme", True)
    assert [client.name for client in BoardService(sam, known).page(NOW).rows] == ["Elsewhere"]


def test_the_page_narrows_by_its_address_and_offers_the_same_as_a_file(ada: User, firm: Firm) -> None:
    with_clients(firm, 2)
    browser = signed_in(ada)
    text = text_of(browser.get("/?show=unknown&q=client").content.decode())
    assert "2 of 3 clients, worst first" in text
    file = browser.get("/board.csv?show=unknown&q=client")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert len(file.content.decode().splitlines()) == 3


def test_of_many_clients_the_first_stand_on_the_page_and_the_others_are_a_click_away(
    ada: User, firm: Firm
) -> None:
    with_clients(firm, FIRST + 1)
    browser = signed_in(ada)
    page = browser.get("/").content.decode()
    assert (page.count('<th scope="row" class="full">'), "Show the other 2 clients" in page) == (FIRST, True)
    assert f"{FIRST + 2} clients, worst first" in text_of(page)
    every = browser.get("/?show=all&all").content.decode()
    assert (every.count('<th scope="row" class="full">'), "Show the other" in every) == (FIRST + 2, False)


@pytest.mark.parametrize(
    ("breach", "shown"),
    [
        ({"breach_on": date(2026, 12, 24), "breach_odds": Decimal("0.634")}, "Dec 24 63 in 100"),
        ({"breach_on": None, "breach_odds": Decimal("0.021")}, "none in 13 weeks 2 in 100"),
        ({}, "unknown"),
    ],
)
def test_a_breach_is_shown_with_how_likely_it_is(breach: dict[str, Any], shown: str) -> None:
    said = render_to_string("runway/_board_row.html", {"row": row(standing(**breach)), "page": {}})
    assert f"Jan 15 {shown} 41.3" in text_of(said)


def test_a_filter_that_does_not_exist_shows_all_and_one_that_fits_nobody_says_so(ada: User) -> None:
    browser = signed_in(ada)
    assert "1 client, worst first" in text_of(browser.get("/?show=purple").content.decode())
    assert "No client fits. Show all 1" in text_of(browser.get("/?show=red").content.decode())


def test_the_file_is_for_those_who_are_signed_in(
    client: Client, acme: Business, sams_browser: Client
) -> None:
    assert client.get("/board.csv").status_code == 302
    assert "Acme" not in sams_browser.get("/board.csv").content.decode()


def test_clients_with_decisions_that_one_may_approve_are_ones_own(
    acme: Business, olive: User, sam: User
) -> None:
    Business.objects.create(firm=acme.firm, name="Quiet", slug="quiet")
    Standing.objects.create(
        business=acme, generation=0, on=clock.now().date(), computed_at=clock.now(), decisions=1
    )
    fern = User.objects.create_user("fern@acme.example")
    held = Membership.objects.create(user=fern, firm=acme.firm, role=Role.FIRM_ADMIN)
    assert [row.name for row in BoardService(fern).page(clock.now(), Show.MINE).rows] == ["Acme"]
    held.role = Role.BOOKKEEPER
    held.save()
    assert BoardService(fern).page(clock.now(), Show.MINE).rows == ()


def test_the_weeks_ahead_are_read_only_where_they_are_wanted_and_all_else_is_the_same(
    acme: Business, olive: User
) -> None:
    kept = standing(weeks=[["2026-11-27", "70.50"]])
    kept.business = acme
    kept.save()

    def known(businesses: Collection[Business]) -> BoardSnapshot:
        return BoardSnapshot({b.pk: FRESH for b in businesses}, {b.pk: 7 for b in businesses})

    (whole,) = BoardService(olive, known).page(NOW).rows
    (short,) = BoardService(olive, known).page(NOW, weeks=False).rows
    assert whole.weeks == (Point(date(2026, 11, 27), Decimal("70.50")),)
    assert short == replace(whole, weeks=())
