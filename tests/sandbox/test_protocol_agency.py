"""The founded agency over HTTP: every entity answers, and every road to it tells the same."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest

from sandbox.clock import Clock, pacific_seconds
from sandbox.entities import answer_key, named
from sandbox.generator import found
from sandbox.server import Server
from sandbox.service import Service
from sandbox.store import Store
from sandbox.tokens import Client
from tests.sandbox.world import CLIENT_ID, NOW, SECRET, Caller

pytestmark = pytest.mark.prove

WEEK = 7 * 86_400


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Caller]]:
    """The whole agency, served, with a connected caller."""
    store, clock = Store(tmp_path_factory.mktemp("agency") / "sandbox.sqlite3"), Clock()
    clock.move(to=NOW)
    realm = found(store, "agency", seed=7, until=NOW).realm
    server = Server(("127.0.0.1", 0), Service(store, clock, Client(CLIENT_ID, SECRET)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    caller = Caller(server.url, realm)
    caller.connect()
    yield store, caller
    caller.session.close()
    server.shutdown()
    thread.join()
    server.server_close()
    store.release()


def everything(caller: Caller, entity: str, where: str = "") -> list[dict]:
    """All rows of an entity, read in pages, inactive ones included; templates without their wrapper."""
    active = "Active IN (true, false)" if named(entity).is_list else ""
    terms = " AND ".join(term for term in (active, where) if term)
    rows: list[dict] = []
    while True:
        statement = (
            f"select * from {entity}{f' where {terms}' if terms else ''} orderby MetaData.LastUpdatedTime"
        )
        page = caller.query(f"{statement} startposition {len(rows) + 1} maxresults 500")
        if not page:
            return rows
        rows += page[entity]


def test_every_entity_answers_with_all_its_rows_in_order_of_change(agency: tuple[Store, Caller]) -> None:
    store, caller = agency
    counted = store.rows(
        "SELECT entity, count(*) FROM object WHERE realm = ? AND deleted = 0 GROUP BY entity", caller.realm
    )
    for entity, count in counted.fetchall():
        rows = everything(caller, entity)
        assert len(rows) == count, entity
        plain = [next(iter(row.values())) for row in rows] if entity == "RecurringTransaction" else rows
        changed = [datetime.fromisoformat(row["MetaData"]["LastUpdatedTime"]) for row in plain]
        assert changed == sorted(changed), entity
        if entity != "ExchangeRate":
            assert len({row["Id"] for row in plain}) == count, entity


def test_stored_times_agree_with_the_times_in_the_bodies(agency: tuple[Store, Caller]) -> None:
    store, caller = agency
    sql = "SELECT entity, id, created_at, updated_at, deleted, sync_token FROM object WHERE realm = ?"
    for entity, id, created, updated, deleted, token in store.rows(sql, caller.realm):
        row = store.get(caller.realm, entity, id)
        assert row is not None
        doc = next(iter(row.doc.values())) if entity == "RecurringTransaction" else row.doc
        times = {"LastUpdatedTime": pacific_seconds(updated)}
        if not deleted:
            times["CreateTime"] = pacific_seconds(created)
            assert doc["SyncToken"] == str(token), (entity, id)
        assert times.items() <= doc["MetaData"].items(), (entity, id)


def test_cdc_tells_the_same_as_the_query_of_the_same_week(agency: tuple[Store, Caller]) -> None:
    store, caller = agency
    since = pacific_seconds(NOW.timestamp() - WEEK)
    for entity in ("Invoice", "Bill", "Payment", "Customer", "Account", "CreditCardPayment"):
        key = answer_key(store, caller.realm, named(entity))
        answer = caller.get("cdc", entities=entity, changedSince=since).json()["CDCResponse"][0][
            "QueryResponse"
        ][0]
        live = [row for row in answer.get(key, []) if row.get("status") != "Deleted"]
        assert live == everything(caller, entity, f"MetaData.LastUpdatedTime >= '{since}'"), entity


def test_deleted_documents_show_as_tombstones_only(agency: tuple[Store, Caller]) -> None:
    store, caller = agency
    buried = store.rows(
        "SELECT entity, id FROM object WHERE realm = ? AND deleted = 1", caller.realm
    ).fetchall()
    assert buried
    for entity, id in buried:
        assert caller.query(f"select * from {entity} where Id = '{id}'") == {}
        assert caller.get(f"{named(entity).path}/{id}").status_code == 400


def test_reading_one_by_id_gives_the_row_of_the_query(agency: tuple[Store, Caller]) -> None:
    _, caller = agency
    for entity in ("Invoice", "BillPayment", "JournalEntry", "Customer", "RecurringTransaction"):
        row = caller.query(f"select * from {entity} maxresults 1")[entity][0]
        id = row["Id"] if "Id" in row else next(iter(row.values()))["Id"]
        assert caller.get(f"{entity.lower()}/{id}").json()[entity] == row


def test_open_invoices_are_those_whose_balance_is_above_nothing(agency: tuple[Store, Caller]) -> None:
    _, caller = agency
    expected = [row["Id"] for row in everything(caller, "Invoice") if row["Balance"] > 0]
    assert expected
    assert sorted(row["Id"] for row in everything(caller, "Invoice", "Balance > '0'")) == sorted(expected)


def test_all_three_reports_answer(agency: tuple[Store, Caller]) -> None:
    _, caller = agency
    for name in ("AgedReceivables", "AgedPayables", "BalanceSheet"):
        report = caller.get(
            f"reports/{name}", report_date="2026-11-20", start_date="2026-01-01", end_date="2026-11-20"
        )
        assert report.json()["Header"]["ReportName"] == name
        assert report.json()["Rows"]["Row"]


def test_a_payment_over_http_leaves_the_agencys_books_balanced(agency: tuple[Store, Caller]) -> None:
    store, caller = agency
    invoice = caller.query("select * from Invoice where Balance > '0' maxresults 1")["Invoice"][0]
    line = {"Amount": invoice["Balance"], "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}
    body = {"CustomerRef": invoice["CustomerRef"], "TotalAmt": invoice["Balance"], "Line": [line]}
    assert caller.post("payment", body).status_code == 200
    assert caller.get(f"invoice/{invoice['Id']}").json()["Invoice"]["Balance"] == 0
    assert store.rows("SELECT sum(cents) FROM posting WHERE realm = ?", caller.realm).fetchone()[0] == 0


def test_another_company_is_founded_beside_it_and_has_its_own_token(
    agency: tuple[Store, Caller],
) -> None:
    _, caller = agency
    realm = caller.control(
        "companies", {"kind": "agency", "seed": 8, "scale": 0, "name": "Beta", "realm": "77"}
    ).json()["realm"]
    assert realm == "77"
    assert caller.control("companies", {"realm": "77"}).status_code == 400
    other = Caller(caller.url, realm)
    other.connect()
    assert other.get("companyinfo/77").json()["CompanyInfo"]["CompanyName"] == "Beta"
    assert caller.get("companyinfo/1").json()["CompanyInfo"]["CompanyName"] != "Beta"
