"""What webhooks tell of is in the mirror after one run, each object read once, over HTTP and through the door."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from ap.models import Bill, BillLine
from ar.models import Customer, Invoice, Payment
from core import clock
from core.models import Business
from sandbox import faults
from sandbox.wire import encode
from sync import deliveries, feeds, tasks
from sync.errors import ReconnectNeeded
from sync.models import (
    ChangeLag,
    Connection,
    EntityState,
    Feed,
    FeedKind,
    RunKind,
    RunState,
    SyncRun,
    WebhookDelivery,
    WebhookEvent,
)
from sync.orchestrators.lags import lags_by_entity
from sync.orchestrators.mirror import pull_changes, pull_events
from sync.orchestrators.named import read_named
from tests.sync.bell import body_of, cloud_event, legacy, legacy_entity, ring
from tests.sync.clerk import Clerk, clerk, cursor, mirrored
from tests.sync.small_company import REALM, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


def told(entity: str, qbo_id: str, operation: str, at: datetime | None = None, **more: Any) -> dict[str, Any]:
    return cloud_event(REALM, entity, qbo_id, operation, at or clock.now(), **more)


def rung(business: Business, *events: dict[str, Any]) -> SyncRun:
    """Told through the door, taken apart, and pulled."""
    assert ring(body_of(*events)).status_code == 200
    deliveries.take_in(clock.now())
    return pull_events(business)


def outcomes() -> dict[str, str]:
    return dict(WebhookEvent.objects.exclude(handled_at=None).values_list("qbo_id", "outcome"))


def test_a_new_bill_is_there_with_its_lines_and_the_cursor_stays(mirrored: Business, clerk: Clerk) -> None:
    made, before = clerk.bill(120), cursor(mirrored)
    run = rung(mirrored, told("Bill", made["Id"], "created"))
    assert (run.kind, run.state) == (RunKind.EVENTS, RunState.DONE)
    assert Bill.objects.of(mirrored).get().total == 120
    assert BillLine.objects.of(mirrored).count() == 1
    assert (outcomes(), cursor(mirrored)) == ({made["Id"]: "read"}, before)
    assert EntityState.objects.get(entity="Bill").rows == 1


def test_forty_events_on_one_bill_are_one_read(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill(120)
    rung(mirrored, *(told("Bill", made["Id"], "updated") for _ in range(40)))
    assert clerk.company.mischief.asked.count("Bill") == 1
    assert WebhookEvent.objects.filter(outcome="read").count() == 40


def test_many_bills_are_asked_for_together(mirrored: Business, clerk: Clerk) -> None:
    clerk.import_bills(150)
    rung(mirrored, *(told("Bill", str(5000 + n), "created") for n in range(150)))
    assert clerk.company.mischief.asked.count("Bill") == 1
    assert Bill.objects.of(mirrored).count() == 150


def test_what_the_mirror_has_read_since_costs_no_call(mirrored: Business, clerk: Clerk) -> None:
    made, at = clerk.bill(120), clock.now()
    pull_changes(mirrored)
    run = rung(mirrored, told("Bill", made["Id"], "created", at))
    assert (run.calls, outcomes()) == (0, {made["Id"]: "known"})


def test_cash_is_read_again_after_what_may_have_moved_it(
    mirrored: Business, clerk: Clerk, customer: dict[str, str]
) -> None:
    """What is promised or owed moves no cash: other balances are read with the next pull of changes."""
    invoice = an_invoice(clerk, customer)
    rung(mirrored, told("Invoice", invoice["Id"], "created"), told("Bill", clerk.bill()["Id"], "created"))
    assert "Account" not in clerk.company.mischief.asked
    payment = a_payment(clerk, customer, invoice, 500)
    rung(mirrored, told("Payment", payment["Id"], "created"))
    assert clerk.company.mischief.asked.count("Account") == 1
    pull_changes(mirrored)
    assert clerk.company.mischief.asked.count("Account") == 2


def test_a_deleted_bill_is_buried_without_a_question(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill()
    pull_changes(mirrored)
    clerk.company.mischief.asked.clear()
    clerk.delete("Bill", made)
    run = rung(mirrored, told("Bill", made["Id"], "deleted"))
    assert run.tallies["Bill"]["deleted"] == 1
    assert "Bill" not in clerk.company.mischief.asked
    assert not Bill.objects.of(mirrored).exists()
    assert not BillLine.objects.of(mirrored).exists()
    assert outcomes() == {made["Id"]: "buried"}


def test_a_deletion_that_lay_about_is_counted_as_late(mirrored: Business) -> None:
    happened_at = clock.now() - timedelta(minutes=20)
    ring(body_of(told("Bill", "999", "deleted", happened_at)))
    WebhookDelivery.objects.update(received_at=happened_at)
    deliveries.take_in(clock.now())
    pull_events(mirrored)
    assert ChangeLag.objects.get(entity="Bill").within_1_h == 1


@pytest.mark.parametrize(("minutes", "late"), [(0, 0), (20, 1)])
def test_a_deletion_is_as_late_as_its_event_is_old(mirrored: Business, minutes: int, late: int) -> None:
    rung(mirrored, told("Bill", "999", "deleted", clock.now() - timedelta(minutes=minutes)))
    found = lags_by_entity(mirrored, clock.now(), 1)["Bill"]
    assert (found.changes, found.late) == (1, late)


def test_a_deletion_told_by_the_second_is_believed_though_the_mirror_was_read_within_it(
    mirrored: Business, clerk: Clerk
) -> None:
    made = clerk.bill()
    pull_changes(mirrored)
    read_at = Bill.objects.of(mirrored).get().read_at
    rung(mirrored, legacy(REALM, legacy_entity("Bill", made["Id"], "Delete", read_at)))
    assert not Bill.objects.of(mirrored).exists()


def test_a_version_that_was_read_after_the_deletion_stays(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill()
    pull_changes(mirrored)
    rung(mirrored, told("Bill", made["Id"], "deleted", clock.now() - timedelta(minutes=5)))
    assert Bill.objects.of(mirrored).exists()


def test_a_newer_version_revives_what_was_told_as_deleted(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill()
    rung(mirrored, told("Bill", made["Id"], "deleted", clock.now() - timedelta(minutes=5)))
    assert not Bill.objects.of(mirrored).exists()
    rung(mirrored, told("Bill", made["Id"], "updated"))
    assert Bill.objects.of(mirrored).get().deleted_at is None


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_deletion_that_is_told_ahead_of_its_time_is_asked_about(
    mirrored: Business, clerk: Clerk, is_gone: bool
) -> None:
    made = clerk.bill()
    pull_changes(mirrored)
    if is_gone:
        clerk.delete("Bill", made)
    rung(mirrored, told("Bill", made["Id"], "deleted", clock.now() + timedelta(hours=20)))
    assert Bill.objects.of(mirrored).exists() is not is_gone
    assert outcomes() == {made["Id"]: "read"}


def test_a_row_that_was_buried_by_mistake_lives_once_it_is_read_again(
    mirrored: Business, clerk: Clerk
) -> None:
    made = clerk.bill()
    pull_changes(mirrored)
    rung(mirrored, told("Bill", made["Id"], "deleted"))
    assert not Bill.objects.of(mirrored).exists()
    read_named(mirrored, {Bill: [made["Id"]]})
    assert Bill.objects.of(mirrored).get().deleted_at is None


def test_one_that_came_and_went_before_it_was_read_is_no_trouble(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill()
    clerk.delete("Bill", made)
    run = rung(mirrored, told("Bill", made["Id"], "created"))
    assert (run.state, outcomes()) == (RunState.DONE, {made["Id"]: "read"})
    assert not Bill.objects.of(mirrored).exists()


def test_one_that_is_gone_though_only_an_update_was_told_is_buried(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill()
    pull_changes(mirrored)
    clerk.delete("Bill", made)
    rung(mirrored, told("Bill", made["Id"], "updated"))
    assert not Bill.objects.of(mirrored).exists()


@pytest.fixture
def customer(clerk: Clerk) -> dict[str, str]:
    return {"value": clerk.enter("Customer", DisplayName="Fjord & Pine")["Id"]}


def an_invoice(clerk: Clerk, customer: dict[str, str], amount: int = 500) -> dict[str, Any]:
    detail = {"ItemRef": clerk.first("Item")}
    line = {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    return clerk.enter("Invoice", CustomerRef=customer, Line=[line])


def a_payment(clerk: Clerk, customer: dict[str, str], invoice: dict[str, Any], amount: int) -> dict[str, Any]:
    line = {"Amount": amount, "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}
    return clerk.enter("Payment", CustomerRef=customer, TotalAmt=amount, Line=[line])


def test_a_payment_alone_brings_the_invoice_that_it_pays(
    mirrored: Business, clerk: Clerk, customer: dict[str, str]
) -> None:
    """Which events QuickBooks sends beside the payment's own is not documented (API_FACTS 7.6)."""
    invoice = an_invoice(clerk, customer)
    pull_changes(mirrored)
    payment = a_payment(clerk, customer, invoice, 500)
    rung(mirrored, told("Payment", payment["Id"], "created"))
    assert Payment.objects.of(mirrored).get().total == 500
    assert Invoice.objects.of(mirrored).get().balance == 0


