"""What people decided, and what is derived from the books, as operators see it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from core import clock
from core.models import Business, User
from runway.models import AccountMark, Action, Decision, Standing, TrayNote, Verdict
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

__all__ = ["operator"]


def decision(business: Business, user: User, qbo_id: str = "905", **facts: Any) -> Decision:
    seen = {"number": "GS-2077", "party": "Granite Supply", "open": "1250.00", "currency": "USD"}
    said = {"entity": "Bill", "action": Action.DELAY, "on": date(2026, 12, 4), "seen": seen} | facts
    return Decision.objects.create(business=business, qbo_id=qbo_id, proposed_by=user, **said)


def standing(business: Business, **facts: Any) -> Standing:
    known = {"generation": 0, "on": date(2026, 11, 20), "computed_at": clock.now(), "status": "green"}
    return Standing.objects.create(business=business, **(known | facts))


def test_a_decision_is_found_by_its_document_and_says_what_was_seen(
    operator: Client, acme: Business, olive: User
) -> None:
    found = decision(acme, olive)
    decision(acme, olive, "906", seen={"number": "HK-1", "party": "Harbor Kiln"})
    for words in ("905", "gs-2077", "granite"):
        assert listed(operator, Decision, q=words) == [found], words
    shown = operator.get(page(Decision), {"q": "905"}).content.decode()
    assert "Bill GS-2077" in shown
    assert "1250.00 USD" in shown
    assert "&quot;party&quot;: &quot;Granite Supply&quot;" in (
        operator.get(page(Decision, "change", found.pk)).content.decode()
    )


def test_an_amount_that_nobody_saw_is_unknown_not_zero(operator: Client, acme: Business, olive: User) -> None:
    decision(acme, olive, seen={})
    shown = operator.get(page(Decision)).content.decode()
    assert '<td class="field-open">unknown</td>' in shown


@pytest.mark.parametrize("state", ["proposed", "approved", "ended"])
def test_decisions_are_told_apart_by_their_state(
    operator: Client, acme: Business, olive: User, state: str
) -> None:
    now = clock.now()
    made = {
        "proposed": decision(acme, olive, "1"),
        "approved": decision(acme, olive, "2", approved_by=olive, approved_at=now),
        "ended": decision(acme, olive, "3", approved_at=now, ended_at=now),
    }
    assert listed(operator, Decision, state=state) == [made[state]]


def test_what_people_said_is_not_changed_by_operators(operator: Client, acme: Business, olive: User) -> None:
    rows = [
        decision(acme, olive),
        TrayNote.objects.create(business=acme, kind="duplicate bill", verdict=Verdict.ACCEPTED),
        AccountMark.objects.create(business=acme, account_id="35", kind="trust", marked_by=olive),
        standing(acme),
    ]
    for row in rows:
        assert operator.get(page(type(row), "change", row.pk)).status_code == 200
        assert operator.post(page(type(row), "change", row.pk), {}).status_code == 403
        assert operator.post(page(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403
        assert operator.get(page(type(row), "add")).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_standing_is_computed_afresh_with_a_trail(
    operator: Client, acme: Business, settings: Settings
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    kept = standing(acme, reason="Above the line for 13 weeks")
    assert act(operator, Standing, "recompute", [kept]) == "1 will be computed afresh."
    kept.refresh_from_db()
    assert (kept.status, kept.generation) == ("unknown", 0), "nothing was ever read"
    assert [(one.action, one.business_id) for one in trail()] == [("standing to be computed afresh", acme.pk)]


def test_only_staff_who_may_change_standings_have_them_computed(acme: Business) -> None:
    standing(acme)
    assert may(staff("view_standing"), Standing) == set()


@pytest.mark.parametrize("model", sweep([Decision, TrayNote, AccountMark, Standing], Decision))
def test_a_list_costs_the_same_for_few_rows_and_for_many(
    operator: Client, acme: Business, olive: User, model: Any
) -> None:
    def make(number: int) -> None:
        business = another_business(acme, number)
        decision(business, olive)
        TrayNote.objects.create(business=business, kind="duplicate bill", changed_by=olive)
        AccountMark.objects.create(business=business, account_id="35", kind="trust", marked_by=olive)
        standing(business)

    few, many = queries_of_lists(operator, model, make)
    assert few == many
