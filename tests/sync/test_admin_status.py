"""What operators see of health in the admin: feeds with why, runs with what they did, entities that stand out."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from core import clock
from core.mirror import mirrors
from core.models import Business
from sync.models import (
    ChangeLag,
    Connection,
    EntityState,
    Feed,
    FeedKind,
    RunKind,
    RunState,
    SyncRun,
)
from tests.operators import listed, operator, page

__all__ = ["operator"]


def feed(business: Business, **facts: Any) -> Feed:
    """Of a business that is connected and read completely; changes came a minute ago."""
    now = clock.now()
    Connection.objects.create(business=business, realm_id=f"91{business.pk}", environment="sandbox-local")
    EntityState.objects.bulk_create(
        EntityState(business=business, entity=model.qbo.name, backfilled_at=now) for model in mirrors()
    )
    said = {"cursor": now, "last_ok_at": now, "next_at": now + timedelta(minutes=5)}
    return Feed.objects.create(business=business, kind=FeedKind.CHANGES, **said | facts)


@pytest.mark.parametrize(
    ("facts", "health", "why"),
    [
        ({}, "fresh", ""),
        ({"next_at": clock.now() - timedelta(hours=1)}, "late", "The next pull is overdue."),
        ({"failures": 1, "last_error": "No answer."}, "failing", ""),
    ],
)
def test_a_feed_shows_the_health_of_its_business_and_why(
    operator: Client, acme: Business, facts: dict[str, Any], health: str, why: str
) -> None:
    feed(acme, **facts)
    (row,) = listed(operator, Feed)
    shown = operator.get(page(Feed)).content.decode()
    assert row.known_health == health
    assert f'field-health">{health}<' in shown
    assert f'field-why">{why or "-"}<' in shown


def test_a_run_says_how_long_it_took(operator: Client, acme: Business) -> None:
    now = clock.now()
    SyncRun.objects.create(
        business=acme,
        kind=RunKind.CHANGES,
        state=RunState.DONE,
        started_at=now - timedelta(seconds=75, milliseconds=200),
        finished_at=now,
    )
    SyncRun.objects.create(business=acme, kind=RunKind.CHANGES)
    shown = operator.get(page(SyncRun)).content.decode()
    assert 'field-took">75.2 s<' in shown
    assert 'field-took">-<' in shown


@pytest.mark.parametrize(
    ("odd", "facts"),
    [
        ("new keys", {"drift": ["NewKey"]}),
        ("objects in quarantine", {"quarantined": 3}),
        ("not given", {"unavailable": "not on this plan"}),
        ("not read yet", {"backfilled_at": None}),
    ],
)
def test_entities_that_stand_out_are_found(
    operator: Client, acme: Business, odd: str, facts: dict[str, Any]
) -> None:
    feed(acme)
    EntityState.objects.filter(entity="Bill").update(**facts)
    assert [state.entity for state in listed(operator, EntityState, odd=odd)] == ["Bill"]


def test_new_keys_are_read_as_words(operator: Client, acme: Business) -> None:
    EntityState.objects.create(business=acme, entity="Bill", drift=["OneKey", "OtherKey"])
    assert 'field-new_keys">OneKey, OtherKey<' in operator.get(page(EntityState)).content.decode()


def test_lags_of_changes_are_listed_by_day(operator: Client, acme: Business) -> None:
    ChangeLag.objects.create(business=acme, entity="Bill", day=clock.now().date(), within_10_s=7)
    (row,) = listed(operator, ChangeLag)
    assert row.within_10_s == 7