def test_a_payment_that_moves_to_another_invoice_brings_both(
    mirrored: Business, clerk: Clerk, customer: dict[str, str]
) -> None:
    first, second = an_invoice(clerk, customer), an_invoice(clerk, customer)
    payment = a_payment(clerk, customer, first, 500)
    pull_changes(mirrored)
    moved = [{"Amount": 500, "LinkedTxn": [{"TxnId": second["Id"], "TxnType": "Invoice"}]}]
    clerk.change("Payment", payment, CustomerRef=customer, TotalAmt=500, Line=moved)
    clerk.company.mischief.asked.clear()
    rung(mirrored, told("Payment", payment["Id"], "updated"))
    balances = dict(Invoice.objects.of(mirrored).values_list("qbo_id", "balance"))
    assert balances == {first["Id"]: 500, second["Id"]: 0}
    assert clerk.company.mischief.asked.count("Invoice") == 1


@pytest.mark.parametrize("end", ["void", "delete"])
def test_a_payment_that_ends_gives_its_invoice_back_what_it_had_paid(
    mirrored: Business, clerk: Clerk, customer: dict[str, str], end: str
) -> None:
    invoice = an_invoice(clerk, customer)
    payment = a_payment(clerk, customer, invoice, 500)
    pull_changes(mirrored)
    getattr(clerk, end)("Payment", payment)
    rung(mirrored, told("Payment", payment["Id"], end))
    assert Invoice.objects.of(mirrored).get().balance == 500


