"""The sync pages: what is fresh, what is late and why, for those who look after it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.mirror import mirrors
from core.models import Business, Firm, Membership, Role, User
from runway.services.sync import SyncService
from runway.services.sync_page import Show, SyncPage
from sync import pulses
from sync.budget import budget
from sync.models import (
    Alert,
    AlertKind,
    ApiUsage,
    ChangeLag,
    Connection,
    EntityState,
    Feed,
    FeedKind,
    PulseName,
    RunKind,
    RunState,
    SyncIssue,
    SyncRun,
)
from tests.conftest import signed_in
from tests.operators import staff
from tests.runway.test_pages import text_of
from tests.runway.tray_office import person


@pytest.fixture
def ada(acme: Business) -> User:
    """Looks after all of the firm's clients."""
    user = User.objects.create_user("ada@acme.example", name="Ada")
    Membership.objects.create(user=user, firm=acme.firm, role=Role.ADVISOR)
    return user


@pytest.fixture
def adas(ada: User) -> Client:
    return signed_in(ada)


def mirrored(business: Business, minutes: float = 4, **facts: Any) -> Feed:
    """It is connected and read completely, and changes came so long ago."""
    now = clock.now()
    read_at = now - timedelta(minutes=minutes)
    Connection.objects.create(business=business, realm_id=f"91{business.pk}", environment="sandbox-local")
    EntityState.objects.bulk_create(
        EntityState(business=business, entity=model.qbo.name, backfilled_at=read_at, rows=10)
        for model in mirrors()
    )
    said = {"cursor": read_at, "last_ok_at": read_at, "next_at": now + timedelta(minutes=8)}
    return Feed.objects.create(business=business, kind=FeedKind.CHANGES, **said | facts)


def client(firm: Firm, name: str) -> Business:
    return Business.objects.create(firm=firm, name=name, slug=name.lower().replace(" ", "-"))


def ran(business: Business, minutes_ago: float, state: RunState = RunState.DONE) -> None:
    at = clock.now() - timedelta(minutes=minutes_ago)
    SyncRun.objects.create(
        business=business, kind=RunKind.CHANGES, state=state, started_at=at, finished_at=at
    )


def page_of(user: User, **asked: Any) -> SyncPage:
    return SyncService(user).page(clock.now(), **asked)


def said(browser: Client, path: str = "/sync/") -> str:
    return text_of(browser.get(path).content.decode())


@pytest.fixture
def five(acme: Business) -> dict[str, Feed]:
    """One business in each state, named after it; Acme is fresh."""
    now = clock.now()
    feeds = {"Acme": mirrored(acme)}
    facts: dict[str, dict[str, Any]] = {
        "Paused": {"paused_at": now},
        "Late": {"next_at": now - timedelta(minutes=30)},
        "Failing": {"failures": 2, "last_error": "QuickBooks did not answer."},
        "Broken": {},
    }
    for name, each in facts.items():
        feeds[name] = mirrored(client(acme.firm, name), **each)
    Connection.objects.filter(business__name="Broken").update(broken_at=now, broken_why="It was revoked.")
    return feeds


def test_the_worst_come_first_each_with_its_reason(five: dict[str, Feed], ada: User) -> None:
    rows = page_of(ada).listed.rows
    assert [row.name for row in rows] == ["Broken", "Failing", "Late", "Paused", "Acme"]
    assert [row.reason for row in rows] == [
        "It was revoked.",
        "The last 2 pulls failed: QuickBooks did not answer.",
        "The next pull is overdue.",
        "Changes are paused: nothing comes round until somebody resumes them.",
        "",
    ]


def test_of_two_in_the_same_state_the_older_comes_first(acme: Business, ada: User) -> None:
    mirrored(acme, minutes=3)
    mirrored(client(acme.firm, "Older"), minutes=9)
    assert [row.name for row in page_of(ada).listed.rows] == ["Older", "Acme"]


