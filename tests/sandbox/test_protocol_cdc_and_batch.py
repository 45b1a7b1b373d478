"""What moved since an instant, and thirty requests in one (API_FACTS 3, 4)."""

from __future__ import annotations

import pytest

from sandbox.clock import Clock, pacific_seconds
from sandbox.store import Store
from tests.sandbox.world import NOW, REALM, Caller, code_of, invoice_body, open_books, put_bill, put_vendor

TODAY = int(NOW.timestamp())
DAY = 86_400


@pytest.fixture
def ids(store: Store, caller: Caller) -> dict[str, str]:
    """Acme's opened books, a year old; ids by name."""
    made = open_books(store, NOW.replace(year=2025))[1]
    caller.connect()
    return made


def groups(caller: Caller, entities: str, since: int = TODAY - DAY) -> list[dict]:
    answer = caller.get("cdc", entities=entities, changedSince=pacific_seconds(since))
    assert answer.status_code == 200, answer.text
    return answer.json()["CDCResponse"][0]["QueryResponse"]


def test_groups_come_in_request_order_and_quiet_ones_are_empty(
    caller: Caller, ids: dict[str, str], store: Store
) -> None:
    put_bill(store, 900, TODAY - 60)
    quiet, changed = groups(caller, "vendor, BILL")
    assert quiet == {}
    assert [row["Id"] for row in changed["Bill"]] == ["900"]
    assert (changed["startPosition"], changed["maxResults"]) == (1, 1)


def test_tombstones_come_last_and_tell_only_id_and_time(
    caller: Caller, ids: dict[str, str], store: Store
) -> None:
    for id in (900, 901, 902):
        put_bill(store, id, TODAY - 600 + id)
    store.bury(REALM, "Bill", "900", TODAY - 30)
    group = groups(caller, "Bill")[0]
    assert [row["Id"] for row in group["Bill"]] == ["901", "902", "900"]
    when = {"LastUpdatedTime": pacific_seconds(TODAY - 30)}
    assert group["Bill"][2] == {"domain": "QBO", "status": "Deleted", "Id": "900", "MetaData": when}
    assert group["totalCount"] == 3


def test_a_group_of_deletions_only_has_no_start_position(
    caller: Caller, ids: dict[str, str], store: Store
) -> None:
    put_bill(store, 900, TODAY - 600)
    store.bury(REALM, "Bill", "900", TODAY - 30)
    assert "startPosition" not in groups(caller, "Bill")[0]


def test_an_inactive_name_is_a_live_row(caller: Caller, ids: dict[str, str], store: Store) -> None:
    put_vendor(store, 99, "Old Mill (deleted)", active=False, at=TODAY - 5)
    assert groups(caller, "Vendor")[0]["Vendor"][0]["Active"] is False


def test_an_answer_stops_at_a_thousand_objects_in_all(
    caller: Caller, ids: dict[str, str], store: Store
) -> None:
    with store.transaction():
        for id in range(1000, 1990):
            put_bill(store, id, TODAY - 60)
        for id in range(2000, 2020):
            put_vendor(store, id, f"Vendor {id}", at=TODAY - 60)
    bills, vendors, invoices = groups(caller, "Bill,Vendor,Invoice")
    assert (bills["maxResults"], vendors["maxResults"], invoices) == (990, 10, {})


def test_thirty_days_back_and_no_more_unless_switched(
    caller: Caller, ids: dict[str, str], store: Store
) -> None:
    put_bill(store, 900, TODAY - 40 * DAY)
    put_bill(store, 901, TODAY - 20 * DAY)
    refused = caller.get("cdc", entities="Bill", changedSince=pacific_seconds(TODAY - 31 * DAY))
    assert refused.status_code == 400
    caller.control("switches", {"cdc_window": "clamp"})
    assert groups(caller, "Bill", TODAY - 60 * DAY)[0]["maxResults"] == 1
    caller.control("switches", {"cdc_window": "all"})
    assert groups(caller, "Bill", TODAY - 60 * DAY)[0]["maxResults"] == 2


@pytest.mark.parametrize("name", ["TaxCode", "TimeActivity", "JournalCode", "Custmoer"])
def test_an_entity_that_cdc_does_not_carry_is_400(caller: Caller, ids: dict[str, str], name: str) -> None:
    answer = caller.get("cdc", entities=f"Bill,{name}", changedSince=pacific_seconds(TODAY))
    assert (answer.status_code, code_of(answer)) == (400, "500")


