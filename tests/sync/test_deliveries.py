"""What becomes of deliveries: events of known companies and entities, each once; the rest is counted and harmless."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from core import clock
from core.models import Business, User
from sync import deliveries, feeds
from sync.models import Connection, Feed, FeedKind, Operation, WebhookDelivery, WebhookEvent
from tests.sync.bell import body_of, cloud_event, legacy, legacy_entity

pytestmark = pytest.mark.django_db
REALM = "9341450000000011"
AT = datetime(2026, 11, 20, 16, 22, 31, 412907, UTC)


@pytest.fixture(autouse=True)
def connection(acme: Business) -> Connection:
    return Connection.objects.create(business=acme, realm_id=REALM, environment="sandbox-local")


def delivered(*events: dict[str, Any], body: bytes | None = None) -> WebhookDelivery:
    """A delivery that has been taken apart."""
    made = WebhookDelivery.objects.create(body=body_of(*events) if body is None else body)
    assert deliveries.take_in(clock.now()) == 1
    made.refresh_from_db()
    assert made.read_at is not None
    return made


def bill_event(
    qbo_id: str = "7", operation: str = "updated", realm: str = REALM, **more: Any
) -> dict[str, Any]:
    return cloud_event(realm, "Bill", qbo_id, operation, AT, **more)


def events_feed(business: Business) -> Feed:
    return Feed.objects.get(business=business, kind=FeedKind.EVENTS)


def test_an_event_waits_for_its_business_whose_feed_is_due(acme: Business) -> None:
    made = delivered(bill_event("7", "void"))
    event = WebhookEvent.objects.get()
    assert (event.business, event.entity, event.qbo_id, event.operation) == (
        acme,
        "Bill",
        "7",
        Operation.VOIDED,
    )
    assert (event.delivery, event.happened_at, event.handled_at) == (made, AT, None)
    assert (made.format, made.named, made.ignored) == ("cloudevents", 1, {})
    assert list(feeds.due(clock.now())) == [events_feed(acme)]


def test_the_same_event_told_again_is_one_event() -> None:
    event = bill_event()
    delivered(event, event)
    again = delivered(event)
    assert WebhookEvent.objects.count() == 1
    assert (again.named, again.events.count()) == (1, 0)


def test_the_old_format_repeats_itself_too() -> None:
    for _ in range(2):
        delivered(legacy(REALM, legacy_entity("Bill", "7", "Update", AT)))
    assert WebhookEvent.objects.count() == 1


def test_several_companies_in_one_body_each_get_their_own(acme: Business, sam: User) -> None:
    elsewhere = Business.objects.get(slug="elsewhere")
    Connection.objects.create(business=elsewhere, realm_id="77", environment="sandbox-local")
    delivered(bill_event("1"), bill_event("2", realm="77"), bill_event("3"))
    found = WebhookEvent.objects.order_by("qbo_id").values_list("business__slug", "qbo_id")
    assert list(found) == [("acme", "1"), ("elsewhere", "2"), ("acme", "3")]


def test_unknown_companies_and_entities_are_counted_and_ignored(acme: Business) -> None:
    made = delivered(
        bill_event(realm="404"),
        bill_event(realm="404"),
        cloud_event(REALM, "Employee", "5", "created", AT),
        bill_event(),
        bill_event(time="soon"),
    )
    assert made.named == 5
    assert made.ignored == {"unknown company 404": 2, "unknown entity employee": 1, "odd: time": 1}
    assert WebhookEvent.objects.count() == 1


def test_a_company_that_was_let_go_of_is_nobodys(acme: Business) -> None:
    Connection.objects.update(ended_at=clock.now())
    assert delivered(bill_event()).ignored == {f"unknown company {REALM}": 1}
    assert not Feed.objects.filter(kind=FeedKind.EVENTS).exists()


def test_what_cannot_be_read_says_why_and_hurts_nobody() -> None:
    odd = delivered(body=b"\x00nonsense")
    assert (odd.format, odd.named) == ("unreadable", 0)
    assert "malformed" in odd.trouble
    delivered(bill_event())


def test_hundreds_of_deliveries_are_taken_in_a_few_batches(django_assert_max_num_queries: Any) -> None:
    made = [WebhookDelivery(body=body_of(bill_event(str(n)))) for n in range(deliveries.AT_ONCE + 1)]
    WebhookDelivery.objects.bulk_create(made)
    with django_assert_max_num_queries(30):
        assert deliveries.take_in(clock.now()) == deliveries.AT_ONCE + 1
    assert WebhookEvent.objects.count() == deliveries.AT_ONCE + 1


def test_with_nothing_waiting_the_bell_costs_next_to_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        assert deliveries.take_in(clock.now()) == 0


def test_a_feed_that_waits_after_a_failure_is_not_hurried(acme: Business) -> None:
    delivered(bill_event())
    feeds.failed(events_feed(acme), "QuickBooks could not be reached.")
    delivered(bill_event())
    assert not feeds.due(clock.now()).exists()


def test_an_event_that_came_while_the_feed_was_pulled_is_not_forgotten(acme: Business) -> None:
    delivered(bill_event())
    feed = events_feed(acme)
    assert feeds.claim(feed)
    delivered(bill_event())
    feeds.succeeded(feed, next_at=None)
    deliveries.take_in(clock.now())
    assert list(feeds.due(clock.now())) == [feed]


def test_hearing_of_a_company_is_noted_even_where_the_entity_is_unknown(acme: Business) -> None:
    changes = feeds.feed_of(acme, FeedKind.CHANGES)
    made = delivered(cloud_event(REALM, "Employee", "5", "created", AT))
    changes.refresh_from_db()
    assert changes.heard_at == made.received_at.replace(microsecond=0)


def test_deliveries_are_kept_for_some_days_with_their_events(settings: Settings) -> None:
    settings.WEBHOOK_KEEP_DAYS = 30
    old, young = delivered(bill_event("1")), delivered(bill_event("2"))
    waiting = WebhookDelivery.objects.create(body=b"[]", received_at=clock.now() - timedelta(days=99))
    WebhookDelivery.objects.filter(pk=old.pk).update(received_at=clock.now() - timedelta(days=31))
    assert deliveries.forget_old(clock.now()) == 1
    assert set(WebhookDelivery.objects.all()) == {young, waiting}
    assert WebhookEvent.objects.get().qbo_id == "2"


def test_what_is_replayed_is_taken_apart_and_handled_again(acme: Business, capsys: Any) -> None:
    event = bill_event()
    delivered(event)
    second = delivered(event)
    WebhookEvent.objects.update(handled_at=clock.now(), outcome="read")
    call_command("replay_webhooks", "--delivery", str(second.pk))
    assert (
        capsys.readouterr().out
        == "1 delivery will be taken apart again; the list in the admin shows how it goes.\n"
    )
    assert deliveries.take_in(clock.now()) == 1
    again = WebhookEvent.objects.get()
    assert (again.handled_at, again.outcome) == (None, "")
    assert list(feeds.due(clock.now())) == [events_feed(acme)]


def test_replay_since_an_instant(capsys: Any) -> None:
    old, young = delivered(bill_event("1")), delivered(bill_event("2"))
    WebhookDelivery.objects.filter(pk=old.pk).update(received_at=clock.now() - timedelta(hours=2))
    call_command("replay_webhooks", "--since", (clock.now() - timedelta(hours=1)).isoformat())
    assert list(WebhookDelivery.objects.filter(read_at=None)) == [young]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "Say which: --since INSTANT, or --delivery ID"),
        (["--since", "yesterday"], "2026-11-20T08:00:00-08:00"),
        (["--since", "2026-11-20T08:00:00"], "offset"),
        (["--delivery", "999999999"], "No delivery 999999999"),
    ],
)
def test_a_replay_of_nothing_says_what_to_give(given: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("replay_webhooks", *given)
