"""Documents that a pull finds and no webhook told of: what speaks against webhooks, and what does not."""

from datetime import timedelta

import pytest

from ap.models import Bill
from core import clock
from core.models import Business
from sandbox.wire import encode
from sync import deliveries, feeds
from sync.models import Feed, FeedKind
from sync.orchestrators.mirror import pull_changes
from tests.sync.bell import body_of, cloud_event, ring
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.small_company import REALM, bill, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]
MINUTE = timedelta(minutes=1)


def feed_after_a_pull(business: Business) -> Feed:
    pull_changes(business)
    return feeds.feed_of(business, FeedKind.CHANGES)


def enter(clerk: Clerk, qbo_id: int, minutes_ago: int) -> None:
    """A bill that was made so long ago; nothing tells RowCol of it."""
    at = int((clock.now() - minutes_ago * MINUTE).timestamp())
    clerk.company.put("Bill", qbo_id, encode(bill(qbo_id, at)), at=at)


def long_ago(business: Business) -> None:
    """The last pull was half an hour ago."""
    Feed.objects.filter(business=business, kind=FeedKind.CHANGES).update(cursor=clock.now() - 30 * MINUTE)


def test_a_new_document_that_nothing_told_of_in_five_minutes_is_a_miss(
    mirrored: Business, clerk: Clerk
) -> None:
    long_ago(mirrored)
    enter(clerk, 901, minutes_ago=6)
    assert feed_after_a_pull(mirrored).missed_at is not None


def test_of_a_younger_one_a_webhook_may_still_tell(mirrored: Business, clerk: Clerk) -> None:
    long_ago(mirrored)
    enter(clerk, 901, minutes_ago=4)
    found = feed_after_a_pull(mirrored)
    assert Bill.objects.of(mirrored).exists()
    assert found.missed_at is None
    assert found.changed_at is not None


def test_one_that_was_told_of_is_no_miss_though_nobody_has_read_it_yet(
    mirrored: Business, clerk: Clerk
) -> None:
    long_ago(mirrored)
    enter(clerk, 901, minutes_ago=6)
    ring(body_of(cloud_event(REALM, "Bill", "901", "created", clock.now() - 6 * MINUTE)))
    deliveries.take_in(clock.now())
    assert feed_after_a_pull(mirrored).missed_at is None


def test_one_that_is_known_already_is_no_miss(mirrored: Business, clerk: Clerk) -> None:
    enter(clerk, 901, minutes_ago=0)
    pull_changes(mirrored)
    long_ago(mirrored)
    enter(clerk, 901, minutes_ago=6)
    found = feed_after_a_pull(mirrored)
    assert found.missed_at is None


def test_a_party_whose_balance_moved_says_nothing(mirrored: Business, clerk: Clerk) -> None:
    """It changes with its documents, and no event of its own is promised (API_FACTS 1.5)."""
    long_ago(mirrored)
    clerk.import_vendors(1)
    Feed.objects.update(cursor=clock.now() - 30 * MINUTE)
    clerk.company.service.clock.move(advance=600)
    assert feed_after_a_pull(mirrored).missed_at is None
