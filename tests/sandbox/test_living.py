"""Books live on as the clock moves: what they would have held anyway, entered when its hour comes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox import switches
from sandbox.books.company import Company
from sandbox.clock import Clock
from sandbox.generator import desk, found
from sandbox.living import Living
from sandbox.store import Store
from tests.sandbox.receiver import listening
from tests.sandbox.world import Caller, register

FOUNDED = datetime(2026, 11, 20, 18, tzinfo=UTC)  # a Friday
EVENING = datetime(2026, 12, 3, 3, tzinfo=UTC)  # twelve days on, after hours
REALM = "9341450000000042"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An agency with forty days of history."""
    store = Store(tmp_path_factory.mktemp("living") / "sandbox.sqlite3")
    found(store, "agency", seed=7, until=FOUNDED, days=40, realm=REALM)
    yield store
    store.release()


@pytest.fixture
def store(founded: Store, store: Store) -> Store:
    """A copy of the agency for the test to live on with."""
    founded.connection.backup(store.connection)
    return store


@pytest.fixture
def living(store: Store, clock: Clock) -> Living:
    clock.move(to=FOUNDED)
    return Living(store, clock)


def documents(store: Store, realm: str) -> dict[tuple[str, str], Any]:
    """Every object by entity and id, without its times; templates apart, whose dates follow the reader's day."""
    sql = "SELECT entity, id, body FROM object WHERE realm = ? AND entity <> 'RecurringTransaction'"
    bodies = {(entity, id): json.loads(body) for entity, id, body in store.rows(sql, realm)}
    return {key: {name: body[name] for name in body if name != "MetaData"} for key, body in bodies.items()}


def count(store: Store) -> int:
    return store.rows("SELECT count(*) FROM object WHERE realm = ?", REALM).fetchone()[0]


def test_a_company_that_lives_on_holds_what_it_would_have_held_anyway(living: Living, store: Store) -> None:
    days = 40 + (EVENING - FOUNDED).days
    found(store, "agency", seed=7, until=EVENING - timedelta(hours=9), days=days, realm="1")
    living.clock.move(to=EVENING)
    assert living.run(REALM, EVENING) > 40
    assert documents(store, REALM) == documents(store, "1")
    Company(store, REALM).check_balance()


def test_documents_come_during_office_hours_one_after_another(living: Living, store: Store) -> None:
    switches.write(store, "", "living", True)
    morning, entered = datetime(2026, 11, 23, 16, tzinfo=UTC), []
    for half_hours in range(20):
        living.clock.move(to=morning + timedelta(minutes=30 * half_hours))
        before = count(store)
        while living.round():
            pass
        entered.append(count(store) - before)
    assert entered[0] == entered[-1] == 0  # before 8:30 and after 16:30 Pacific
    assert sum(map(bool, entered)) >= 3


def test_what_is_entered_carries_the_instant_of_the_clock_and_the_day_it_belongs_to(
    living: Living, store: Store
) -> None:
    living.clock.move(to=EVENING)
    living.run(REALM, EVENING)
    sql = """SELECT json_extract(body, '$.TxnDate'), updated_at FROM object
             WHERE realm = ? AND created_at > ? AND entity = 'Bill'"""
    found = store.rows(sql, REALM, FOUNDED.timestamp() + 60).fetchall()
    assert len({day for day, _ in found}) > 3
    assert all(at >= EVENING.timestamp() for _, at in found)


def test_it_lives_only_where_the_switch_says_so(living: Living, store: Store) -> None:
    living.clock.move(to=EVENING)
    assert not living.round()
    switches.write(store, REALM, "living", True)
    assert living.round()
    switches.write(store, REALM, "living", False)
    assert not living.round()


def test_a_template_whose_day_has_come_looks_ahead(living: Living, store: Store) -> None:
    living.clock.move(to=EVENING)
    living.run(REALM, EVENING)
    bodies = [
        row[0]
        for row in store.rows("SELECT body FROM object WHERE entity = 'RecurringTransaction'").fetchall()
    ]
    schedules = [next(iter(json.loads(body).values()))["RecurringInfo"]["ScheduleInfo"] for body in bodies]
    assert all(schedule["NextDate"] > "2026-12-02" for schedule in schedules)
    assert any(schedule["PreviousDate"] == "2026-12-01" for schedule in schedules)


def test_changes_by_others_do_not_stop_it(living: Living, store: Store) -> None:
    company = Company(store, REALM)
    sql = "SELECT id FROM object WHERE realm = ? AND entity = 'Payment' AND deleted = 0"
    for (id,) in store.rows(sql, REALM).fetchall():
        payment = store.get(REALM, "Payment", id)
        assert payment is not None
        if not any(link["TxnType"] == "Deposit" for link in payment.doc.get("LinkedTxn", [])):
            company.delete("Payment", {"Id": id, "SyncToken": str(payment.sync_token)}, FOUNDED)
    before = count(store)
    living.clock.move(to=EVENING)
    living.run(REALM, EVENING)
    assert count(store) > before + 10
    company.check_balance()


def test_a_merged_client_goes_on_paying_under_the_id_that_is_left(
    caller: Caller, store: Store, clock: Clock
) -> None:
    clock.move(to=FOUNDED)
    ids = {key: id for key, id in desk.recall(store, REALM).ids.items() if key.startswith("client/")}
    lost, survivor = list(ids.values())[:2]
    asked = {"entity": "Customer", "survivor": survivor, "lost": lost}
    assert caller.control(f"companies/{REALM}/merges", asked).status_code == 200
    assert lost not in [id for key, id in desk.recall(store, REALM).ids.items() if key.startswith("client/")]


def test_a_company_of_lists_only_cannot_live_on(store: Store, caller: Caller) -> None:
    register(store)
    answer = caller.control("live", {"realm": "9341450000000001"})
    assert (answer.status_code, "cannot live on" in answer.json()["error"]) == (400, True)
    with pytest.raises(desk.NobodyThere):
        desk.recall(store, "9341450000000001")


def test_it_lives_on_command_up_to_an_instant(caller: Caller, clock: Clock) -> None:
    clock.move(to=FOUNDED)
    ahead = caller.control("live", {"until": EVENING.isoformat()})
    assert (ahead.status_code, "move the clock first" in ahead.json()["error"]) == (400, True)
    clock.move(to=EVENING)
    first = caller.control("live", {"until": "2026-11-24T04:00:00+00:00"}).json()["lived"][REALM]
    rest = caller.control("live", {}).json()["lived"][REALM]
    assert 5 < first < rest
    assert caller.control("live", {}).json() == {"lived": {REALM: 0}}


def test_a_running_server_lets_it_live_and_rings(caller: Caller, clock: Clock) -> None:
    clock.move(to=FOUNDED)
    caller.realm = REALM
    caller.connect()
    with listening() as receiver:
        caller.control("webhooks", {"url": receiver.url, "verifier": "v"})
        caller.control("switches", {"living": True, "webhook_window_seconds": 0})
        clock.move(advance=4 * 86_400)
        assert receiver.next().json[0]["intuitaccountid"] == REALM
        caller.control("switches", {"living": False})
