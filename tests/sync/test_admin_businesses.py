"""Clients, connections and runs, as operators see them."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from core import clock
from core.models import Business
from sync import entities
from sync.models import Connection, EntityState, Feed, FeedKind, RunKind, RunState, SyncIssue, SyncRun
from tests.operators import another_business, listed, operator, page, staff, trail

__all__ = ["operator"]


def connect(business: Business, **facts: Any) -> Connection:
    said = {"realm_id": f"91{business.pk}", "environment": "sandbox-local"} | facts
    return Connection.objects.create(business=business, **said)


def read(business: Business) -> None:
    """Its books were read to the end, and their changes a moment ago."""
    now = clock.now()
    entities.states(business)
    EntityState.objects.filter(business=business).update(backfilled_at=now)
    Feed.objects.create(
        business=business,
        kind=FeedKind.CHANGES,
        cursor=now,
        last_ok_at=now,
        next_at=now + timedelta(minutes=2),
    )


def run_of(business: Business, **facts: Any) -> SyncRun:
    known = {"kind": RunKind.CHANGES, "state": RunState.DONE}
    return SyncRun.objects.create(business=business, **(known | facts))


def test_a_business_is_listed_with_how_its_mirror_is(operator: Client, acme: Business) -> None:
    broken, unread = another_business(acme, 1), another_business(acme, 2)
    connect(acme)
    read(acme)
    connect(broken, broken_at=clock.now(), broken_why="the token was revoked")
    shown = {
        row.slug: (row.known_health, str(row.known_connection.state)) for row in listed(operator, Business)
    }
    assert shown == {
        "acme": ("fresh", "live"),
        broken.slug: ("disconnected", "broken"),
        unread.slug: ("disconnected", "never"),
    }
    assert "broken: the token was revoked" in operator.get(page(Business)).content.decode()


def test_a_business_leads_to_its_feeds_runs_open_issues_and_trail(operator: Client, acme: Business) -> None:
    other = another_business(acme, 1)
    for business in (acme, other):
        run_of(business)
        SyncIssue.objects.create(business=business, entity="Bill", qbo_id="1", reason="odd", payload=b"{}")
    shown = operator.get(page(Business, "change", acme.pk)).content.decode()
    for model in (Feed, SyncRun, SyncIssue):
        assert f"{page(model)}?business__id__exact={acme.pk}" in shown
    assert f"/admin/core/auditentry/?business={acme.pk}" in shown
    assert [run.business for run in listed(operator, SyncRun, business__id__exact=acme.pk)] == [acme]


def test_staff_are_led_only_where_they_may_go(acme: Business) -> None:
    shown = staff("view_business", "view_feed").get(page(Business)).content.decode()
    assert page(Feed) in shown
    assert page(SyncRun) not in shown


def test_a_business_is_opened_and_changed_with_a_trail_and_never_deleted(
    operator: Client, acme: Business
) -> None:
    said = {"firm": acme.firm_id, "slug": "acme", "timezone": "America/Chicago", "home_currency": "USD"}
    opened = said | {"name": "Later", "slug": "later"}
    assert operator.post(page(Business, "add"), opened).status_code == 302
    renamed = operator.post(page(Business, "change", acme.pk), said | {"name": "Acme & Sons"})
    assert renamed.status_code == 302
    assert [(one.action, one.subject, one.detail) for one in trail()] == [
        ("business added in the admin", "Later", {}),
        ("business changed in the admin", "Acme & Sons", {"fields": ["Name", "Timezone"]}),
    ]
    assert operator.post(page(Business, "delete", acme.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("state", ["live", "broken", "ended"])
def test_connections_are_told_apart_by_their_state(operator: Client, acme: Business, state: str) -> None:
    now = clock.now()
    made = {
        "live": connect(acme),
        "broken": connect(another_business(acme, 1), broken_at=now, broken_why="revoked"),
        "ended": connect(another_business(acme, 2), broken_at=now, ended_at=now),
    }
    assert listed(operator, Connection, state=state) == [made[state]]
    shown = operator.get(page(Connection), {"state": state}).content.decode()
    assert f'<td class="field-state">{state}</td>' in shown


def test_a_run_shows_its_tallies_as_a_table_and_leads_to_its_neighbours(
    operator: Client, acme: Business
) -> None:
    earlier = run_of(acme)
    run_of(acme, kind=RunKind.BACKFILL)
    tally = {"read": 1200, "inserted": 1100, "updated": 40, "deleted": 3, "unchanged": 57}
    run = run_of(acme, tallies={"Bill": tally, "Term": {"read": 8}})
    later = run_of(acme)
    shown = operator.get(page(SyncRun, "change", run.pk)).content.decode()
    assert "<td>Bill</td><td>1,200</td><td>1,100</td><td>40</td><td>57</td>" in shown
    for neighbour in (earlier, later):
        assert page(SyncRun, "change", neighbour.pk) in shown
    assert '<td class="field-changed">Bill 1,143</td>' in operator.get(page(SyncRun)).content.decode()


def test_runs_are_found_by_kind_state_and_error(operator: Client, acme: Business) -> None:
    lost = run_of(acme, kind=RunKind.BACKFILL, state=RunState.LOST, error="its worker fell silent")
    run_of(acme)
    for query in ({"kind": "backfill"}, {"state": "lost"}, {"q": "silent"}):
        assert listed(operator, SyncRun, **query) == [lost]


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label)
def test_every_list_can_be_searched(operator: Client, model: Any) -> None:
    answer = operator.get(page(model), {"q": "granite 905"})
    assert answer.status_code == 200
    assert answer.context["cl"].search_fields
