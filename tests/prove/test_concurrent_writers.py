"""Forty writers at once, versions in random order, pages that name an object twice: every mirror ends at the newest."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from core.mirror import Mirror, children_of, mirrors
from core.models import Business
from sync.merge import merge
from tests.sync.payloads import NOON, encoded, payload

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
