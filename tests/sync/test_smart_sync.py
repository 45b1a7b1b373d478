"""The gate to QBO, over HTTP: what it answers, what it tries again, what it writes down."""

import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from core import clock
from core.models import Business
from rowcol.logs import StrikingFormatter
from sync.errors import (
    BadQuestion,
    LookBackExceeded,
    NotConnected,
    NotFound,
    SlowDown,
    StaleObject,
    SyncError,
    Unreachable,
    Unreadable,
    WriteBackOff,
    WrongEnvironment,
)
from sync.models import ApiUsage, Connection, RunKind, RunState, SyncRun, Throttle
from sync.smart_sync import SmartSyncService
from tests.sync.backstage import Backstage
from tests.sync.small_company import brisk_clock, hasty_clock

__all__ = ["brisk_clock", "hasty_clock"]

SAID = {
    "Bill": ("VendorRef", "Line"),
    "Invoice": ("CustomerRef", "Line"),
    "Payment": ("CustomerRef", "TotalAmt"),
}


@pytest.fixture
def gate(connection: Connection, write_back: None) -> SmartSyncService:
    """Calls for a person who waits, who is told sooner and tries less often; writes are allowed."""
    return SmartSyncService(connection.business, people=True)


def first(body: bytes) -> dict:
    """The first object of a query's answer."""
    (rows,) = [value for value in json.loads(body)["QueryResponse"].values() if isinstance(value, list)]
    return rows[0]


def test_a_query_yields_a_page_as_sent(gate: SmartSyncService) -> None:
    page = gate.query("select * from Customer startposition 1 maxresults 3")
    assert len(json.loads(page)["QueryResponse"]["Customer"]) == 3


def test_a_long_query_travels_in_the_body(gate: SmartSyncService, backstage: Backstage) -> None:
    names = ",".join(f"'{number}'" for number in range(1, 500))
    page = gate.query(f"select * from Customer where Id in ({names}) maxresults 1000")
    assert json.loads(page)["QueryResponse"]["Customer"]
    assert backstage.requests()[-1]["method"] == "POST"


def test_counts_are_numbers_with_and_without_a_condition(gate: SmartSyncService) -> None:
    every, active = gate.count("Customer", "Active IN (true, false)"), gate.count("Customer")
    assert every >= active > 0


def test_changes_come_by_entity(gate: SmartSyncService) -> None:
    answer = json.loads(gate.changes(["Bill", "Invoice"], clock.now() - timedelta(days=7)))
    assert len(answer["CDCResponse"][0]["QueryResponse"]) == 2


def test_changes_of_more_than_29_days_are_not_asked_for(gate: SmartSyncService, backstage: Backstage) -> None:
    with pytest.raises(LookBackExceeded):
        gate.changes(["Bill"], clock.now() - timedelta(days=30))
    assert backstage.asked("cdc") == 0


def test_one_object_is_read_by_its_id(gate: SmartSyncService) -> None:
    some = first(gate.query("select * from Bill maxresults 1"))
    assert json.loads(gate.read("Bill", some["Id"]))["Bill"]["Id"] == some["Id"]
    assert "CompanyInfo" in json.loads(gate.read("CompanyInfo", ""))
    assert "Preferences" in json.loads(gate.read("Preferences", ""))


def test_an_object_that_never_was_is_not_found(gate: SmartSyncService) -> None:
    with pytest.raises(NotFound):
        gate.read("Bill", "99999999")


def test_a_batch_answers_each_item(gate: SmartSyncService) -> None:
    items = [
        {"bId": "1", "Query": "select * from Bill maxresults 1"},
        {"bId": "2", "Query": "select nonsense"},
    ]
    answers = {item["bId"]: item for item in json.loads(gate.batch(items))["BatchItemResponse"]}
    assert "QueryResponse" in answers["1"]
    assert "Fault" in answers["2"]
    assert SyncRun.objects.get().kind == RunKind.LIVE, "nothing was written"


def test_a_batch_that_changes_something_is_a_write(gate: SmartSyncService) -> None:
    vendor = {"DisplayName": f"In a batch {clock.now().timestamp()}"}
    gate.batch([{"bId": "1", "operation": "create", "Vendor": vendor}])
    assert SyncRun.objects.get().request_id


def test_reports_come_by_name(gate: SmartSyncService) -> None:
    report = json.loads(gate.report("AgedPayables", report_date="2026-11-01"))
    assert report["Header"]["ReportName"] == "AgedPayables"


def test_a_vendor_is_created_changed_and_a_stale_change_refused(gate: SmartSyncService) -> None:
    name = f"Übung & Söhne {clock.now().timestamp()}"
    made = json.loads(gate.create("Vendor", {"DisplayName": name}))["Vendor"]
    change = {"Id": made["Id"], "SyncToken": made["SyncToken"], "sparse": True, "CompanyName": "O'Hara"}
    changed = json.loads(gate.update("Vendor", change))["Vendor"]
    assert (changed["DisplayName"], changed["CompanyName"]) == (name, "O'Hara")
    with pytest.raises(StaleObject):
        gate.update("Vendor", change)


