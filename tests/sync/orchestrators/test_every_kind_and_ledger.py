"""The snapshots of the other four kinds of company against their own ledgers, to the cent: trust, shop, currencies."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bank.models import Account
from core.cash import AccountKind, Side
from core.mirror import mirrors
from core.models import Business
from sandbox.generator import KINDS, found
from sandbox.store import Store
from sync.merge import merge
from sync.orchestrators.digest import DigestDataOrchestrator, DigestSnapshot
from tests.sweeping import sweep

UNTIL = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ACCOUNTS = {Side.RECEIVABLE: ("Accounts Receivable", 1), Side.PAYABLE: ("Accounts Payable", -1)}
OWN = (AccountKind.OPERATING, AccountKind.CARD)


@pytest.mark.parametrize("kind", sweep(sorted(set(KINDS) - {"agency"}), "consulting"))
def test_a_snapshot_is_what_the_ledger_says(kind: str, acme: Business, tmp_path: Path) -> None:
    ledger = Store(tmp_path / "books.sqlite")
    found(ledger, kind, seed=7, until=UNTIL, days=240)
    for model in mirrors():
        bodies = ledger.rows("SELECT body FROM object WHERE entity = ? AND deleted = 0", model.qbo.name)
        wanted = [body if isinstance(body, bytes) else body.encode() for (body,) in bodies]
        assert merge(acme, model, wanted, UNTIL).quarantined == 0
    snapshot = DigestDataOrchestrator(acme).load(TODAY, UNTIL)
    assert snapshot.problems == ()
    for side in Side:
        assert open_by_party(snapshot, side) == posted_by_party(ledger, side)
    posted = sums(ledger, "account_id", "TRUE")
    for balance in snapshot.balances:
        assert balance.home == posted.get((balance.account_id,), 0), balance.name
    own = {balance.account_id for balance in snapshot.balances if balance.kind in OWN}
    since = (TODAY - timedelta(weeks=26)).isoformat()
    days = sums(ledger, "account_id, on_day", f"on_day >= '{since}'")
    assert moved(snapshot, own) == {key: cents for key, cents in days.items() if key[0] in own}
    ledger.release()


def sums(ledger: Store, columns: str, condition: str) -> dict[tuple[str, ...], Decimal]:
    """Ledger sums in home currency by the columns, zeros left out."""
    rows = ledger.rows(f"SELECT {columns}, SUM(cents) FROM posting WHERE {condition} GROUP BY {columns}")
    return {tuple(key): Decimal(cents) / 100 for *key, cents in rows if cents}


def posted_by_party(ledger: Store, side: Side) -> dict[str, Decimal]:
    account_type, sign = ACCOUNTS[side]
    control = ",".join(Account.objects.filter(account_type=account_type).values_list("qbo_id", flat=True))
    by_party = sums(ledger, "party_id", f"account_id IN ({control})")
    return {party: sign * amount for (party,), amount in by_party.items()}


def open_by_party(snapshot: DigestSnapshot, side: Side) -> dict[str, Decimal]:
    found_open: dict[str, Decimal] = defaultdict(Decimal)
    for item in snapshot.open_items:
        if item.side is side:
            found_open[item.party_id] += item.open
    return {party: amount for party, amount in found_open.items() if amount}


def moved(snapshot: DigestSnapshot, accounts: set[str]) -> dict[tuple[str, ...], Decimal]:
    by_day: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for flow in snapshot.flows:
        if flow.account_id in accounts:
            by_day[flow.account_id, flow.on.isoformat()] += flow.amount
    return {key: amount for key, amount in by_day.items() if amount}
