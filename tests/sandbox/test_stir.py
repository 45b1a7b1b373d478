"""Small changes on demand, spread over companies, each told so that a bench can look for it."""

from __future__ import annotations

from collections import Counter

import pytest

from sandbox.books.company import Company
from sandbox.clock import Clock
from sandbox.generator import found
from sandbox.generator.stir import NothingToStir, stir
from sandbox.store import Store
from tests.sandbox.world import NOW, REALM, Caller, open_books, register


@pytest.fixture
def companies(store: Store) -> list[str]:
    """Two companies with a month of history."""
    kinds = ("agency", "consulting")
    return [found(store, kind, seed=7, until=NOW, days=30).realm for kind in kinds]


def test_every_kind_of_change_comes_and_is_told(companies: list[str], store: Store, clock: Clock) -> None:
    done = stir(store, companies, 120, 5, clock.now)
    told = Counter((one.entity, one.operation) for one in done)
    assert {operation for _, operation in told} == {"create", "update", "void", "delete"}
    assert {"Invoice", "Bill", "Payment", "BillPayment", "Customer"} == {entity for entity, _ in told}
    assert Counter(one.realm for one in done) == dict.fromkeys(companies, 60)
    for one in done:
        row = store.get(one.realm, one.entity, one.id)
        assert row is not None
        assert row.updated_at >= int(one.at.timestamp())
    for realm in companies:
        Company(store, realm).check_balance()


def test_the_back_door_makes_them_in_some_companies(caller: Caller, store: Store) -> None:
    open_books(store)
    register(store, "1", "Beta")
    done = caller.control("changes", {"count": 5, "realms": [REALM], "seed": 3}).json()["changes"]
    assert {one["realm"] for one in done} == {REALM}
    assert len(done) == 5
    assert set(done[0]) == {"realm", "entity", "id", "operation", "at"}
    again = caller.control("changes", {"count": 5}).json()
    assert again == {"error": "company 1 has no Customer"}


def test_a_company_with_too_little_says_what_it_lacks(store: Store, clock: Clock) -> None:
    register(store)
    with pytest.raises(NothingToStir, match="no Customer"):
        stir(store, [REALM], 1, 7, clock.now)
