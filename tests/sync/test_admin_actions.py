"""What operators do about sync: feeds paused, resumed and rung for; issues seen by cause, retried and dismissed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from ap.models import Bill
from core import clock
from core.models import Business
from sandbox.wire import encode
from sync import connect
from sync.models import (
    Cause,
    Connection,
    EntityState,
    Feed,
    FeedKind,
    RunKind,
    RunState,
    SyncIssue,
    SyncRun,
)
from sync.orchestrators.mirror import pull_changes
from tests.operators import (
    act,
    another_business,
    listed,
    may,
    operator,
    page,
    queries_of_lists,
    staff,
    trail,
)
from tests.sweeping import sweep
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.small_company import bill, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored", "operator"]
OVER_HTTP = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_once(settings: Settings) -> None:
    """Messages are heard at once: whoever rings does the work."""
    settings.CELERY_TASK_ALWAYS_EAGER = True


def feed(business: Business, **facts: Any) -> Feed:
    return Feed.objects.create(business=business, kind=FeedKind.CHANGES, **facts)


def issue(business: Business, qbo_id: str, reason: str = "no SyncToken", **facts: Any) -> SyncIssue:
    said = {"entity": "Bill", "payload": b"{}"} | facts
    return SyncIssue.objects.create(business=business, qbo_id=qbo_id, reason=reason, **said)


def test_a_feed_is_paused_and_resumed_with_a_trail(operator: Client, acme: Business) -> None:
    kept = feed(acme)
    assert act(operator, Feed, "pause", [kept]) == "1 paused."
    kept.refresh_from_db()
    assert kept.paused_at is not None
    assert act(operator, Feed, "pause", [kept]) == "0 paused."
    assert act(operator, Feed, "resume", [kept]) == "1 resumed."
    kept.refresh_from_db()
    assert kept.paused_at is None
    assert [(one.action, one.subject, one.business_id) for one in trail()] == [
        ("feed paused", "changes", acme.pk),
        ("feed resumed", "changes", acme.pk),
    ]


def test_a_feed_that_cannot_run_says_why_and_nothing_is_rung_for(operator: Client, acme: Business) -> None:
    kept = feed(acme)
    assert "its business is not connected" in act(operator, Feed, "run_now", [kept])
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    assert "its books have not been read yet" in act(operator, Feed, "run_now", [kept])
    nights = Feed.objects.create(business=acme, kind=FeedKind.RECONCILE)
    assert "its books have not been read yet" in act(operator, Feed, "run_now", [nights])
    Feed.objects.update(paused_at=clock.now(), cursor=clock.now())
    assert "it is paused; resume it first" in act(operator, Feed, "run_now", [kept])
    assert trail() == []


@OVER_HTTP
@pytest.mark.usefixtures("in_a_hurry", "at_once")
def test_a_feed_is_rung_for_before_its_time(operator: Client, mirrored: Business, clerk: Clerk) -> None:
    clerk.bill(120)
    later = clock.now() + timedelta(hours=1)
    Feed.objects.filter(kind=FeedKind.CHANGES).update(next_at=later)
    said = act(operator, Feed, "run_now", Feed.objects.filter(kind=FeedKind.CHANGES))
    assert said == "1 rung for; the list of runs shows how they go."
    assert Bill.objects.of(mirrored).get().total == 120
    assert (trail()[-1].action, trail()[-1].actor) == ("feed rung for", "ops@rowcol.example")


def test_issues_of_one_cause_are_one_line_whatever_values_they_quote(
    operator: Client, acme: Business
) -> None:
    began = clock.now()
    birch = another_business(acme, 1)
    for number, business in enumerate((acme, acme, birch)):
        at = began - timedelta(days=number)
        reason = f"DueDate is 'soon {number}', not DateField"
        issue(business, str(number), reason, first_seen_at=at, last_seen_at=at)
    issue(acme, "7", "DueDate is 'soon', not DateField", entity="Invoice")
    issue(acme, "8", "DueDate is 'soon', not DateField", resolved_at=began)
    bills, invoices = sorted(listed(operator, Cause), key=lambda cause: cause.entity)
    assert (bills.cause, bills.issues, bills.businesses) == ("DueDate is …, not DateField", 3, 2)
    assert (bills.first_at, bills.last_at) == (began - timedelta(days=2), began)
    assert (invoices.entity, invoices.issues, invoices.businesses) == ("Invoice", 1, 1)


def test_a_cause_leads_to_its_issues_and_narrowed_to_a_business_to_its_own(
    operator: Client, acme: Business
) -> None:
    birch = another_business(acme, 1)
    own, other = issue(acme, "1", "x is 'a'"), issue(birch, "2", "x is 'b'")
    issue(acme, "3", "another reason")
    query = {"entity": "Bill", "cause": "x is …", "resolved_at__isempty": 1}
    assert {one.pk for one in listed(operator, SyncIssue, **query)} == {own.pk, other.pk}
    [narrowed] = listed(operator, Cause, business__id__exact=acme.pk, q="x is")
    assert (narrowed.issues, narrowed.within) == (1, str(acme.pk))
    shown = operator.get(page(Cause), {"business__id__exact": acme.pk}).content.decode()
    assert f"resolved_at__isempty=1&amp;business__id__exact={acme.pk}" in shown


def test_dismissing_a_cause_closes_its_issues_with_a_trail(operator: Client, acme: Business) -> None:
    birch = another_business(acme, 1)
    EntityState.objects.create(business=acme, entity="Bill", quarantined=2)
    issue(acme, "1", "x is 'a'"), issue(birch, "2", "x is 'b'")
    other = issue(acme, "3", "another reason")
    [cause] = listed(operator, Cause, q="x is")
    assert act(operator, Cause, "dismiss", [cause]).startswith("2 dismissed;")
    assert list(SyncIssue.objects.filter(resolved_at=None)) == [other]
    assert EntityState.objects.get().quarantined == 1
    assert {(one.action, one.business_id) for one in trail()} == {
        ("issues dismissed", acme.pk),
        ("issues dismissed", birch.pk),
    }
    assert trail()[0].detail["objects"] in (["Bill 1"], ["Bill 2"])
    assert trail()[0].detail["causes"] == ["x is …"], "what books say is not in the trail"


def test_dismissing_in_a_list_of_one_business_leaves_the_others_alone(
    operator: Client, acme: Business
) -> None:
    birch = another_business(acme, 1)
    issue(acme, "1", "x is 'a'")
    theirs = issue(birch, "2", "x is 'b'")
    narrowed = {"business__id__exact": acme.pk}
    act(operator, Cause, "dismiss", listed(operator, Cause, **narrowed), **narrowed)
    assert list(SyncIssue.objects.filter(resolved_at=None)) == [theirs]


@OVER_HTTP
@pytest.mark.usefixtures("in_a_hurry", "at_once")
def test_what_was_dismissed_and_is_met_again_unreadable_comes_back(
    operator: Client, mirrored: Business, clerk: Clerk
) -> None:
    unreadable(clerk, 71)
    pull_changes(mirrored)
    act(operator, SyncIssue, "dismiss", SyncIssue.objects.all())
    assert listed(operator, Cause) == []
    unreadable(clerk, 71)
    pull_changes(mirrored)
    assert [cause.issues for cause in listed(operator, Cause)] == [1]


@OVER_HTTP
@pytest.mark.usefixtures("in_a_hurry", "at_once")
def test_retrying_a_cause_reads_the_objects_again(operator: Client, mirrored: Business, clerk: Clerk) -> None:
    unreadable(clerk, 71)
    unreadable(clerk, 72)
    pull_changes(mirrored)
    issue(mirrored, "#0f3a", "DueDate is 'soon', not DateField")
    now = int(clock.now().timestamp())
    clerk.company.put("Bill", 71, encode(bill(71, now, DueDate="2026-12-01")), at=now)
    said = act(operator, Cause, "retry", listed(operator, Cause))
    assert said.startswith("2 will be read again;")
    assert "1 show no QuickBooks id" in said
    assert Bill.objects.of(mirrored).get().qbo_id == "71"
    assert sorted(SyncIssue.objects.filter(resolved_at=None).values_list("qbo_id", flat=True)) == [
        "#0f3a",
        "72",
    ]
    assert SyncRun.objects.latest("pk").kind == RunKind.NAMED
    assert trail()[-1].action == "issues to be read again"
    assert trail()[-1].detail["count"] == 2


@OVER_HTTP
@pytest.mark.usefixtures("in_a_hurry", "at_once")
def test_a_retry_without_a_consent_leaves_the_issue_and_says_so_in_the_run(
    operator: Client, mirrored: Business, clerk: Clerk
) -> None:
    kept = issue(mirrored, "71")
    connect.disconnect(mirrored)
    act(operator, SyncIssue, "retry", [kept])
    run = SyncRun.objects.latest("pk")
    assert (run.kind, run.state) == (RunKind.NAMED, RunState.FAILED)
    assert "not connected" in run.error
    assert SyncIssue.objects.get().resolved_at is None


def unreadable(clerk: Clerk, qbo_id: int) -> None:
    now = int(clock.now().timestamp())
    clerk.company.put("Bill", qbo_id, encode(bill(qbo_id, now, DueDate="soon")), at=now)


def test_staff_who_may_look_may_not_act(acme: Business) -> None:
    issue(acme, "1")
    looker = staff("view_feed", "view_syncissue")
    feed(acme)
    for model in (Feed, SyncIssue, Cause):
        assert listed(looker, model)
        assert may(looker, model) == set()
    act(looker, Cause, "dismiss", SyncIssue.objects.all())
    assert SyncIssue.objects.get().resolved_at is None
    assert looker.get(page(SyncRun)).status_code == 403


def test_staff_who_may_operate_do(acme: Business) -> None:
    issue(acme, "1")
    kept = feed(acme)
    hand = staff("view_feed", "change_feed", "view_syncissue", "change_syncissue")
    assert may(hand, Feed) == {"pause", "resume", "run_now"}
    assert may(hand, Cause) == may(hand, SyncIssue) == {"retry", "dismiss"}
    assert act(hand, Feed, "pause", [kept]) == "1 paused."
    assert hand.post(page(Feed, "change", kept.pk), {}).status_code == 403
    assert trail()[-1].actor == "staff@rowcol.example"


def populate(like: Business, number: int) -> None:
    """A business with a row in every table of sync."""
    business = another_business(like, number)
    realm = {"realm_id": str(number), "environment": "sandbox-local"}
    Connection.objects.create(business=business, **realm)
    feed(business, failures=number % 2, last_error="out of reach")
    SyncRun.objects.create(business=business, kind=RunKind.CHANGES, tallies={"Bill": {"read": 1}})
    issue(business, "1", f"reason {number}")


@pytest.mark.parametrize("model", sweep([Business, Connection, Feed, SyncRun, SyncIssue, Cause], Feed))
def test_a_list_costs_the_same_for_few_rows_and_for_many(
    operator: Client, acme: Business, model: Any
) -> None:
    few, many = queries_of_lists(operator, model, lambda number: populate(acme, number))
    assert few == many