def test_a_paid_invoice_shows_in_the_same_window_as_its_payment(
    caller: Caller, ids: dict[str, str], clock: Clock
) -> None:
    invoice = caller.post("invoice", invoice_body(ids)).json()["Invoice"]
    clock.move(advance=3000)
    line = {"Amount": 200, "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}
    caller.post("payment", {"CustomerRef": {"value": ids["Fjord & Pine"]}, "TotalAmt": 200, "Line": [line]})
    invoices, payments = groups(caller, "Invoice,Payment", TODAY + 2000)
    assert invoices["Invoice"][0]["Balance"] == 300
    assert payments["Payment"][0]["TotalAmt"] == 200


def batch(caller: Caller, *items: dict, **query: str) -> list[dict]:
    answer = caller.post("batch", {"BatchItemRequest": list(items)}, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["BatchItemResponse"]


def test_a_batch_answers_each_item_by_itself(caller: Caller, ids: dict[str, str]) -> None:
    made = caller.post("invoice", invoice_body(ids)).json()["Invoice"]
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "DueDate": "2026-12-24"}
    found = batch(
        caller,
        {"bId": "q", "Query": "select * from Invoice"},
        {"bId": "c", "operation": "create", "Vendor": {"DisplayName": "New Mill"}},
        {"bId": "u", "operation": "update", "Invoice": change},
        {"bId": "s", "operation": "update", "Invoice": change},
        {"bId": "x", "Query": "select * from Nothing"},
        {"bId": "d", "operation": "delete", "Invoice": {"Id": "999", "SyncToken": "0"}},
    )
    assert [item["bId"] for item in found] == ["q", "c", "u", "s", "x", "d"]
    assert found[0]["QueryResponse"]["Invoice"][0]["SyncToken"] == "0", (
        "a query sees no write of its own batch"
    )
    assert found[1]["Vendor"]["DisplayName"] == "New Mill"
    assert found[2]["Invoice"]["SyncToken"] == "1"
    assert [item["Fault"]["Error"][0]["code"] for item in found[3:]] == ["5010", "4001", "610"]


@pytest.mark.parametrize("item", [{"operation": "void"}, {"operation": "update", "optionsData": "void"}])
def test_a_batch_voids_in_both_ways(caller: Caller, ids: dict[str, str], item: dict[str, str]) -> None:
    made = caller.post("invoice", invoice_body(ids)).json()["Invoice"]
    found = batch(caller, {"bId": "v", **item, "Invoice": {"Id": made["Id"], "SyncToken": "0"}})
    assert (found[0]["Invoice"]["TotalAmt"], found[0]["Invoice"]["PrivateNote"]) == (0, "Voided")


def test_thirty_items_pass_and_the_thirty_first_refuses_all(caller: Caller, ids: dict[str, str]) -> None:
    items = [
        {"bId": str(n), "operation": "create", "Vendor": {"DisplayName": f"Mill {n}"}} for n in range(31)
    ]
    assert caller.post("batch", {"BatchItemRequest": items}).status_code == 400
    assert caller.query("select count(*) from Vendor") == {"totalCount": 1}
    assert len(batch(caller, *items[:30])) == 30


def test_a_batch_answer_holds_a_thousand_objects(caller: Caller, ids: dict[str, str], store: Store) -> None:
    with store.transaction():
        for id in range(1000, 1700):
            put_bill(store, id, TODAY)
    wide = "select * from Bill maxresults 600"
    first, second = batch(caller, {"bId": "1", "Query": wide}, {"bId": "2", "Query": wide})
    assert (first["QueryResponse"]["maxResults"], second["Fault"]["Error"][0]["code"]) == (600, "6000")
    caller.control("switches", {"batch_overflow": "truncate"})
    _, second = batch(caller, {"bId": "1", "Query": wide}, {"bId": "2", "Query": wide})
    assert second["QueryResponse"]["maxResults"] == 400


def test_a_repeated_batch_does_nothing_twice(caller: Caller, ids: dict[str, str]) -> None:
    item = {"bId": "c", "operation": "create", "Invoice": invoice_body(ids)}
    first = batch(caller, item, requestid="b-1")
    assert batch(caller, item, requestid="b-1") == first
    assert batch(caller, {**item, "bId": "other"}, requestid="b-1") != first
    assert caller.query("select count(*) from Invoice") == {"totalCount": 2}


def test_batch_ids_are_short(caller: Caller, ids: dict[str, str]) -> None:
    item = {"bId": "eleven-long", "Query": "select * from Bill"}
    assert code_of(caller.post("batch", {"BatchItemRequest": [item]}, requestid="r")) == "2050"
    assert code_of(caller.post("batch", {"BatchItemRequest": [item]}, requestid="r" * 37)) == "2050"
    assert code_of(caller.post("batch", {"BatchItemRequest": [{"Query": "select * from Bill"}]})) == "2020"