def test_a_voided_invoice_brings_the_payment_that_it_leaves_unapplied(
    mirrored: Business, clerk: Clerk, customer: dict[str, str]
) -> None:
    invoice = an_invoice(clerk, customer)
    payment = a_payment(clerk, customer, invoice, 500)
    pull_changes(mirrored)
    clerk.void("Invoice", invoice)
    rung(mirrored, told("Invoice", invoice["Id"], "voided"))
    assert Payment.objects.of(mirrored).get(qbo_id=payment["Id"]).unapplied == 500


def test_two_customers_made_one_the_lost_one_names_the_other_and_its_documents_are_read_again(
    mirrored: Business, clerk: Clerk, customer: dict[str, str]
) -> None:
    lost = {"value": clerk.enter("Customer", DisplayName="Fjord and Pine")["Id"]}
    invoice = an_invoice(clerk, lost)
    pull_changes(mirrored)
    body = next(one for one in clerk.company.objects("Invoice") if one["Id"] == invoice["Id"])
    now = int(clock.now().timestamp())
    clerk.company.put(
        "Invoice", int(invoice["Id"]), encode(body | {"CustomerRef": customer, "SyncToken": "9"}), at=now
    )
    rung(mirrored, told("Customer", customer["value"], "merged", data={"deletedId": lost["value"]}))
    assert Customer.objects.get(business=mirrored, qbo_id=lost["value"]).merged_into == customer["value"]
    assert Invoice.objects.of(mirrored).get().customer_id == customer["value"]


def test_what_the_books_lost_by_a_merge_the_mirror_loses_too(
    mirrored: Business, clerk: Clerk, customer: dict[str, str]
) -> None:
    """QuickBooks has no word for it but the webhook's: no list of changes holds it."""
    lost = clerk.enter("Customer", DisplayName="Fjord and Pine")["Id"]
    pull_changes(mirrored)
    clerk.lose("Customer", lost)
    rung(mirrored, told("Customer", customer["value"], "merged", data={"deletedId": lost}))
    assert [row.qbo_id for row in Customer.objects.of(mirrored)] == [customer["value"]]
    assert clerk.company.mischief.asked.count("Customer") == 1


