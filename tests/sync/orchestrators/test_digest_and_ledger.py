"""The snapshot of a whole company against that company's own double-entry ledger, to the cent.

The ledger knows postings only; the snapshot is computed from documents and their balances. Two roads, one truth.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from bank.models import Account
from core.cash import AccountKind, Side
from core.mirror import mirrors
from core.models import Business, Firm
from sandbox.generator import found
from sandbox.store import Store
from sync.merge import merge
from sync.orchestrators.digest import DigestDataOrchestrator, DigestSnapshot

UNTIL = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ACCOUNTS = {Side.RECEIVABLE: "Accounts Receivable", Side.PAYABLE: "Accounts Payable"}
SIGNS = {Side.RECEIVABLE: 1, Side.PAYABLE: -1}
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The agency's books after two years."""
    store = Store(tmp_path_factory.mktemp("agency") / "books.sqlite")
    found(store, "agency", seed=11, until=UNTIL, scale=0.3)
    return store


@pytest.fixture(scope="module")
def agency(ledger: Store, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Business]:
    """The agency with every object of its books mirrored: once for all tests, and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        firm = Firm.objects.create(name="Agency", slug="agency")
        business = Business.objects.create(firm=firm, name="Agency", slug="agency")
        for model in mirrors():
            rows = ledger.rows("SELECT body FROM object WHERE entity = ? AND deleted = 0", model.qbo.name)
            bodies = [body if isinstance(body, bytes) else body.encode() for (body,) in rows]
            assert merge(business, model, bodies, UNTIL).quarantined == 0
        yield business
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def snapshot(agency: Business, django_db_blocker: DjangoDbBlocker) -> DigestSnapshot:
    """What the digest is computed from."""
    with django_db_blocker.unblock():
        return DigestDataOrchestrator(agency).load(TODAY, UNTIL)


def postings(ledger: Store, columns: str, where: str, *values: str) -> Iterator[tuple[str, ...]]:
    yield from ledger.rows(
        f"SELECT {columns}, sum(cents) FROM posting WHERE {where} GROUP BY {columns}", *values
    )


@pytest.mark.parametrize("side", list(Side))
def test_what_each_party_owes_is_what_its_postings_say(
    ledger: Store, snapshot: DigestSnapshot, side: Side
) -> None:
    account = Account.objects.get(account_type=ACCOUNTS[side])
    found_open: dict[str, Decimal] = defaultdict(Decimal)
    for item in snapshot.open_items:
        if item.side is side:
            found_open[item.party_id] += item.open
    posted = {
        party or "": SIGNS[side] * Decimal(cents) / 100
        for party, cents in postings(ledger, "party_id", "account_id = ?", account.qbo_id)
        if cents
    }
    assert len(posted) > 3
    assert {party: amount for party, amount in found_open.items() if amount} == posted


def test_book_balances_are_those_of_the_ledger(ledger: Store, snapshot: DigestSnapshot) -> None:
    posted = dict(postings(ledger, "account_id", "TRUE"))
    assert {balance.kind for balance in snapshot.balances} >= {AccountKind.OPERATING, AccountKind.CARD}
    for balance in snapshot.balances:
        assert balance.home == Decimal(posted.get(balance.account_id, 0)) / 100


def test_each_days_movements_on_each_account_are_its_postings(
    ledger: Store, snapshot: DigestSnapshot
) -> None:
    accounts = {
        b.account_id for b in snapshot.balances if b.kind in (AccountKind.OPERATING, AccountKind.CARD)
    }
    since = (TODAY - timedelta(weeks=26)).isoformat()
    moved: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for flow in snapshot.flows:
        if flow.account_id in accounts:
            moved[flow.account_id, flow.on.isoformat()] += flow.amount
    posted = {
        (account, day): Decimal(cents) / 100
        for account, day, cents in postings(ledger, "account_id, on_day", "on_day >= ?", since)
        if account in accounts and cents
    }
    assert len(posted) > 50
    assert {key: amount for key, amount in moved.items() if amount} == posted


def test_nothing_in_these_books_is_a_problem(snapshot: DigestSnapshot) -> None:
    assert snapshot.problems == ()
