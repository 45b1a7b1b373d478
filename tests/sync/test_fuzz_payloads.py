"""A few hundred spoiled objects of every entity, and those that once stopped a page; thousands are in tests/prove."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, seed, settings

from ap.models import Bill
from bank.models import Purchase
from core.mirror import Mirror
from core.models import Business
from sync.models import SyncIssue
from tests.sync.mutations import SPOILED, Page, Source, by_time_mirrors, pages, set_aside, survive
from tests.sync.payloads import payload

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", range(6))
def test_spoiled_objects_are_merged_or_set_aside_and_their_neighbours_merged(
    acme: Business, number: int
) -> None:
    sources, aside = [Source(model, [payload(model)]) for model in by_time_mirrors()], 0

    @seed(number)
    @settings(database=None, deadline=None, max_examples=2, suppress_health_check=list(HealthCheck))
    @given(pages(sources))
    def each_page(page: Page) -> None:
        nonlocal aside
        aside += survive(acme, page).quarantined

    each_page()
    assert 0 < set_aside(acme) <= aside < 2 * SPOILED


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
    survive(acme, Page(model, [said(model, "1"), odd, said(model, "2")], frozenset({"1", "2"})))
    assert reason in SyncIssue.objects.get().reason
