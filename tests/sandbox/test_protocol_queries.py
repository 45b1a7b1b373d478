"""The query language, over HTTP, with rows put straight into the store (API_FACTS 2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
import requests

from sandbox.clock import pacific_seconds
from sandbox.store import Store
from tests.sandbox.world import REALM, Caller, code_of, put_bill, put_vendor, register

MONDAY = 1_763_400_000


@pytest.fixture(autouse=True)
def acme(store: Store, caller: Caller) -> None:
    register(store)
    caller.connect()


def ids(response: dict, entity: str = "Bill") -> list[str]:
    return [row["Id"] for row in response.get(entity, [])]


def put_bills(store: Store) -> None:
    """Five bills a minute apart: 200.00, 80.50, 80.50, 0, 1250.00; the third was for Northwind."""
    amounts = (Decimal("200.00"), Decimal("80.50"), Decimal("80.50"), 0, Decimal("1250.00"))
    for number, amount in enumerate(amounts, start=1):
        vendor = {"value": "71" if number != 3 else "72", "name": "Granite"}
        day = f"2025-11-1{number}"
        at = MONDAY + 60 * number
        put_bill(store, number, at, TotalAmt=amount, VendorRef=vendor, TxnDate=day, DocNumber=f"GG-{number}")


def test_an_empty_answer_is_an_empty_object(caller: Caller) -> None:
    assert caller.query("select * from Bill") == {}


def test_rows_come_whole_with_start_and_the_number_of_rows(caller: Caller, store: Store) -> None:
    put_bills(store)
    found = caller.query("select * from Bill maxresults 2")
    assert (found["startPosition"], found["maxResults"]) == (1, 2)
    assert found["Bill"][0]["MetaData"]["LastUpdatedTime"] == pacific_seconds(MONDAY + 60)


def test_amounts_keep_their_digits(caller: Caller, store: Store) -> None:
    put_bills(store)
    assert '"TotalAmt":80.50' in caller.get("query", query="select * from Bill where Id = '2'").text


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("Id = '3'", ["3"]),
        ("id in ('1', '4', '99')", ["1", "4"]),
        ("TotalAmt = '80.50'", ["2", "3"]),
        ("TotalAmt > 80.5", ["1", "5"]),
        ("totalamt <= 80.50 AND TotalAmt >= 0.01", ["2", "3"]),
        ("VendorRef = '72'", ["3"]),
        ("TxnDate >= '2025-11-14'", ["4", "5"]),
        ("TxnDate < CURRENT_DATE and DocNumber = 'gg-5'", ["5"]),
        ("DocNumber LIKE '%-2'", ["2"]),
        ("DocNumber like 'gg_2'", []),
        ("DocNumber IN ('GG-1', 'gg-2')", ["1", "2"]),
        ("PrivateNote = ' '", ["1", "2", "3", "4", "5"]),
    ],
)
def test_conditions_select_rows(caller: Caller, store: Store, where: str, expected: list[str]) -> None:
    put_bills(store)
    assert ids(caller.query(f"SELECT * FROM bill WHERE {where}")) == expected


def test_changed_since_an_instant_with_any_offset(caller: Caller, store: Store) -> None:
    put_bills(store)
    for stamp in (pacific_seconds(MONDAY + 240), "2025-11-17T17:24:00Z", "2025-11-17T09:24:00"):
        found = caller.query(
            f"select * from Bill where MetaData.LastUpdatedTime >= '{stamp}' orderby MetaData.LastUpdatedTime"
        )
        assert ids(found) == ["4", "5"], stamp


def test_order_is_by_property_and_ties_by_id(caller: Caller, store: Store) -> None:
    put_bills(store)
    assert ids(caller.query("select * from Bill order by TotalAmt desc")) == ["5", "1", "2", "3", "4"]
    assert ids(caller.query("select * from Bill ORDERBY TotalAmt ASC, TxnDate DESC")) == [
        "4",
        "3",
        "2",
        "1",
        "5",
    ]


def test_ids_order_as_numbers(caller: Caller, store: Store) -> None:
    for id in (9, 10, 100):
        put_bill(store, id, MONDAY)
    assert ids(caller.query("select * from Bill orderby MetaData.LastUpdatedTime")) == ["9", "10", "100"]


def test_pages_meet_without_gap_when_thousands_share_one_second(caller: Caller, store: Store) -> None:
    with store.transaction():
        for id in range(1, 2501):
            put_bill(store, id, MONDAY)
    seen: list[str] = []
    for start in (1, 1001, 2001, 3001):
        page = caller.query(
            f"select * from Bill orderby MetaData.LastUpdatedTime startposition {start} maxresults 1000"
        )
        seen += ids(page)
    assert seen == [str(id) for id in range(1, 2501)]


def test_a_row_that_moves_between_two_pages_shifts_the_second(caller: Caller, store: Store) -> None:
    for id in range(1, 7):
        put_bill(store, id, MONDAY + id)
    statement = "select * from Bill orderby MetaData.LastUpdatedTime maxresults 2 startposition"
    assert ids(caller.query(f"{statement} 1")) == ["1", "2"]
    put_bill(store, 1, MONDAY + 60)
    assert ids(caller.query(f"{statement} 3")) == ["4", "5"], "offsets count over live data, so 3 is missed"
    assert ids(caller.query(f"{statement} 5")) == ["6", "1"]


def test_a_page_is_100_by_default_and_1000_at_most(caller: Caller, store: Store) -> None:
    with store.transaction():
        for id in range(1, 1102):
            put_bill(store, id, MONDAY)
    assert caller.query("select * from Bill")["maxResults"] == 100
    assert caller.query("select * from Bill MAXRESULTS 5000 STARTPOSITION 2")["maxResults"] == 1000
    assert caller.query("select count(*) from Bill") == {"totalCount": 1101}


def test_inactive_names_hide_unless_asked_for(caller: Caller, store: Store) -> None:
    put_vendor(store, 1, "Granite Supply")
    put_vendor(store, 2, "Old Mill (deleted)", active=False)
    assert ids(caller.query("select * from Vendor"), "Vendor") == ["1"]
    assert ids(caller.query("select * from Vendor where Active IN (true, false)"), "Vendor") == ["1", "2"]
    assert ids(caller.query("select * from Vendor where Active = false"), "Vendor") == ["2"]
    assert caller.query("select count(*) from Vendor") == {"totalCount": 1}


def test_names_compare_in_any_case_and_script_and_quotes_escape(caller: Caller, store: Store) -> None:
    put_vendor(store, 1, "Amy's Élan Straße 漢字 🎨")
    assert ids(
        caller.query(r"select * from Vendor where DisplayName = 'amy\'s élan strasse 漢字 🎨'"), "Vendor"
    ) == ["1"]
    assert ids(caller.query("select * from Vendor where DisplayName LIKE '%ÉLAN%'"), "Vendor") == ["1"]


def test_deleted_rows_are_gone(caller: Caller, store: Store) -> None:
    put_bills(store)
    store.bury(REALM, "Bill", "2", MONDAY + 600)
    assert ids(caller.query("select * from Bill")) == ["1", "3", "4", "5"]
    assert caller.query("select count(*) from Bill where TotalAmt > 0") == {"totalCount": 3}


def test_named_columns_come_as_sparse_objects(caller: Caller, store: Store) -> None:
    put_vendor(store, 7, "Granite Supply")
    row = caller.query("select Id, displayname from Vendor")["Vendor"][0]
    assert row == {"DisplayName": "Granite Supply", "domain": "QBO", "sparse": True, "Id": "7"}
    assert "Active" in caller.query("select *, DisplayName from Vendor")["Vendor"][0]


def test_recurring_rows_are_wrapped_by_type(caller: Caller, store: Store) -> None:
    doc = {"Id": "5", "SyncToken": "0", "RecurringInfo": {"Name": "Rent"}}
    store.put(REALM, "RecurringTransaction", doc, updated_at=MONDAY, created_at=MONDAY, wrapper="Bill")
    assert caller.query("select * from RecurringTransaction where Type = 'Bill'")["RecurringTransaction"] == [
        {"Bill": doc}
    ]
    assert caller.query("select * from RecurringTransaction where Type = 'Invoice'") == {}


def test_a_long_statement_may_be_posted(caller: Caller, store: Store) -> None:
    put_bills(store)
    address = f"{caller.url}/v3/company/{REALM}/query"
    headers = {"Authorization": f"Bearer {caller.token}", "Content-Type": "application/text"}
    answer = requests.post(address, data="select * from Bill where Id = '1'", headers=headers, timeout=5)
    assert ids(answer.json()["QueryResponse"]) == ["1"]


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "select from Bill",
        "select * Bill",
        "select * from Bill where TotalAmt = 1 or TotalAmt = 2",
        "select * from Bill where (TotalAmt = 1)",
        "select * from Bill where not TotalAmt = 1",
        "select * from Bill where TotalAmt != 1",
        "select * from Bill where TotalAmt = ",
        "select * from Bill where DocNumber = 'open",
        "select * from Bill where TxnDate = 2026-01-01",
        "select * from Bill, Invoice",
        "select * from Bill group by VendorRef",
        "select * from Bill maxresults ten",
        "select * from Bill maxresults 5 maxresults 6",
        "select * from Bill; drop table object",
        "select sum(*) from Bill",
    ],
)
def test_anything_outside_the_grammar_is_4000(caller: Caller, statement: str) -> None:
    answer = caller.get("query", query=statement)
    assert (answer.status_code, code_of(answer)) == (400, "4000"), answer.text


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("select * from Custmoer", "invalid context declaration: Custmoer"),
        ("select * from Bill where Colour = 'red'", "Property Colour not found for Entity Bill"),
        ("select * from Bill where Line.Amount = 5", "Property Line.Amount not found"),
        ("select * from Bill where LinkedTxn = '5'", "Property LinkedTxn not found"),
        ("select * from Bill where Active = true", "Property Active not found"),
        ("select * from Bill where Id > '5'", "Operator > is not supported"),
        ("select * from Bill where Id LIKE '5%'", "Operator LIKE is not supported"),
        ("select * from Bill where TotalAmt = 'much'", "invalid number"),
        ("select * from Bill where MetaData.CreateTime > 'yesterday'", "invalid date or time"),
        ("select * from Bill startposition 0", "value 0 is too small. Min allowed value is 1"),
        ("select Colour from Bill", "Property Colour not found"),
        ("select * from Bill orderby Colour", "Property Colour not found"),
    ],
)
def test_a_query_that_makes_no_sense_is_4001_and_says_why(
    caller: Caller, statement: str, detail: str
) -> None:
    answer = caller.get("query", query=statement)
    assert (answer.status_code, code_of(answer)) == (400, "4001")
    assert detail in answer.json()["Fault"]["Error"][0]["Detail"]
