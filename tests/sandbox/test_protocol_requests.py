"""Reads and writes as HTTP shows them: envelopes, faults, requestid (API_FACTS 1, 8)."""

from __future__ import annotations

import re
import threading

import pytest
import requests

from sandbox.clock import Clock
from sandbox.store import Store
from tests.sandbox.world import REALM, Caller, code_of, invoice_body, open_books


@pytest.fixture
def ids(store: Store, caller: Caller) -> dict[str, str]:
    """Acme's opened books; ids by name."""
    made = open_books(store)[1]
    caller.connect()
    return made


def new_invoice(caller: Caller, ids: dict[str, str], amount: int = 500, **query: str) -> dict:
    answer = caller.post("invoice", invoice_body(ids, amount), **query)
    assert answer.status_code == 200, answer.text
    return answer.json()["Invoice"]


def test_an_answer_carries_time_with_milliseconds_and_pacific_offset(
    caller: Caller, ids: dict[str, str]
) -> None:
    answer = caller.get(f"customer/{ids['Fjord & Pine']}", minorversion="75")
    assert re.fullmatch(r"2026-11-20T08:00:\d\d\.\d{3}-08:00", answer.json()["time"])
    assert answer.json()["Customer"]["DisplayName"] == "Fjord & Pine"


def test_time_follows_daylight_saving(caller: Caller, ids: dict[str, str], clock: Clock) -> None:
    clock.move(advance=200 * 86_400)
    caller.connect()
    assert caller.get(f"customer/{ids['Fjord & Pine']}").json()["time"].endswith("-07:00")


def test_every_answer_has_an_intuit_tid(caller: Caller, ids: dict[str, str]) -> None:
    answers = [
        caller.get("customer/1"),
        caller.get("customer/999"),
        caller.get("nonsense"),
        requests.get(caller.url, timeout=5),
    ]
    assert all(
        re.fullmatch(r"1-[0-9a-f]{8}-[0-9a-f]{24}", answer.headers["intuit_tid"]) for answer in answers
    )
    assert len({answer.headers["intuit_tid"] for answer in answers}) == 4


def test_a_missing_object_is_400_and_610(caller: Caller, ids: dict[str, str]) -> None:
    answer = caller.get("invoice/999")
    assert (answer.status_code, code_of(answer)) == (400, "610")


def test_an_id_must_be_a_number(caller: Caller, ids: dict[str, str]) -> None:
    assert code_of(caller.get("invoice/1.5")) == "2030"


@pytest.mark.parametrize("path", ["nonsense/1", "nonsense", "invoice/1/2/3", "Invoice/1"])
def test_an_unknown_path_is_code_500(caller: Caller, ids: dict[str, str], path: str) -> None:
    answer = caller.get(path)
    assert (answer.status_code, code_of(answer)) == (400, "500")


def test_create_update_and_delete_an_invoice(caller: Caller, ids: dict[str, str]) -> None:
    made = new_invoice(caller, ids)
    assert (made["SyncToken"], made["Balance"], made["TotalAmt"]) == ("0", 500, 500)
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "DueDate": "2026-12-31"}
    changed = caller.post("invoice", change).json()["Invoice"]
    assert (changed["SyncToken"], changed["DueDate"], changed["TotalAmt"]) == ("1", "2026-12-31", 500)
    gone = caller.post("invoice", {"Id": made["Id"], "SyncToken": "1"}, operation="delete").json()
    assert gone["Invoice"] == {"domain": "QBO", "status": "Deleted", "Id": made["Id"]}
    assert code_of(caller.get(f"invoice/{made['Id']}")) == "610"


def test_a_stale_write_is_5010_and_names_the_other_person(caller: Caller, ids: dict[str, str]) -> None:
    made = new_invoice(caller, ids)
    answer = caller.post(
        "invoice", {"Id": made["Id"], "SyncToken": "7", "sparse": True, "DueDate": "2026-12-31"}
    )
    assert (answer.status_code, code_of(answer)) == (400, "5010")
    assert "were working on this at the same time" in answer.json()["Fault"]["Error"][0]["Detail"]


def test_an_unknown_property_is_2010(caller: Caller, ids: dict[str, str]) -> None:
    assert code_of(caller.post("invoice", {**invoice_body(ids), "Colour": "red"})) == "2010"


def test_a_body_that_is_no_json_object_is_2010(caller: Caller, ids: dict[str, str]) -> None:
    assert code_of(caller.post("invoice", [1, 2])) == "2010"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"CustomerRef": "12"}, "2010"),
        ({"Line": {"Amount": 5}}, "2010"),
        ({"Line": [5]}, "2010"),
        ({"DueDate": ["2026-01-01"]}, "2010"),
        ({"BillEmail": "ap@fjordpine.example"}, "2010"),
        ({"LinkedTxn": [{"TxnId": "1"}]}, "2020"),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused_not_a_crash(
    caller: Caller, ids: dict[str, str], wrong: dict, code: str
) -> None:
    answer = caller.post("invoice", {**invoice_body(ids), **wrong})
    assert (answer.status_code, code_of(answer)) == (400, code)


