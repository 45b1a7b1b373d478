"""Forty writers at once, versions in random order, pages that name an object twice: every mirror ends at the newest."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from ap.models import Bill
from ar.models import Customer
from core.mirror import Mirror, children_of, mirrors
from core.models import Business
from sync.merge import merge
from sync.models import SyncIssue
from tests.sync.payloads import NOON, encoded, payload, tombstone

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]

WRITERS, OBJECTS = 40, 6


def write(business: Business, model: type[Mirror], version: int) -> None:
    """One writer's page: each object in this version and the one before, in an order of its own."""
    try:
        page = [
            payload(model, str(n), v) for n in range(1, OBJECTS + 1) for v in (version, max(version - 1, 0))
        ]
        random.Random(version).shuffle(page)
        merge(business, model, encoded(*page), NOON + timedelta(days=1, milliseconds=version))
    finally:
        connection.close()


def write_dead_and_odd(business: Business, model: type[Mirror], writer: int) -> None:
    """One writer's page of everything at once: living, deleted and unreadable objects, every other page reversed."""
    try:
        living = encoded(*(payload(model, str(n), writer) for n in range(writer % 3, 60, 3)))
        dead = encoded(*(tombstone(model, str(n), NOON) for n in range((writer + 1) % 3, 60, 3)))
        odd = encoded(*(payload(model, str(n), SyncToken="none") for n in range((writer + 2) % 3, 60, 3)))
        page = (living + dead + odd)[:: -1 if writer % 2 else 1]
        merge(business, model, page, NOON + timedelta(days=1, milliseconds=writer))
    finally:
        connection.close()


@pytest.mark.parametrize("model", [Bill, Customer], ids=lambda model: model.qbo.name)
def test_living_deleted_and_odd_objects_never_make_writers_wait_for_each_other(
    acme: Business, model: type[Mirror]
) -> None:
    with ThreadPoolExecutor(WRITERS) as writers:
        for written in [writers.submit(write_dead_and_odd, acme, model, n) for n in range(WRITERS)]:
            written.result()
    assert {row.qbo_id for row in model.objects.filter(business=acme)} == {str(n) for n in range(60)}
    assert SyncIssue.objects.filter(business=acme).count() == 60


@pytest.mark.parametrize("model", mirrors(), ids=lambda model: model.qbo.name)
def test_forty_writers_end_at_the_newest_version(acme: Business, model: type[Mirror]) -> None:
    versions = list(range(WRITERS))
    random.Random(model.qbo.name).shuffle(versions)
    with ThreadPoolExecutor(WRITERS) as writers:
        for written in [writers.submit(write, acme, model, version) for version in versions]:
            written.result()
    newest = WRITERS - 1
    assert list(model.objects.of(acme).values_list("sync_token", flat=True)) == [newest] * OBJECTS
    for child in children_of(model):
        places = [place for n in range(OBJECTS) for place in range(2 + newest % 2)]
        assert sorted(child.objects.of(acme).values_list("position", flat=True)) == sorted(places)
        amounts = child.objects.of(acme).values_list("position", "amount")
        assert all(amount == newest * 100 + position for position, amount in amounts)
