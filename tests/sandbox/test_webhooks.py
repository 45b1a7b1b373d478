"""What rings at the app when books change, and how it is tried again, lost and repeated (API_FACTS 7)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from sandbox import switches
from sandbox.clock import Clock
from sandbox.store import Store
from sandbox.tokens import Client, Tokens
from sandbox.webhooks import tally
from sandbox.webhooks.queue import Queue
from sandbox.webhooks.sender import Sender
from sandbox.webhooks.subscription import Subscription, subscribe, unsubscribe
from tests.sandbox.acme import Acme, open_acme
from tests.sandbox.receiver import Receiver, listening
from tests.sandbox.world import (
    CLIENT_ID,
    NOW,
    OTHER_REALM,
    REALM,
    SECRET,
    Caller,
    invoice_body,
    open_books,
    register,
)

VERIFIER = "a-verifier-token"
LATER = 20 * 60.0  # Acme's entries are minutes apart


def connect(store: Store, realm: str = REALM) -> None:
    """The app is granted the company."""
    tokens, now = Tokens(store, Client(CLIENT_ID, SECRET)), int(NOW.timestamp())
    tokens.exchange(tokens.code(realm, "http://localhost/", "s", now), "http://localhost/", now)


@dataclass
class Line:
    """Acme's books, the app that listens, and the sender between them, one round at a time."""

    store: Store
    clock: Clock
    receiver: Receiver
    acme: Acme

    def ring(self, seconds: float = LATER) -> list[dict[str, Any]]:
        """The events that arrive when the clock moves on and the sender makes its rounds."""
        self.clock.move(advance=seconds)
        sender = Sender(self.store, self.clock)
        while sender.round():
            pass
        return self.receiver.events()

    def switch(self, **values: Any) -> None:
        for name, value in values.items():
            switches.write(self.store, "", name, value)


@pytest.fixture
def line(store: Store, clock: Clock) -> Iterator[Line]:
    acme = open_acme(store)
    connect(store)
    with listening() as receiver:
        subscribe(store, Subscription(receiver.url, VERIFIER))
        yield Line(store, clock, receiver, acme)


def told(events: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(event["type"], event["intuitentityid"]) for event in events]


def test_every_operation_rings_by_its_own_name(line: Line) -> None:
    invoice, bill = line.acme.invoice(), line.acme.bill()
    line.acme.change("Bill", bill, DueDate="2027-01-01")
    line.acme.void("Invoice", invoice)
    line.acme.delete("Bill", bill)
    assert told(line.ring()) == [
        ("qbo.invoice.created.v1", invoice["Id"]),
        ("qbo.bill.created.v1", bill["Id"]),
        ("qbo.bill.updated.v1", bill["Id"]),
        ("qbo.invoice.void.v1", invoice["Id"]),
        ("qbo.bill.deleted.v1", bill["Id"]),
    ]


def test_a_cloud_event_names_company_object_and_instant(line: Line) -> None:
    invoice = line.acme.invoice()
    (event,) = line.ring()
    assert event == {
        "specversion": "1.0",
        "id": event["id"],
        "source": event["source"],
        "type": "qbo.invoice.created.v1",
        "datacontenttype": "application/json",
        "time": "2026-11-20T16:01:00.000000000Z",
        "intuitentityid": invoice["Id"],
        "intuitaccountid": REALM,
        "data": {},
    }
    assert event["source"].startswith("intuit.")


def test_a_body_is_signed_over_its_bytes(line: Line) -> None:
    line.acme.invoice()
    line.clock.move(advance=LATER)
    Sender(line.store, line.clock).round()
    arrival = line.receiver.next()
    expected = hmac.new(VERIFIER.encode(), arrival.body, hashlib.sha256).digest()
    assert arrival.headers["intuit-signature"] == base64.b64encode(expected).decode()
    assert arrival.headers["content-type"] == "application/json"


def test_changes_of_a_moment_travel_together_with_those_of_other_companies(line: Line, clock: Clock) -> None:
    register(line.store, OTHER_REALM, "Beta")
    connect(line.store, OTHER_REALM)
    beta = type(line.acme.company)(line.store, OTHER_REALM)
    line.acme.company.create("Vendor", {"DisplayName": "Nordic Ink"}, clock.now())
    beta.create("Vendor", {"DisplayName": "Nordic Ink"}, clock.now())
    Sender(line.store, clock).round()
    assert line.receiver.all() == []  # still gathering
    clock.move(advance=1.1)
    Sender(line.store, clock).round()
    assert [event["intuitaccountid"] for event in line.receiver.next().json] == [REALM, OTHER_REALM]