@pytest.mark.parametrize(
    ("show", "names"),
    [
        (Show.PROBLEMS, ["Broken", "Failing", "Late", "Paused"]),
        (Show.LATE, ["Late"]),
        (Show.FRESH, ["Acme"]),
        (Show.DISCONNECTED, ["Broken"]),
        (Show.FAILING, ["Failing"]),
        (Show.PAUSED, ["Paused"]),
    ],
)
def test_a_filter_leaves_what_it_names_and_counts_it(
    five: dict[str, Feed], ada: User, show: Show, names: list[str]
) -> None:
    page = page_of(ada, show=show)
    assert [row.name for row in page.listed.rows] == names
    assert [each.count for each in page.listed.filters if each.chosen] == [len(names)]


def test_a_search_finds_names_and_a_list_without_any_says_so(five: dict[str, Feed], adas: Client) -> None:
    assert "1 of 5, worst first" in said(adas, "/sync/?q=fail")
    assert "No business fits. Show all 5" in said(adas, "/sync/?q=nobody")
    assert "5, worst first" in said(adas, "/sync/?show=purple&span=ever&page=x")


def test_a_mirror_that_waits_as_planned_is_not_called_late(acme: Business, adas: Client) -> None:
    mirrored(acme, minutes=100)
    assert re.search(r"Fresh As of 1 h ago", said(adas))
    Feed.objects.update(next_at=clock.now() - timedelta(minutes=30))
    assert re.search(r"Late As of 1 h, late", said(adas))


def test_a_mirror_without_a_connection_is_not_called_fresh_however_young(
    acme: Business, adas: Client
) -> None:
    mirrored(acme, minutes=4)
    Connection.objects.update(broken_at=clock.now(), broken_why="It was revoked.")
    for path in ("/sync/", "/sync/acme/", "/connect/acme/"):
        assert re.search(r"4 min( ago)?, stale", said(adas, path)), path


def test_long_lists_come_in_parts(acme: Business, ada: User, adas: Client) -> None:
    for number in range(29):
        client(acme.firm, f"Client {number:02}")
    first, second = page_of(ada).listed, page_of(ada, number=2).listed
    assert (first.pages, len(first.rows), len(second.rows)) == (2, 25, 5)
    assert page_of(ada, number=99).listed.number == 2
    assert "Next part" in said(adas)
    assert "Earlier part" in said(adas, "/sync/?page=2")


def test_a_row_says_what_is_known_of_its_mirror(acme: Business, ada: User) -> None:
    mirrored(acme)
    ChangeLag.objects.create(business=acme, day=clock.now().date(), entity="Bill", within_10_s=3, later=1)
    SyncIssue.objects.create(business=acme, entity="Bill", qbo_id="9", reason="odd", payload=b"{")
    (row,) = page_of(ada).listed.rows
    assert (row.rows, row.quarantined, row.changes, row.within) == (10 * len(mirrors()), 1, 4, 0.75)


def test_the_promise_and_its_error_budget_stand_on_top(acme: Business, adas: Client) -> None:
    assert "no changes yet" in said(adas)
    ChangeLag.objects.create(business=acme, day=clock.now().date(), entity="Bill", within_10_s=98, later=2)
    text = said(adas)
    assert "98.0% promise 95%" in text
    assert "60.0% 2 of 5 late" in text


def test_the_audits_goals_stand_beside_what_is_measured(acme: Business, ada: User, adas: Client) -> None:
    assert {goal.pill.word for goal in page_of(ada).goals[:3]} == {"No data"}
    ChangeLag.objects.create(business=acme, day=clock.now().date(), entity="Bill", within_10_s=9, later=1)
    for number in range(50):
        ran(acme, number, RunState.FAILED if number == 7 else RunState.DONE)
    adas.get("/")
    goals = page_of(ada).goals
    assert [(goal.measured, goal.pill.word) for goal in goals[:3]] == [
        ("90.0%", "Missed"),
        ("98.0%", "Missed"),
        ("2.0%", "Missed"),
    ]
    assert (goals[3].goal, goals[3].over) == ("under 3 s", "board, 1 views, 7 days")


