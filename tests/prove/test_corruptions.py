"""300 corruptions, no two of the same row, in mirrors of companies of every kind: all are found, named, repaired.

One reconcile finds each under its document, and calls nothing else a difference.

PROVE_CORRUPTIONS (300) says how many; PROVE_CORRUPTION_SEED (1) which. They are spread over all mirrored entities and
all ways of tests/sync/corrupting.py. A mirror with nothing spoiled ties before, and ties afterwards.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from core.mirror import mirrors
from core.models import Business, Firm
from sandbox.generator import KINDS
from sync.orchestrators.mirror import backfill, pull_changes
from sync.orchestrators.reconcile import reconcile
from tests.conftest import point_at
from tests.prove.model.keeper import NOT_COPIED, Keeper, without
from tests.prove.model.next_door import NextDoor, next_door
from tests.sync.corrupting import WAYS, Corruption, Vandal, unlike
from tests.sync.small_company import in_a_hurry

__all__ = ["in_a_hurry"]
pytestmark = [
    pytest.mark.prove,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_a_hurry"),
]

COUNT = int(os.environ.get("PROVE_CORRUPTIONS", "300"))
SEED = int(os.environ.get("PROVE_CORRUPTION_SEED", "1"))
DELETED = ("Bill", "Invoice", "Purchase", "Deposit", "JournalEntry", "Payment", "BillPayment", "VendorCredit")
AN_HOUR = 3600
NO_DOORBELL = ""  # nothing rings here
done: list[Corruption] = []


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NextDoor]:
    """One sandbox for all companies."""
    folder = tmp_path_factory.mktemp("sandbox")
    with next_door(folder, folder / "clock.json", NO_DOORBELL) as made:
        yield made


@pytest.fixture
def acme(firm: Firm, door: NextDoor, settings: Settings) -> Business:
    point_at(door.url, settings)
    return Business.objects.create(firm=firm, name="Acme", slug="acme")


def vendors_give_credit(keeper: Keeper) -> None:
    """As much as they billed; the companies' own few weeks may not hold any."""
    for number in range(4):
        bill = keeper.pick("Bill", number)
        if bill is not None:
            said = {name: bill[name] for name in ("VendorRef", "CurrencyRef") if name in bill}
            lines = without(bill, *NOT_COPIED)["Line"]
            assert keeper.do("create", "VendorCredit", said | {"Line": lines})


def some_documents_are_deleted(keeper: Keeper) -> None:
    """The last of each kind, so that there are tombstones to lose; those that settle others go first."""
    for entity in reversed(DELETED):
        for _ in range(2):
            keeper.delete(entity, len(keeper.living(entity)) - 1)
    for number in range(3):
        keeper.void("Invoice", number * 5)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_corruption_is_found_named_and_repaired(
    acme: Business, door: NextDoor, kind: str, tmp_path: Path
) -> None:
    keeper = door.found(kind, SEED)
    door.consent(acme, keeper.realm)
    vendors_give_credit(keeper)
    backfill(acme)
    some_documents_are_deleted(keeper)
    pull_changes(acme)
    door.service.clock.move(advance=AN_HOUR)
    assert reconcile(acme).differences == (), "nothing has been spoiled yet"
    spoiled = Vandal(acme, Random(f"{kind} {SEED}")).spoil(COUNT // len(KINDS))
    done.extend(spoiled)
    assert unlike(acme, door.service.store, keeper.realm), "something has been spoiled"

    found = reconcile(acme)

    named = {(one.entity, one.qbo_id) for one in found.differences}
    expected = {(one.entity, qbo_id) for one in spoiled for qbo_id in one.ids}
    overlooked = [one for one in spoiled if not {(one.entity, qbo_id) for qbo_id in one.ids} <= named]
    assert overlooked == []
    assert named - expected == set(), "a difference where nothing was spoiled"
    assert [one for one in found.differences if not one.repaired or one.qbo_id not in one.words] == []
    assert found.ties
    assert unlike(acme, door.service.store, keeper.realm) == {}
    assert reconcile(acme).differences == (), "what was repaired is found no more"


def test_they_were_of_every_way_and_entity() -> None:
    if COUNT >= 300:
        assert len(done) == COUNT
        assert {one.way for one in done} == set(WAYS)
        assert {one.entity for one in done} == {model.qbo.name for model in mirrors()}
    print(Counter(one.way for one in done).most_common())