@pytest.mark.usefixtures("brisk_clock")
def test_a_write_that_was_cut_off_happens_once(gate: SmartSyncService, backstage: Backstage) -> None:
    before = gate.count("Vendor")
    backstage.fault("cut_after_commit")
    gate.create("Vendor", {"DisplayName": f"Once only {clock.now().timestamp()}"})
    assert gate.count("Vendor") == before + 1
    tries = [line["path"] for line in backstage.requests() if line["method"] == "POST"]
    stored = SyncRun.objects.get(kind=RunKind.WRITE).request_id
    assert [re.findall("requestid=([^&]+)", path) for path in tries] == [[stored], [stored]]


def entered(gate: SmartSyncService, entity: str) -> dict[str, str]:
    """A copy of the company's first document of a kind, entered anew; its id and token."""
    like = first(gate.query(f"select * from {entity} maxresults 1"))
    said = {name: like[name] for name in SAID[entity] if name in like}
    made = json.loads(gate.create(entity, said))[entity]
    return {"Id": made["Id"], "SyncToken": made["SyncToken"]}


@pytest.mark.parametrize("entity", ["Bill", "Invoice"])
def test_a_transaction_that_is_deleted_is_gone(gate: SmartSyncService, entity: str) -> None:
    document = entered(gate, entity)
    answer = json.loads(gate.delete(entity, document))[entity]
    assert (answer["Id"], answer["status"]) == (document["Id"], "Deleted")
    with pytest.raises(NotFound):
        gate.read(entity, document["Id"])


@pytest.mark.parametrize("entity", ["Invoice", "Payment"])
def test_a_transaction_that_is_voided_stays_at_zero(gate: SmartSyncService, entity: str) -> None:
    """Invoices are voided by an operation of their own, payments by an update (API_FACTS 1.5)."""
    document = entered(gate, entity)
    gate.void(entity, document)
    left = json.loads(gate.read(entity, document["Id"]))[entity]
    assert (left["TotalAmt"], left["PrivateNote"]) == (0, "Voided")
    gate.delete(entity, {"Id": left["Id"], "SyncToken": left["SyncToken"]})