def test_alerts_that_are_not_resolved_stand_on_top_the_worst_first(acme: Business, adas: Client) -> None:
    assert "Alerts None is open." in said(adas)
    now = clock.now()
    kept = {"business": acme, "words": "Seen today."}
    Alert.objects.create(
        kind=AlertKind.DRIFT, acknowledged_at=now, acknowledged_by="ops@rowcol.example", **kept
    )
    Alert.objects.create(kind=AlertKind.STALE, **kept)
    Alert.objects.create(kind=AlertKind.RECONNECT, **kept)
    Alert.objects.create(kind=AlertKind.QUARANTINE, resolved_at=now, **kept)
    text = said(adas)
    assert "3 not resolved" in text
    places = [text.index(words) for words in ("Reconnect needed", "Late beyond the", "Schema drift")]
    assert places == sorted(places)
    assert "ops@rowcol.example" in text


def test_an_advisor_acknowledges_an_alert_of_her_client_once(acme: Business, adas: Client) -> None:
    alert = Alert.objects.create(kind=AlertKind.STALE, business=acme, words="Late.")
    assert "Acknowledge" in said(adas)
    for answer in ("You look after it now", "Somebody looks after it already"):
        told = adas.post("/sync/acme/acknowledge/", {"alert": alert.pk}, follow=True).content.decode()
        assert answer in text_of(told)
    alert.refresh_from_db()
    assert alert.acknowledged_by == "ada@acme.example"
    assert "Acknowledge late beyond" not in said(adas)


def test_an_alert_of_another_business_is_not_acknowledged(acme: Business, adas: Client, sam: User) -> None:
    elsewhere = sam.memberships.get().business
    alert = Alert.objects.create(kind=AlertKind.STALE, business=elsewhere, words="Late.")
    for number in (alert.pk, "x", ""):
        adas.post("/sync/acme/acknowledge/", {"alert": number})
    alert.refresh_from_db()
    assert alert.acknowledged_at is None


def test_alerts_about_rowcol_itself_are_the_operators_and_members_see_only_that_nobody_works(
    acme: Business, adas: Client
) -> None:
    drift = Alert.objects.create(
        kind=AlertKind.DRIFT, words="QuickBooks sends NewKey with Bill.", subject="Bill"
    )
    Alert.objects.create(kind=AlertKind.SILENCE, words="Beat shows no life.", subject="beat")
    assert "Beat shows no life." in said(adas)
    assert "NewKey" not in said(adas)
    assert adas.post("/alerts/acknowledge/", {"alert": drift.pk}).status_code == 403
    operator = staff("view_business", "change_feed")
    assert "Acknowledge schema drift" in said(operator)
    told = operator.post("/alerts/acknowledge/", {"alert": drift.pk}, follow=True).content.decode()
    assert "You look after it now; the alert ends when its cause does." in text_of(told)
    drift.refresh_from_db()
    assert drift.acknowledged_at is not None


def test_who_may_connect_does_so_with_one_click_from_row_alert_and_page(acme: Business, adas: Client) -> None:
    mirrored(acme)
    Connection.objects.update(broken_at=clock.now(), broken_why="It was revoked.")
    Alert.objects.create(kind=AlertKind.RECONNECT, business=acme, words="It was revoked.")
    start, admin = 'action="/connect/acme/start/"', signed_in(person(acme, "Fay", Role.FIRM_ADMIN))
    assert admin.get("/sync/").content.decode().count(start) == 2
    assert start in admin.get("/sync/acme/").content.decode()
    assert start not in adas.get("/sync/").content.decode(), "an advisor may not connect"


