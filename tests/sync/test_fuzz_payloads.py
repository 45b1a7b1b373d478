"""A few hundred spoiled objects of every entity, and those that once stopped a page; thousands are in tests/prove."""

import json
import random

import pytest

from ap.models import Bill
from bank.models import Purchase
from core.mirror import Mirror
from core.models import Business
from sync.models import SyncIssue
from tests.sync.mutations import Mutator, Source, by_time_mirrors, fed, set_aside, survive
from tests.sync.payloads import payload

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(6))
def test_spoiled_objects_are_merged_or_set_aside_and_their_neighbours_merged(
    acme: Business, seed: int
) -> None:
    mutator, aside = Mutator(seed), 0
    sources = [Source(model, [payload(model)]) for model in by_time_mirrors()]
    for model, healthy, spoiled in fed(sources, mutator, 40):
        aside += survive(acme, model, healthy, spoiled, mutator.chance).quarantined
    assert 0 < set_aside(acme) <= aside < 40


def said(model: type[Mirror], qbo_id: str = "7", **changes: object) -> bytes:
    return json.dumps(payload(model, qbo_id, **changes)).encode()


ENDLESS = random.Random(1).randbytes(6000).hex()
ON_AN_ENDLESS_ACCOUNT = {"Amount": 1, "AccountBasedExpenseLineDetail": {"AccountRef": {"value": ENDLESS}}}


@pytest.mark.parametrize(
    ("model", "odd", "reason"),
    [
        (Bill, said(Bill, ENDLESS), "an id of 12,000 characters, 200 at most can be kept"),
        (Purchase, said(Purchase, Line=[ON_AN_ENDLESS_ACCOUNT]), "the database refuses it: index row"),
        (Bill, said(Bill, "7\0", status="Deleted"), "a NUL character in the id"),
        (Bill, b"\xef\xbb\xbf" + said(Bill), "JSON is malformed"),
        (Bill, said(Bill).replace(b"Marker", b"\xff"), "utf-8"),
        (Bill, said(Bill, MetaData={"LastUpdatedTime": "9999-12-31T23:59:59-12:00"}), "of the year 9999"),
    ],
)
def test_what_once_stopped_a_page_stands_aside(
    acme: Business, model: type[Mirror], odd: bytes, reason: str
) -> None:
    survive(acme, model, [said(model, "1"), said(model, "2")], [odd], random.Random(1))
    assert reason in SyncIssue.objects.get().reason