WRITES: dict[str, Callable[[SmartSyncService], bytes]] = {
    "create": lambda gate: gate.create("Vendor", {"DisplayName": "Nobody"}),
    "update": lambda gate: gate.update("Bill", {"Id": "1", "SyncToken": "0", "sparse": True}),
    "delete": lambda gate: gate.delete("Bill", {"Id": "1", "SyncToken": "0"}),
    "void": lambda gate: gate.void("Invoice", {"Id": "1", "SyncToken": "0"}),
    "send": lambda gate: gate.send("Invoice", "1", "ap@fjordpine.example"),
    "batch": lambda gate: gate.batch(
        [{"bId": "1", "operation": "create", "Vendor": {"DisplayName": "Nobody"}}]
    ),
    "mixed batch": lambda gate: gate.batch(
        [
            {"bId": "1", "Query": "select * from Bill"},
            {"bId": "2", "operation": "delete", "Bill": {"Id": "1"}},
        ]
    ),
    "batch in disguise": lambda gate: gate.batch(
        [{"bId": "1", "Query": "", "operation": "create", "Vendor": {}}]
    ),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(("allowed", "its_own"), [(False, False), (True, False), (False, True)])
def test_with_write_back_off_nothing_is_sent(
    gate: SmartSyncService, backstage: Backstage, settings: Settings, write: str, allowed: bool, its_own: bool
) -> None:
    """It takes the installation's word and the business's own."""
    settings.QBO_WRITE_BACK = allowed
    Business.objects.update(write_back=its_own)
    with pytest.raises(WriteBackOff, match="Nothing was sent"):
        WRITES[write](gate)
    assert backstage.requests() == []
    assert not SyncRun.objects.exists()


def test_an_invoice_is_mailed(gate: SmartSyncService) -> None:
    some = first(gate.query("select * from Invoice maxresults 1"))
    sent = json.loads(gate.send("Invoice", some["Id"], "ap@fjordpine.example"))["Invoice"]
    assert (sent["EmailStatus"], sent["BillEmail"]["Address"]) == ("EmailSent", "ap@fjordpine.example")


def test_what_qbo_cannot_void_is_not_sent(gate: SmartSyncService, backstage: Backstage) -> None:
    with pytest.raises(BadQuestion, match="Bill cannot be voided"):
        gate.void("Bill", {"Id": "1", "SyncToken": "0"})
    assert backstage.requests() == []


@pytest.mark.usefixtures("brisk_clock")
@pytest.mark.parametrize("kind", ["500", "503", "cut", "malformed_json", "html", "xml_fault", "fault_in_200"])
def test_a_passing_fault_is_not_even_noticed(gate: SmartSyncService, backstage: Backstage, kind: str) -> None:
    backstage.fault(kind)
    assert gate.count("Bill") > 0
    assert SyncRun.objects.get().calls == 2


@pytest.mark.usefixtures("hasty_clock")
@pytest.mark.parametrize(
    ("kind", "error"),
    [("500", Unreachable), ("cut", Unreachable), ("malformed_json", Unreadable), ("html", Unreadable)],
)
def test_a_lasting_fault_is_named_after_a_bounded_number_of_tries(
    gate: SmartSyncService, backstage: Backstage, kind: str, error: type[SyncError]
) -> None:
    backstage.fault(kind, times=20)
    with pytest.raises(error):
        gate.count("Bill")
    run = SyncRun.objects.get()
    assert (run.calls, run.state) == (3, RunState.FAILED)
    assert "tried again later" in run.error


def test_our_own_bad_question_is_asked_once(gate: SmartSyncService, backstage: Backstage) -> None:
    with pytest.raises(BadQuestion):
        gate.query("select * from Custmoer")
    assert len(backstage.requests()) == 1


@pytest.mark.parametrize("kind", ["429_json", "429_upper", "429_xml"])
def test_a_request_to_slow_down_holds_everybody_back(
    gate: SmartSyncService, backstage: Backstage, kind: str
) -> None:
    backstage.fault(kind)
    for _ in range(2):
        with pytest.raises(SlowDown) as caught:
            gate.count("Bill")
        assert 55 < (caught.value.until - clock.now()).total_seconds() <= 60
    assert len(backstage.requests()) == 1, "the second is stopped before it reaches QBO"


@pytest.mark.usefixtures("brisk_clock")
def test_a_short_pause_is_waited_out(gate: SmartSyncService, backstage: Backstage) -> None:
    backstage.fault("429_json", retry_after=1)
    assert gate.count("Bill") > 0
    assert Throttle.objects.get(kind="all").paused_until is not None


def test_an_answer_that_comes_too_late_is_given_up(
    gate: SmartSyncService, backstage: Backstage, settings: Settings
) -> None:
    settings.QBO_TIMEOUT_SECONDS = 0.2
    backstage.fault("slow", seconds=0.5)
    assert gate.count("Bill") > 0
    assert SyncRun.objects.get().calls == 2


def test_every_call_is_counted_by_business_day_and_class(
    gate: SmartSyncService, backstage: Backstage
) -> None:
    gate.count("Bill")
    gate.read("Preferences", "")
    with pytest.raises(NotFound):
        gate.read("Bill", "99999999")
    counted = ApiUsage.objects.filter(day=clock.now().date()).exclude(call_class="token")
    assert set(counted.values_list("call_class", "calls", "errors")) == {("query", 1, 0), ("read", 2, 1)}


def test_calls_belong_to_the_run_that_makes_them(connection: Connection, acme: Business) -> None:
    run = SyncRun.objects.create(business=acme, kind=RunKind.BACKFILL, state=RunState.RUNNING)
    gate = SmartSyncService(acme, run=run)
    gate.count("Bill")
    gate.count("Invoice")
    run.refresh_from_db()
    assert run.calls == 2
    assert run.heartbeat_at is not None
    assert SyncRun.objects.count() == 1


def test_a_call_without_a_run_leaves_a_live_one(gate: SmartSyncService) -> None:
    gate.count("Bill")
    run = SyncRun.objects.get()
    assert (run.kind, run.state, run.calls) == (RunKind.LIVE, RunState.DONE, 1)


def test_the_log_names_the_tid_and_no_secret(
    gate: SmartSyncService, connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    gate.query("select * from Customer where DisplayName = 'Confidential'")
    (line,) = [StrikingFormatter().format(record) for record in caplog.records if record.name == "sync.qbo"]
    shown = r"GET query business=acme run=\d+ status=200 seconds=0\.\d+ intuit_tid=\S+"
    assert re.fullmatch(shown, line)
    assert connection.access_token not in caplog.text


def test_a_business_without_a_connection_is_told_to_connect(acme: Business) -> None:
    with pytest.raises(NotConnected, match="Connect it first"):
        SmartSyncService(acme).count("Bill")


def test_a_connection_of_another_environment_is_not_used(
    gate: SmartSyncService, backstage: Backstage, settings: Settings
) -> None:
    settings.QBO_ENVIRONMENT = "production"
    with pytest.raises(WrongEnvironment, match="connected in sandbox-local, now running in production"):
        gate.count("Bill")
    assert backstage.requests() == []


@pytest.mark.django_db(transaction=True)
def test_no_call_is_made_inside_a_transaction(acme: Business, connection: Connection) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        SmartSyncService(acme).count("Bill")
