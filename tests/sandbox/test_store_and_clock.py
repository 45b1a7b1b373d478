"""The store keeps and orders, the clock moves: what everything else stands on."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.clock import Clock, pacific_millis, pacific_seconds
from sandbox.store import Posting, Store
from sandbox.wire import decode, encode
from tests.sandbox.world import NOW, REALM


def test_ids_count_up_in_each_space_by_itself(store: Store) -> None:
    assert [store.next_id(REALM, space) for space in ("txn", "txn", "name", "txn")] == ["1", "2", "1", "3"]
    assert store.next_id(REALM, "txn", count=10) == "4"
    assert store.next_id(REALM, "txn") == "14"


def test_many_threads_never_get_the_same_id(store: Store) -> None:
    taken: list[str] = []

    def take() -> None:
        taken.extend(store.next_id(REALM, "txn") for _ in range(20))
        store.release()

    threads = [threading.Thread(target=take) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(int, taken)) == list(range(1, 101))


def test_an_error_takes_back_the_whole_transaction_nested_ones_too(store: Store) -> None:
    def broken() -> None:
        with store.transaction():
            with store.transaction():
                store.next_id(REALM, "txn")
            raise ValueError("the bank called")

    with pytest.raises(ValueError, match="the bank called"):
        broken()
    assert store.next_id(REALM, "txn") == "1"


def test_a_second_put_replaces_and_a_restart_remembers(store: Store) -> None:
    for token, amount in (("0", Decimal("10.50")), ("1", Decimal("11.00"))):
        store.put(
            REALM, "Bill", {"Id": "7", "SyncToken": token, "TotalAmt": amount}, updated_at=9, created_at=5
        )
    again = Store(store.path)
    row = again.get(REALM, "Bill", "7")
    again.release()
    assert row is not None
    assert (row.sync_token, row.doc["TotalAmt"], row.body) == (
        1,
        Decimal("11.00"),
        b'{"Id":"7","SyncToken":"1","TotalAmt":11.00}',
    )


def test_postings_of_a_document_are_replaced_as_a_whole(store: Store) -> None:
    sale = [Posting(1, "2026-11-20", "84", 500, "Customer", "12"), Posting(2, "2026-11-20", "1", -500)]
    store.replace_postings(REALM, "Invoice", "7", sale)
    assert store.postings(REALM, "Invoice", "7") == sale
    store.replace_postings(REALM, "Invoice", "7", [])
    assert store.postings(REALM, "Invoice", "7") == []


@pytest.mark.parametrize(
    ("amount", "text"), [("100.00", "100.00"), ("1E+3", "1000"), ("1E-7", "0.0000001"), ("0", "0")]
)
def test_amounts_are_written_plainly_and_without_loss(amount: str, text: str) -> None:
    assert encode({"a": [Decimal(amount)]}) == b'{"a":[%s]}' % text.encode()
    assert decode(b"[12345678901234567.89]") == [Decimal("12345678901234567.89")]


@pytest.mark.parametrize(
    ("instant", "written"),
    [
        ("2024-03-10T09:59:59", "2024-03-10T01:59:59-08:00"),
        ("2024-03-10T10:00:00", "2024-03-10T03:00:00-07:00"),
        ("2026-11-01T08:59:59", "2026-11-01T01:59:59-07:00"),
        ("2026-11-01T09:00:00", "2026-11-01T01:00:00-08:00"),
        ("2026-07-01T00:00:00", "2026-06-30T17:00:00-07:00"),
    ],
)
def test_pacific_time_changes_its_offset_on_the_right_sundays(instant: str, written: str) -> None:
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert pacific_seconds(at) == written
    assert pacific_millis(at) == f"{written[:19]}.000{written[19:]}"


def test_a_clock_file_is_obeyed_and_reread_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "clock.json"
    clock = Clock(path)
    real = datetime.now(UTC)
    assert abs((clock.now() - real).total_seconds()) < 5
    path.write_text(json.dumps({"offset": 86_400, "scale": 1, "since": 0}))
    assert (clock.now() - real).total_seconds() == pytest.approx(86_400, abs=5)
    path.write_text(json.dumps({"offset": 0, "scale": 3, "since": real.timestamp() - 100}))
    os.utime(path, ns=(1, 1))
    assert (clock.now() - real).total_seconds() == pytest.approx(200, abs=20)


def test_moving_a_clock_with_a_file_moves_everyone_who_reads_it(tmp_path: Path) -> None:
    one, other = Clock(tmp_path / "clock.json"), Clock(tmp_path / "clock.json")
    one.move(to=NOW)
    assert abs((other.now() - NOW).total_seconds()) < 5
    other.move(advance=3600, scale=1)
    assert (one.now() - NOW).total_seconds() == pytest.approx(3600, abs=5)


def test_time_does_not_jump_when_only_its_pace_changes() -> None:
    clock = Clock()
    clock.move(advance=1000, scale=50)
    before = clock.epoch()
    clock.move(scale=1)
    assert 0 <= clock.epoch() - before < 5