def updated_at_about(made: dict[str, Any], at: datetime) -> dict[str, Any]:
    """Told in the old format, whose instants are cut to the second."""
    return legacy(REALM, legacy_entity("Bill", made["Id"], "Update", at))


def test_an_event_of_the_old_format_that_was_read_in_its_own_second_is_read_once_more(
    mirrored: Business, clerk: Clerk
) -> None:
    """What changed later in that second has the very same event."""
    made, books = clerk.bill(), clerk.company.service.clock
    books.move(scale=0.001)
    rung(mirrored, updated_at_about(made, books.now()))
    assert outcomes() == {}
    books.move(advance=2)
    pull_events(mirrored)
    assert outcomes() == {made["Id"]: "read"}


def test_an_event_that_is_told_ahead_of_its_time_does_not_wait_for_it(
    mirrored: Business, clerk: Clerk
) -> None:
    made = clerk.bill()
    rung(mirrored, updated_at_about(made, clerk.company.service.clock.now() + timedelta(hours=1)))
    assert outcomes() == {made["Id"]: "read"}


def test_preferences_are_read_though_they_have_no_list_of_changes(mirrored: Business, clerk: Clerk) -> None:
    run = rung(mirrored, told("Preferences", "1", "updated", clock.now() + timedelta(minutes=1)))
    assert run.tallies["Preferences"]["read"] == 1


def test_what_quickbooks_does_not_give_is_not_asked_for(mirrored: Business, clerk: Clerk) -> None:
    EntityState.objects.filter(entity="Bill").update(unavailable="not on this plan")
    run = rung(mirrored, told("Bill", "7", "updated"))
    assert (run.calls, outcomes()) == (0, {"7": "not given"})


def test_what_has_no_mirror_any_more_is_closed_and_rings_no_more(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill()
    ring(body_of(told("Bill", "7", "updated"), told("Bill", made["Id"], "created")))
    deliveries.take_in(clock.now())
    WebhookEvent.objects.filter(qbo_id="7").update(entity="Fax")
    pull_events(mirrored)
    assert outcomes() == {"7": "not mirrored", made["Id"]: "read"}
    deliveries.take_in(clock.now())
    assert not feeds.due(clock.now()).filter(kind=FeedKind.EVENTS).exists()


def test_a_question_that_quickbooks_refuses_is_not_asked_for_ever(mirrored: Business, clerk: Clerk) -> None:
    clerk.company.refuse("Bill", faults.unparsable_query("not today"))
    run = rung(
        mirrored, told("Bill", "7", "updated"), told("Vendor", clerk.first("Vendor")["value"], "updated")
    )
    assert (run.state, "not today" in run.error) == (RunState.PARTIAL, True)
    assert set(outcomes().values()) == {"not given", "read"}


def test_what_fails_waits_for_the_next_try(mirrored: Business, clerk: Clerk) -> None:
    made = clerk.bill()
    Connection.objects.update(broken_at=clock.now())
    with pytest.raises(ReconnectNeeded):
        rung(mirrored, told("Bill", made["Id"], "created"))
    feed = Feed.objects.get(kind=FeedKind.EVENTS)
    assert (feed.failures, outcomes()) == (1, {})
    Connection.objects.update(broken_at=None)
    pull_events(mirrored)
    assert outcomes() == {made["Id"]: "read"}


def test_before_the_first_reading_nothing_is_asked(connected: Business, clerk: Clerk) -> None:
    run = rung(connected, told("Bill", "7", "created"))
    assert (run.calls, outcomes()) == (0, {"7": "first reading"})


def test_the_bell_alone_brings_it_into_the_mirror(mirrored: Business, clerk: Clerk, settings: Any) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    made = clerk.bill()
    ring(body_of(told("Bill", made["Id"], "created")))
    tasks.take_deliveries()
    assert Bill.objects.of(mirrored).get().qbo_id == made["Id"]
    assert not feeds.due(clock.now()).filter(kind=FeedKind.EVENTS).exists()
