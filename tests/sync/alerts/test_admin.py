"""Alerts as operators see them: found by state, kind and words, acknowledged with a trail, never changed by hand."""

import pytest
from django.test import Client

from core import clock
from core.models import Business, User
from sync.alerts.sweep import sweep
from sync.models import Alert, AlertKind, EntityState, Feed
from sync.orchestrators.alerts import acknowledge, open_alerts
from tests.operators import act, another_business, listed, may, operator, page, queries_of_lists, staff, trail

__all__ = ["operator"]


@pytest.fixture
def failing(acme: Business) -> Alert:
    return Alert.objects.create(
        kind=AlertKind.FAILING, business=acme, subject="changes", words="The feed fails."
    )


def test_an_alert_is_acknowledged_once_by_whoever_looks_after_it(operator: Client, failing: Alert) -> None:
    assert act(operator, Alert, "acknowledge", [failing]).startswith("1 acknowledged")
    assert act(operator, Alert, "acknowledge", [failing]).startswith("0 acknowledged")
    failing.refresh_from_db()
    assert (failing.acknowledged_by, failing.resolved_at) == ("ops@rowcol.example", None)
    (entry,) = trail()
    assert (entry.action, entry.subject) == ("alert acknowledged", "reading fails changes")


def test_alerts_are_found_by_state_and_words(operator: Client, failing: Alert) -> None:
    assert listed(operator, Alert, state="open") == [failing]
    act(operator, Alert, "acknowledge", [failing])
    assert listed(operator, Alert, state="open") == []
    assert listed(operator, Alert, state="acknowledged", q="feed fails") == [failing]
    Alert.objects.update(resolved_at=clock.now())
    assert listed(operator, Alert, state="resolved", kind__exact=AlertKind.FAILING) == [failing]


def test_a_member_acknowledges_alerts_of_the_own_clients_only(failing: Alert, sam: User) -> None:
    theirs = Business.objects.filter(memberships__user=sam)
    assert acknowledge([failing.pk], theirs, "sam@elsewhere.example") == 0
    assert acknowledge([failing.pk], [failing.business], "ada@acme.example") == 1
    (seen,) = open_alerts([failing.business])
    assert (seen.number, seen.slug, seen.acknowledged_by) == (failing.pk, "acme", "ada@acme.example")


def test_drift_that_is_acknowledged_counts_as_known(operator: Client, read: Feed) -> None:
    bills = EntityState.objects.filter(entity="Bill")
    bills.update(drift=["NewKey"])
    sweep(clock.now())
    act(operator, Alert, "acknowledge", Alert.objects.filter(kind=AlertKind.DRIFT))
    sweep(clock.now())
    assert bills.get().drift == []
    assert Alert.objects.get(kind=AlertKind.DRIFT).resolved_at is not None


def test_no_alert_is_changed_by_hand_and_who_may_only_look_acknowledges_nothing(failing: Alert) -> None:
    onlooker = staff("view_alert")
    assert may(onlooker, Alert) == set()
    assert onlooker.post(page(Alert, "change", failing.pk), {"words": "changed"}).status_code == 403
    assert onlooker.get(page(Alert, "add")).status_code == 403


def test_the_list_costs_as_many_queries_for_few_alerts_as_for_many(operator: Client, acme: Business) -> None:
    def make(number: int) -> None:
        business = another_business(acme, number)
        Alert.objects.create(kind=AlertKind.FAILING, business=business, words="odd")

    few, many = queries_of_lists(operator, Alert, make)
    assert few == many