def test_an_invoice_is_voided_by_its_own_operation(caller: Caller, ids: dict[str, str]) -> None:
    made = new_invoice(caller, ids)
    voided = caller.post("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="void").json()["Invoice"]
    assert (voided["TotalAmt"], voided["Balance"], voided["PrivateNote"]) == (0, 0, "Voided")
    assert "status" not in voided


@pytest.mark.parametrize("query", [{"operation": "void"}, {"operation": "update", "include": "void"}])
def test_a_payment_is_voided_in_both_ways(caller: Caller, ids: dict[str, str], query: dict[str, str]) -> None:
    invoice = new_invoice(caller, ids)
    line = {"Amount": 500, "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}
    body = {"CustomerRef": {"value": ids["Fjord & Pine"]}, "TotalAmt": 500, "Line": [line]}
    payment = caller.post("payment", body).json()["Payment"]
    assert caller.get(f"invoice/{invoice['Id']}").json()["Invoice"]["Balance"] == 0
    change = {"Id": payment["Id"], "SyncToken": payment["SyncToken"], "sparse": True}
    assert caller.post("payment", change, **query).json()["Payment"]["TotalAmt"] == 0
    assert caller.get(f"invoice/{invoice['Id']}").json()["Invoice"]["Balance"] == 500


def test_a_repeated_requestid_gets_the_first_answer_and_no_second_invoice(
    caller: Caller, ids: dict[str, str]
) -> None:
    first = caller.post("invoice", invoice_body(ids), requestid="r-1")
    again = caller.post("invoice", invoice_body(ids), requestid="r-1")
    assert again.content == first.content
    assert caller.query("select count(*) from Invoice") == {"totalCount": 1}
    new_invoice(caller, ids, requestid="r-2")
    assert caller.query("select count(*) from Invoice") == {"totalCount": 2}


def test_many_at_once_with_one_requestid_make_one_invoice(caller: Caller, ids: dict[str, str]) -> None:
    callers = [Caller(caller.url, token=caller.token) for _ in range(8)]
    threads = [
        threading.Thread(target=new_invoice, args=(one, ids), kwargs={"requestid": "same"}) for one in callers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert caller.query("select count(*) from Invoice") == {"totalCount": 1}


def test_a_refused_write_is_not_replayed(caller: Caller, ids: dict[str, str]) -> None:
    assert caller.post("invoice", {**invoice_body(ids), "Colour": "red"}, requestid="r-9").status_code == 400
    assert caller.post("invoice", invoice_body(ids), requestid="r-9").status_code == 200


def test_a_requestid_has_fifty_characters_at_most(caller: Caller, ids: dict[str, str]) -> None:
    assert caller.post("invoice", invoice_body(ids), requestid="x" * 50).status_code == 200
    assert code_of(caller.post("invoice", invoice_body(ids), requestid="x" * 51)) == "2050"


def test_company_info_and_preferences_have_their_own_addresses(
    caller: Caller, ids: dict[str, str], store: Store
) -> None:
    store.put(REALM, "CompanyInfo", {"Id": "1", "CompanyName": "Acme"}, updated_at=1, created_at=1)
    store.put(REALM, "Preferences", {"Id": "1", "SyncToken": "3"}, updated_at=1, created_at=1)
    assert caller.get(f"companyinfo/{REALM}").json()["CompanyInfo"] == {"Id": "1", "CompanyName": "Acme"}
    assert caller.get("preferences").json()["Preferences"]["SyncToken"] == "3"


def test_the_exchange_rate_is_the_newest_up_to_the_day(
    caller: Caller, ids: dict[str, str], store: Store
) -> None:
    for id, day, rate in ((1, "2026-01-01", 2), (2, "2026-06-01", 3)):
        doc = {"Id": str(id), "SourceCurrencyCode": "EUR", "AsOfDate": day, "Rate": rate}
        store.put(REALM, "ExchangeRate", doc, updated_at=1, created_at=1)
    found = caller.get("exchangerate", sourcecurrencycode="eur", asofdate="2026-05-01").json()["ExchangeRate"]
    assert found["Rate"] == 2
    assert code_of(caller.get("exchangerate", sourcecurrencycode="JPY")) == "610"


def test_a_report_answers_and_an_unknown_one_is_code_500(caller: Caller, ids: dict[str, str]) -> None:
    new_invoice(caller, ids)
    report = caller.get("reports/AgedReceivables", report_date="2026-11-30").json()
    assert report["Header"]["ReportName"] == "AgedReceivables"
    assert code_of(caller.get("reports/Horoscope")) == "500"


def test_every_write_leaves_the_books_balanced(caller: Caller, store: Store) -> None:
    company, ids = open_books(store)
    caller.connect()
    made = new_invoice(caller, ids)
    caller.post("invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="void")
    company.check_balance()
    assert store.rows("SELECT coalesce(sum(cents), 0) FROM posting").fetchone()[0] == 0
