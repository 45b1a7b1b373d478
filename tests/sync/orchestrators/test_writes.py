"""What was decided is carried out once, on the document that the decider saw, and done when QuickBooks shows it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from pytest_django import Settings

from ap.models import Bill, BillPayment
from ar.models import Invoice
from core.models import AuditEntry, Business, User
from runway.models import Action, Decision, TrayNote, Verdict
from sandbox import faults, switches
from sandbox.mischief import Planned
from sync.models import Connection, RunKind, SyncRun, WriteOperation
from sync.orchestrators import writes
from sync.orchestrators.named import read_named
from sync.orchestrators.writes import Changed, Outcome, State
from tests.sync.clerk import Clerk, clerk
from tests.sync.small_company import REALM, company, connected, hasty_clock, in_a_hurry
from tests.sync.test_runs import at_once

__all__ = ["clerk", "company", "connected", "hasty_clock", "in_a_hurry"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_a_hurry", "write_back", "hasty_clock"),
]

DAY = date(2026, 12, 15)
OLIVE = "olive@acme.example"


@pytest.fixture
def mirrored(connected: Business, clerk: Clerk) -> Business:
    """Acme, with a vendor, of whose books nothing has been read but what a test reads."""
    clerk.enter("Vendor", DisplayName="Granite Supply")
    return connected


@pytest.fixture
def bill(mirrored: Business, clerk: Clerk) -> dict:
    """A bill of 120 that is due on December 1, and mirrored."""
    made = clerk.bill(120, DueDate="2026-12-01")
    read_named(mirrored, {Bill: [made["Id"]]})
    clerk.company.service.meter.reset()
    return made


@pytest.fixture
def invoice(mirrored: Business, clerk: Clerk) -> dict:
    """An invoice with an address to mail it to."""
    customer = clerk.enter("Customer", DisplayName="Fjord & Pine")
    item = clerk.first("Item")
    line = {"Amount": 90, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": item}}
    body = {"CustomerRef": {"value": customer["Id"]}, "BillEmail": {"Address": "ap@fjordpine.example"}}
    made = clerk.enter("Invoice", Line=[line], DueDate="2026-12-01", **body)
    read_named(mirrored, {Invoice: [made["Id"]]})
    clerk.company.service.meter.reset()
    return made


def delay(
    business: Business, doc: dict, name: str = "decision 1", entity: str = "Bill", on: date = DAY
) -> int:
    return writes.plan_due_date(business, entity, doc["Id"], on, actor=OLIVE, name=name)


def pay(business: Business, clerk: Clerk, doc: dict, name: str = "decision 2", amount: str = "120.00") -> int:
    bank = clerk.first("Account", AccountType="Bank")["value"]
    return writes.plan_payment(business, doc["Id"], Decimal(amount), bank, DAY, actor=OLIVE, name=name)


def sent(clerk: Clerk) -> int:
    """How many writes the sandbox was asked for."""
    return clerk.company.service.meter.report()["asked"].get(REALM, {}).get("writes", 0)


def in_the_books(clerk: Clerk, entity: str, doc: dict) -> dict:
    return next(each for each in clerk.company.objects(entity) if each["Id"] == doc["Id"])


@pytest.mark.parametrize("sparse", [True, False])
def test_a_bill_becomes_due_on_another_day_and_nothing_else_changes(
    mirrored: Business, clerk: Clerk, bill: dict, sparse: bool
) -> None:
    """In part where QuickBooks takes that, else with all that was read (API_FACTS 11.1)."""
    switches.write(clerk.company.store, REALM, "sparse_bills", sparse)
    outcome = writes.carry_out(mirrored, delay(mirrored, bill))
    assert (outcome.state, outcome.why, outcome.result_id) == (State.DONE, "", bill["Id"])
    found = in_the_books(clerk, "Bill", bill)
    assert found["DueDate"] == "2026-12-15"
    moved = {"DueDate", "SyncToken", "MetaData"}
    assert {k: v for k, v in found.items() if k not in moved} == {
        k: v for k, v in bill.items() if k not in moved
    }
    assert Bill.objects.of(mirrored).get().due_on == DAY
    assert sent(clerk) == (1 if sparse else 2)


def test_an_invoice_too(mirrored: Business, clerk: Clerk, invoice: dict) -> None:
    assert writes.carry_out(mirrored, delay(mirrored, invoice, entity="Invoice")).state is State.DONE
    assert Invoice.objects.of(mirrored).get().due_on == DAY


def test_a_payment_is_recorded_once_however_often_it_is_carried_out(
    mirrored: Business, clerk: Clerk, bill: dict
) -> None:
    number = pay(mirrored, clerk, bill)
    outcomes = {writes.carry_out(mirrored, number) for _ in range(3)}
    [payment] = BillPayment.objects.of(mirrored)
    assert outcomes == {Outcome(number, State.DONE, result_id=payment.qbo_id)}
    assert (payment.total, Bill.objects.of(mirrored).get().balance, sent(clerk)) == (120, 0, 1)


def test_a_payment_by_card_comes_from_the_card(mirrored: Business, clerk: Clerk, bill: dict) -> None:
    card = clerk.enter("Account", Name="Visa", AccountType="Credit Card")["Id"]
    number = writes.plan_payment(
        mirrored, bill["Id"], Decimal("20.50"), card, DAY, by_card=True, actor=OLIVE, name="decision 3"
    )
    assert writes.carry_out(mirrored, number).state is State.DONE
    [payment] = BillPayment.objects.of(mirrored)
    assert (payment.total, payment.card_account_id) == (Decimal("20.50"), card)


def test_an_invoice_is_mailed(mirrored: Business, clerk: Clerk, invoice: dict) -> None:
    number = writes.plan_mailing(mirrored, invoice["Id"], actor=OLIVE, name="decision 4")
    assert writes.carry_out(mirrored, number).state is State.DONE
    assert Invoice.objects.of(mirrored).get().email_status == "EmailSent"
    assert sent(clerk) == 1


def test_planning_it_twice_plans_it_once(mirrored: Business, bill: dict) -> None:
    assert delay(mirrored, bill) == delay(mirrored, bill) != delay(mirrored, bill, "decision 9")
    assert WriteOperation.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "field", "was", "now"),
    [
        (lambda clerk, bill: clerk.change("Bill", bill, Line=[clerk.cost(150)]), "total", "120.00", "150.00"),
        (
            lambda clerk, bill: clerk.change("Bill", bill, DueDate="2026-12-03"),
            "due date",
            "2026-12-01",
            "2026-12-03",
        ),
        (lambda clerk, bill: clerk.change("Bill", bill, DocNumber="B-7"), "number", None, "B-7"),
        (lambda clerk, bill: clerk.delete("Bill", bill), "state", "live", "deleted"),
    ],
)
def test_a_document_that_changed_is_not_written_to_and_the_difference_comes_back(
    mirrored: Business,
    clerk: Clerk,
    bill: dict,
    change: Callable[[Clerk, dict], None],
    field: str,
    was: str | None,
    now: str,
) -> None:
    number = delay(mirrored, bill)
    change(clerk, bill)
    outcome = writes.carry_out(mirrored, number)
    assert outcome.state is State.CHANGED
    assert Changed(field, was, now) in outcome.changed
    assert {each.field for each in outcome.changed} <= {field, "open"}
    assert sent(clerk) == 0
    assert writes.outcome_of(mirrored, number) == outcome


def test_what_changed_is_written_once_the_decider_has_seen_it(
    mirrored: Business, clerk: Clerk, bill: dict
) -> None:
    number = delay(mirrored, bill)
    clerk.change("Bill", bill, DueDate="2026-12-03")
    shown = writes.carry_out(mirrored, number).changed
    assert not writes.confirm_again(mirrored, number, [], OLIVE), "that is not what was found"
    assert writes.confirm_again(mirrored, number, shown, OLIVE)
    assert writes.carry_out(mirrored, number).state is State.DONE
    assert in_the_books(clerk, "Bill", bill)["DueDate"] == "2026-12-15"


def test_a_change_that_does_not_matter_is_no_reason_to_ask(
    mirrored: Business, clerk: Clerk, bill: dict
) -> None:
    number = delay(mirrored, bill)
    clerk.change("Bill", bill, PrivateNote="seen by the bookkeeper")
    assert writes.carry_out(mirrored, number).state is State.DONE
    found = in_the_books(clerk, "Bill", bill)
    assert (found["DueDate"], found["PrivateNote"]) == ("2026-12-15", "seen by the bookkeeper")


@pytest.mark.parametrize(
    ("fields", "state", "due"),
    [
        ({"PrivateNote": "urgent"}, State.DONE, "2026-12-15"),
        ({"DueDate": "2026-12-03"}, State.CHANGED, "2026-12-03"),
    ],
)
def test_a_change_between_the_read_and_the_write_is_noticed_by_its_token(
    mirrored: Business, clerk: Clerk, bill: dict, fields: dict, state: State, due: str
) -> None:
    """QuickBooks answers 5010: the document is read again, and asked about again where it matters."""
    number = delay(mirrored, bill)
    clerk.company.mischief.before("writes", lambda: clerk.change("Bill", bill, **fields))
    assert writes.carry_out(mirrored, number).state is state
    assert in_the_books(clerk, "Bill", bill)["DueDate"] == due


def test_what_a_cut_connection_hid_is_recognised_and_not_done_again(
    mirrored: Business, clerk: Clerk, bill: dict
) -> None:
    number = pay(mirrored, clerk, bill)
    clerk.company.mischief.plan(Planned("cut_after_commit", times=20, asked="writes"))
    outcome = writes.carry_out(mirrored, number)
    assert (outcome.state, "could not be reached" in outcome.why) == (State.PENDING, True)
    before = sent(clerk)
    clerk.company.mischief.clear()
    assert writes.carry_out(mirrored, number).state is State.DONE
    assert (len(clerk.company.objects("BillPayment")), sent(clerk)) == (1, before)


def test_one_cut_is_not_even_noticed(mirrored: Business, clerk: Clerk, bill: dict) -> None:
    clerk.company.mischief.plan(Planned("cut_after_commit", asked="writes"))
    assert writes.carry_out(mirrored, pay(mirrored, clerk, bill)).state is State.DONE
    assert len(clerk.company.objects("BillPayment")) == 1


def test_who_was_killed_before_the_answer_leaves_what_another_can_finish(
    mirrored: Business, clerk: Clerk, bill: dict
) -> None:
    """On disk stands that it was tried; the request id is the same, so that QuickBooks does it once."""
    number = pay(mirrored, clerk, bill)
    clerk.company.mischief.plan(Planned("cut", times=20, asked="writes"))
    assert writes.carry_out(mirrored, number).state is State.PENDING
    clerk.company.mischief.clear()
    assert writes.carry_out(mirrored, number).state is State.DONE
    ids = set(SyncRun.objects.filter(kind=RunKind.WRITE).values_list("request_id", flat=True))
    assert ids == {WriteOperation.objects.get().request_id}
    assert len(clerk.company.objects("BillPayment")) == 1


def test_several_at_once_do_it_once(mirrored: Business, clerk: Clerk, bill: dict) -> None:
    number = pay(mirrored, clerk, bill)
    outcomes = at_once(4, lambda: writes.carry_out(mirrored, number))
    assert State.DONE in {each.state for each in outcomes}
    assert len(clerk.company.objects("BillPayment")) == 1
    assert AuditEntry.objects.filter(action="written to QuickBooks").count() == 1


def test_in_a_batch_what_is_refused_leaves_the_others_alone(
    mirrored: Business, clerk: Clerk, bill: dict
) -> None:
    other, gone = clerk.bill(80, DueDate="2026-12-01"), clerk.bill(70)
    read_named(mirrored, {Bill: [other["Id"], gone["Id"]]})
    numbers = [
        delay(mirrored, gone, "a"),
        pay(mirrored, clerk, bill, "b", "500.00"),
        delay(mirrored, other, "c"),
    ]
    clerk.delete("Bill", gone)
    outcomes = writes.carry_out_all(mirrored, numbers)
    assert [each.state for each in outcomes] == [State.CHANGED, State.REFUSED, State.DONE]
    assert "QuickBooks refused the request" in outcomes[1].why


def test_what_would_meet_them_all_is_not_tried_on_the_rest(
    mirrored: Business, clerk: Clerk, bill: dict
) -> None:
    other = clerk.bill(80)
    read_named(mirrored, {Bill: [other["Id"]]})
    clerk.company.service.meter.reset()
    numbers = [delay(mirrored, bill, "a"), delay(mirrored, other, "b")]
    Connection.objects.update(refresh_token="", access_token="", ended_at="2026-11-20T00:00:00Z")
    outcomes = writes.carry_out_all(mirrored, numbers)
    assert [each.state for each in outcomes] == [State.PENDING] * 2
    assert len({each.why for each in outcomes}) == 1
    assert clerk.company.service.meter.report()["asked"] == {}


def test_closed_books_are_a_reason(mirrored: Business, clerk: Clerk, bill: dict) -> None:
    number = delay(mirrored, bill)
    clerk.company.refuse("writes", faults.business("The books are closed up to December 31."))
    outcome = writes.carry_out(mirrored, number)
    assert (outcome.state, "books are closed" in outcome.why) == (State.REFUSED, True)


def test_with_write_back_off_nothing_is_asked_and_nothing_sent(
    mirrored: Business, clerk: Clerk, bill: dict, settings: Settings
) -> None:
    settings.QBO_WRITE_BACK = False
    outcome = writes.carry_out(mirrored, delay(mirrored, bill))
    assert (outcome.state, "Nothing was sent" in outcome.why) == (State.PENDING, True)
    assert clerk.company.service.meter.report()["asked"] == {}


def test_nothing_that_people_said_is_lost_to_a_write_or_a_conflict(
    mirrored: Business, clerk: Clerk, bill: dict, olive: User
) -> None:
    said = {"business": mirrored, "entity": "Bill", "qbo_id": bill["Id"]}
    Decision.objects.create(**said, action=Action.DELAY, on=DAY, seen={"open": "120.00"}, proposed_by=olive)
    TrayNote.objects.create(
        **said, kind="no due date", verdict=Verdict.ACCEPTED, note="asked", changed_by=olive
    )
    before = [list(model.objects.values()) for model in (Decision, TrayNote)]
    first, second = delay(mirrored, bill, "a"), delay(mirrored, bill, "b")
    assert [each.state for each in writes.carry_out_all(mirrored, [first, second])] == [
        State.DONE,
        State.CHANGED,
    ]
    assert [list(model.objects.values()) for model in (Decision, TrayNote)] == before


def test_each_step_is_in_the_trail(mirrored: Business, clerk: Clerk, bill: dict) -> None:
    number = delay(mirrored, bill)
    clerk.change("Bill", bill, DueDate="2026-12-03")
    writes.confirm_again(mirrored, number, writes.carry_out(mirrored, number).changed, OLIVE)
    writes.carry_out(mirrored, number)
    acts = AuditEntry.objects.filter(action__contains="writ").order_by("position")
    assert [act.action for act in acts] == [
        "write planned",
        "write stopped: the document changed",
        "write confirmed after a change",
        "written to QuickBooks",
    ]
    assert {(act.actor, act.subject) for act in acts} == {(OLIVE, f"Bill {bill['Id']}")}


def test_an_operation_of_another_business_is_none_of_ours(mirrored: Business, bill: dict) -> None:
    other = Business.objects.create(firm=mirrored.firm, name="Birch", slug="birch")
    with pytest.raises(WriteOperation.DoesNotExist):
        writes.carry_out(other, delay(mirrored, bill))