def test_the_old_format_groups_by_company_and_names_its_own_headers(line: Line) -> None:
    kept = Subscription(line.receiver.url, VERIFIER, "legacy")
    subscribe(line.store, kept)
    invoice = line.acme.invoice()
    line.acme.void("Invoice", invoice)
    line.clock.move(advance=LATER)
    Sender(line.store, line.clock).round()
    arrival = line.receiver.next()
    common = {"name": "Invoice", "id": invoice["Id"]}
    entities = [
        {**common, "operation": "Create", "lastUpdated": "2026-11-20T16:01:00.000Z"},
        {**common, "operation": "Void", "lastUpdated": "2026-11-20T16:02:00.000Z"},
    ]
    changed = {"realmId": REALM, "dataChangeEvent": {"entities": entities}}
    assert arrival.json == {"eventNotifications": [changed]}
    assert arrival.headers["intuit-notification-schema-version"] == "0.1"
    assert arrival.headers["user-agent"] == "intuit_notification_server/0.1"


def test_entities_without_events_of_their_own_stay_silent(line: Line) -> None:
    company = line.acme.company
    company.create("CompanyInfo", {"CompanyName": "Acme"}, NOW)
    company.create("ExchangeRate", {"SourceCurrencyCode": "EUR", "AsOfDate": "2026-11-20", "Rate": 1.1}, NOW)
    line.acme.journal("Debit", "Savings", 5)
    assert line.ring() == []


def test_nobody_is_rung_for_a_company_that_is_not_connected(line: Line) -> None:
    Tokens(line.store, Client(CLIENT_ID, SECRET)).revoke_grants(int(NOW.timestamp()))
    line.acme.invoice()
    assert line.ring() == []
    assert tally.counts(line.store)["events"] == 0


def test_a_refused_change_rings_nothing(line: Line) -> None:
    with pytest.raises(Exception, match="2020"):
        line.acme.make("Bill", Line=[])
    assert line.ring() == []


def test_an_unacknowledged_body_comes_again_by_the_schedule_with_the_same_ids(line: Line) -> None:
    line.receiver.statuses = [500] * 10
    line.acme.invoice()
    first = line.ring()
    for pause in (10, 20, 30, 300, 1200, 7200, 14_400, 21_600, 21_600):
        assert line.ring(pause - 2) == []
        assert line.ring(3) == first
    assert line.ring(21_603) == first
    assert Queue(line.store).head() is None
    counts = tally.counts(line.store)
    assert (counts["sent"], counts["delivered"], counts["failed_attempts"]) == (1, 1, 10)


def test_nothing_passes_a_body_that_is_not_acknowledged(line: Line) -> None:
    line.receiver.statuses = [503]
    first = line.acme.invoice()
    line.ring()
    second = line.acme.bill()
    assert line.ring(5) == []
    assert told(line.ring(6)) == [
        ("qbo.invoice.created.v1", first["Id"]),
        ("qbo.bill.created.v1", second["Id"]),
    ]


def test_without_blocking_later_bodies_pass(line: Line) -> None:
    line.switch(webhook_blocking=False)
    line.receiver.statuses = [503]
    line.acme.invoice()
    line.ring()
    second = line.acme.bill()
    assert told(line.ring(5)) == [("qbo.bill.created.v1", second["Id"])]


def test_an_app_that_is_not_there_is_tried_again(line: Line) -> None:
    subscribe(line.store, Subscription("http://127.0.0.1:9/webhooks", VERIFIER))
    line.acme.invoice()
    line.ring()
    (attempt,) = Queue(line.store).attempts(10)
    assert (attempt["status"], attempt["error"]) == (0, "ConnectionError")
    subscribe(line.store, Subscription(line.receiver.url, VERIFIER))
    assert len(line.ring(11)) == 1


def test_an_app_that_answers_too_late_is_rung_again(line: Line) -> None:
    line.switch(webhook_answer_seconds=0.1)
    line.receiver.awake.clear()
    line.acme.invoice()
    line.ring()
    (attempt,) = Queue(line.store).attempts(10)
    assert (attempt["status"], attempt["error"]) == (0, "ReadTimeout")
    line.receiver.awake.set()
    assert len(line.ring(11)) == 1


def test_what_waits_survives_a_restart(line: Line) -> None:
    line.receiver.statuses = [500]
    line.acme.invoice()
    (first,) = line.ring()
    line.acme.bill()
    line.store.release()
    line.store = Store(line.store.path)
    events = line.ring()
    assert events[0] == first
    assert len(events) == 2
    line.store.release()


def test_a_share_of_events_can_be_lost_repeated_and_delayed(line: Line) -> None:
    line.switch(webhook_lost=0.3, webhook_repeated=0.3, webhook_delayed=0.3, webhook_delay_seconds=3600)
    made = [line.acme.company.create("Term", {"Name": f"Net {days}"}, NOW)["Id"] for days in range(60)]
    soon, late = line.ring(60), line.ring(4000)
    counts = tally.counts(line.store)
    assert 8 <= counts["lost"] <= 28
    assert {event["intuitentityid"] for event in soon + late} < set(made)
    assert len({event["id"] for event in soon + late}) == 60 - counts["lost"]
    assert len(soon + late) == 60 - counts["lost"] + counts["repeated"]
    assert len({event["id"] for event in late}) == counts["delayed"] > 5