def test_alerts_of_others_are_not_shown(acme: Business, sams_browser: Client) -> None:
    Alert.objects.create(kind=AlertKind.STALE, business=acme, words="Acme is late.")
    assert "Alerts None is open." in said(sams_browser)


def test_signs_of_life_are_those_of_workers_and_beat(adas: Client) -> None:
    pulses.show(PulseName.WORKER)
    assert re.search(r"Last sign of life \d s worker never bells never chores never beat", said(adas))


def test_a_lane_says_in_numbers_what_it_draws(acme: Business, ada: User) -> None:
    mirrored(acme)
    for minutes_ago in (600, 45, 5):
        ran(acme, minutes_ago)
    ran(acme, 50, RunState.FAILED)
    (lane,) = page_of(ada).lanes.rows
    assert (lane.good, lane.bad, lane.oldest, lane.age) == (3, 1, "9 h", "5 min")


def test_a_thousand_businesses_take_the_queries_of_ten(ada: User, firm: Firm) -> None:
    browser, asked = signed_in(ada), []
    budget(clock.now())  # keeps the sum for a minute
    for count in (10, 990):
        Business.objects.bulk_create(
            Business(firm=firm, name=f"Client {count} {n}", slug=f"client-{count}-{n}") for n in range(count)
        )
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/sync/").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 27


def test_the_months_reads_are_the_sum_of_their_rows(acme: Business, ada: User) -> None:
    budget(clock.now())  # a sum that is kept for a minute, and is behind by now
    for call_class, reads in (("cdc", 7), ("query", 4)):
        ApiUsage.objects.create(business=acme, day=clock.now().date(), call_class=call_class, reads=reads)
    reads = page_of(ada).reads
    assert reads.used == sum(row.reads for row in reads.rows) == 11
    assert reads.forecast >= reads.used


def test_a_viewer_sees_and_does_nothing(acme: Business) -> None:
    mirrored(acme)
    vera = signed_in(person(acme, "Vera", Role.VIEWER))
    page = vera.get("/sync/acme/").content.decode()
    assert "Run now" not in page
    assert vera.post("/sync/acme/run/").status_code == 403


def test_sam_sees_none_of_acme(acme: Business, sams_browser: Client) -> None:
    assert "Acme" not in said(sams_browser)
    assert sams_browser.get("/sync/acme/").status_code == 404
    assert sams_browser.post("/sync/acme/pause/").status_code == 404


def test_staff_who_see_businesses_in_the_admin_see_all_and_operators_of_feeds_act(acme: Business) -> None:
    mirrored(acme)
    looker = staff("view_business")
    assert "Acme" in said(looker)
    assert "Run now" not in looker.get("/sync/acme/").content.decode()
    assert looker.post("/sync/acme/pause/").status_code == 404


def test_staff_who_may_change_feeds_act_on_any_business(acme: Business) -> None:
    mirrored(acme)
    operator = staff("view_business", "change_feed")
    assert "Run now" in operator.get("/sync/acme/").content.decode()
    assert "Acme is paused" in text_of(operator.post("/sync/acme/pause/", follow=True).content.decode())


def test_staff_without_these_permissions_see_what_is_theirs_alone(acme: Business) -> None:
    plain = staff("view_syncrun")
    assert "No business is open to you yet." in said(plain)
    assert plain.get("/sync/acme/").status_code == 404


def test_the_api_says_what_the_page_says(five: dict[str, Feed], ada: User, adas: Client) -> None:
    ChangeLag.objects.create(
        business=five["Acme"].business, day=clock.now().date(), entity="Bill", within_10_s=3, later=1
    )
    told = {each["slug"]: each for each in adas.get("/api/v1/sync/").json()["results"]}
    for row in page_of(ada).listed.rows:
        each = told[row.slug]
        assert (each["health"], each["reason"], each["rows"]) == (row.health, row.reason, row.rows)
        assert (each["changes"], each["within_15_min"]) == (row.changes, row.within)
