"""What operators see of webhooks, and what they do about them: deliveries by state, replayed; objects read again."""

from typing import Any

import pytest
from django.test import Client

from ap.models import Bill
from core import clock
from core.models import Business
from sync import deliveries
from sync.models import Connection, WebhookDelivery, WebhookEvent, WebhookRefusal
from sync.orchestrators.mirror import pull_changes
from tests.operators import act, listed, may, operator, page, queries_of_lists, staff, trail
from tests.sync.bell import body_of, cloud_event
from tests.sync.clerk import Clerk, clerk, mirrored
from tests.sync.small_company import REALM, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored", "operator"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def told(acme: Business) -> dict[str, WebhookDelivery]:
    """A delivery in every state."""
    Connection.objects.create(business=acme, realm_id=REALM, environment="sandbox-local")
    at = clock.now()
    bodies = {
        "done": body_of(cloud_event(REALM, "Bill", "1", "updated", at)),
        "under way": body_of(cloud_event(REALM, "Bill", "2", "updated", at)),
        "ignored": body_of(cloud_event("404", "Bill", "3", "updated", at)),
        "unreadable": b"<html>nonsense</html>",
    }
    made = {state: WebhookDelivery.objects.create(body=body) for state, body in bodies.items()}
    deliveries.take_in(at)
    WebhookEvent.objects.filter(qbo_id="1").update(handled_at=at, outcome="read")
    return made | {"waiting": WebhookDelivery.objects.create(body=b"[]")}


@pytest.mark.parametrize("state", ["done", "under way", "ignored", "unreadable", "waiting"])
def test_deliveries_are_found_by_what_became_of_them(
    operator: Client, told: dict[str, WebhookDelivery], state: str
) -> None:
    assert listed(operator, WebhookDelivery, state=state) == [told[state]]


def test_a_delivery_shows_its_body_as_text_and_what_was_left_alone(
    operator: Client, told: dict[str, WebhookDelivery]
) -> None:
    shown = operator.get(page(WebhookDelivery, "change", told["unreadable"].pk)).content.decode()
    assert "&lt;html&gt;nonsense" in shown
    shown = operator.get(page(WebhookDelivery, "change", told["ignored"].pk)).content.decode()
    assert "1 unknown company 404" in shown


def test_deliveries_are_found_by_the_object_that_they_name(
    operator: Client, told: dict[str, WebhookDelivery]
) -> None:
    assert listed(operator, WebhookDelivery, q="2") == [told["under way"]]


def test_a_replay_is_rung_for_and_leaves_a_trail(operator: Client, told: dict[str, WebhookDelivery]) -> None:
    said = act(operator, WebhookDelivery, "replay", [told["done"], told["ignored"]])
    assert said == "2 will be taken apart again; this list shows how it goes."
    assert WebhookEvent.objects.get(qbo_id="1").handled_at is None
    assert WebhookDelivery.objects.filter(read_at=None).count() == 3
    assert [(entry.action, entry.detail["count"]) for entry in trail()] == [("webhooks replayed", 2)]


def test_who_only_sees_deliveries_replays_none(told: dict[str, WebhookDelivery]) -> None:
    assert may(staff("view_webhookdelivery"), WebhookDelivery) == set()


def test_events_and_refusals_are_listed(operator: Client, told: dict[str, WebhookDelivery]) -> None:
    WebhookRefusal.objects.create(day=clock.now().date(), times=3, last_at=clock.now())
    assert [event.qbo_id for event in listed(operator, WebhookEvent, handled_at__isempty="1")] == ["2"]
    assert [refusal.times for refusal in listed(operator, WebhookRefusal)] == [3]


def test_the_list_of_deliveries_costs_the_same_for_few_and_many(operator: Client) -> None:
    few, many = queries_of_lists(
        operator, WebhookDelivery, lambda _: WebhookDelivery.objects.create(body=b"[]")
    )
    assert few == many


def press(browser: Client, bill: Bill) -> Any:
    """The button on a bill's page, and what the page says then."""
    address = page(Bill, "change", bill.pk).replace("/change/", "/read-again/")
    return browser.post(address, follow=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_a_hurry")
def test_the_button_on_a_row_reads_it_again_and_says_what_became_of_it(
    operator: Client, mirrored: Business, clerk: Clerk
) -> None:
    made = clerk.bill(120)
    pull_changes(mirrored)
    clerk.change("Bill", made, Line=[clerk.cost(150)])
    row = Bill.objects.of(mirrored).get()
    assert "Read again from QuickBooks" in operator.get(page(Bill, "change", row.pk)).content.decode()
    said = [str(message) for message in press(operator, row).context["messages"]]
    assert said == ["Acme: Bill read 1: 1 updated."]
    assert Bill.objects.of(mirrored).get().total == 150
    assert trail()[-1].subject == f"Bill {made['Id']}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("in_a_hurry")
def test_rows_of_a_list_are_read_together_and_trouble_is_said(
    operator: Client, mirrored: Business, clerk: Clerk
) -> None:
    for amount in (120, 130):
        clerk.bill(amount)
    pull_changes(mirrored)
    assert act(operator, Bill, "read_again", Bill.objects.all()) == "Acme: Bill read 2: 2 unchanged."
    Connection.objects.update(broken_at=clock.now())
    said = act(operator, Bill, "read_again", Bill.objects.all()[:1])
    assert "could not be read. QuickBooks no longer accepts this connection." in said


def test_who_only_sees_a_mirror_has_no_button(acme: Business) -> None:
    browser = staff("view_bill")
    assert may(browser, Bill) == set()
    address = page(Bill, "change", 1).replace("/change/", "/read-again/")
    assert browser.post(address).status_code == 403