def test_the_same_seed_loses_the_same_events(line: Line) -> None:
    line.switch(webhook_lost=0.5)

    def arrived(prefix: str) -> list[int]:
        made = [line.acme.company.create("Term", {"Name": f"{prefix} {n}"}, NOW)["Id"] for n in range(20)]
        return [made.index(event["intuitentityid"]) for event in line.ring()]

    first = arrived("Net")
    tally.clear(line.store)
    assert arrived("Due") == first
    assert 0 < len(first) < 20


def test_the_next_so_many_events_can_be_lost(line: Line) -> None:
    line.switch(webhook_lose_next=2)
    made = [line.acme.invoice()["Id"] for _ in range(3)]
    assert [event["intuitentityid"] for event in line.ring()] == made[2:]
    assert switches.read(line.store, "", "webhook_lose_next") == 0


def test_events_can_arrive_out_of_order(line: Line) -> None:
    line.switch(webhook_reordered=0.5)
    made = [line.acme.company.create("Term", {"Name": f"Net {n}"}, NOW)["Id"] for n in range(20)]
    order = [event["intuitentityid"] for event in line.ring()]
    assert order != made
    assert sorted(order, key=int) == made


def test_a_payment_rings_for_its_invoice_only_where_the_switch_says_so(line: Line) -> None:
    invoice = line.acme.invoice()
    line.ring()
    paid = line.acme.paid(200, ("Invoice", invoice, 200))
    assert told(line.ring()) == [("qbo.payment.created.v1", paid["Id"])]
    line.switch(webhook_side_events=True)
    paid = line.acme.paid(100, ("Invoice", invoice, 100))
    assert told(line.ring()) == [
        ("qbo.payment.created.v1", paid["Id"]),
        ("qbo.invoice.updated.v1", invoice["Id"]),
    ]


def test_nothing_waits_after_the_subscription_ends(line: Line) -> None:
    line.acme.invoice()
    unsubscribe(line.store)
    line.acme.invoice()
    subscribe(line.store, Subscription(line.receiver.url, VERIFIER))
    assert line.ring() == []


def test_a_running_server_rings_for_a_write_a_batch_and_the_back_door(
    caller: Caller, store: Store, clock: Clock
) -> None:
    ids = open_books(store)[1]
    caller.connect()
    with listening() as receiver:
        asked = {"url": receiver.url, "verifier": VERIFIER, "content_type": "application/cloudevents+json"}
        assert caller.control("webhooks", asked).json()["subscription"]["format"] == "cloudevents"
        caller.control("switches", {"webhook_window_seconds": 0})
        caller.post("invoice", invoice_body(ids))
        assert receiver.next().headers["content-type"] == "application/cloudevents+json"
        item = {"bId": "1", "operation": "create", "Invoice": invoice_body(ids)}
        caller.post("batch", {"BatchItemRequest": [item]})
        assert receiver.next().json[0]["type"] == "qbo.invoice.created.v1"
        caller.control(f"companies/{REALM}/changes", {"entity": "Invoice", "body": invoice_body(ids)})
        assert receiver.next().json[0]["intuitaccountid"] == REALM
        gone = caller.control("webhooks", method="DELETE").json()
        assert (gone["subscription"], gone["counts"]["events"]) == (None, 3)


def test_a_merge_names_the_id_that_is_gone_in_both_formats(line: Line) -> None:
    survivor, company = line.acme.ids["Fjord & Pine"], line.acme.company
    for format, now in (("cloudevents", line.clock.now()), ("legacy", line.clock.now())):
        subscribe(line.store, Subscription(line.receiver.url, VERIFIER, format))
        lost = company.create("Customer", {"DisplayName": f"Fjord {format}"}, now)["Id"]
        company.merge("Customer", survivor, lost, now)
        line.clock.move(advance=LATER)
        Sender(line.store, line.clock).round()
        body = line.receiver.next().json
        if format == "cloudevents":
            assert (body[1]["type"], body[1]["data"]) == ("qbo.customer.merged.v1", {"deletedid": lost})
        else:
            merge = body["eventNotifications"][0]["dataChangeEvent"]["entities"][1]
            assert (merge["operation"], merge["id"], merge["deletedId"]) == ("Merge", survivor, lost)


def test_a_mailed_invoice_rings_as_mailed(line: Line) -> None:
    invoice = line.acme.invoice()
    line.ring()
    line.acme.company.send("Invoice", invoice["Id"], "ap@fjord.example", line.clock.now())
    assert told(line.ring()) == [("qbo.invoice.emailed.v1", invoice["Id"])]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"url": "localhost", "verifier": "v"}, "full http or https address"),
        ({"url": "http://app.example/"}, "verifier is required"),
        ({"url": "http://app.example/", "verifier": "v", "format": "soap"}, "cloudevents, legacy"),
        ({"url": "http://app.example/", "verifier": "v", "content_type": "text/plain"}, "application/json"),
        ({"urls": []}, "there are: content_type, format, url, verifier"),
    ],
)
def test_a_wrong_subscription_says_what_would_be_right(
    caller: Caller, body: dict[str, Any], said: str
) -> None:
    answer = caller.control("webhooks", body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
