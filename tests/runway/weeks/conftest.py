"""Acme's books, read to their end on Monday, Nov 23, 2026: 1,000.00 in the bank, deposited in January."""

from datetime import UTC, datetime

import pytest

from core.mirror import mirrors
from core.models import Business
from sync.models import Connection, EntityState
from tests.bookkeeping import Books as Pen
from tests.bookkeeping import money, ref

MONDAY = datetime(2026, 11, 23, 13, tzinfo=UTC)
NEXT = datetime(2026, 11, 30, 13, tzinfo=UTC)


@pytest.fixture
def pen(acme: Business) -> Pen:
    """Writes Acme's books; they are connected, and complete as of that Monday."""
    Connection.objects.create(business=acme, realm_id="9130", environment="sandbox-local")
    states = [EntityState(business=acme, entity=m.qbo.name, backfilled_at=MONDAY) for m in mirrors()]
    EntityState.objects.bulk_create(states)
    made = Pen(acme)
    made.account("Checking", CurrentBalance=money("1,000"))
    made.enter(
        "Deposit",
        TxnDate="2026-01-05",
        TotalAmt=money("1,000"),
        DepositToAccountRef=ref("Checking"),
        Line=[{"Amount": money("1,000"), "DetailType": "DepositLineDetail"}],
    )
    made.account("A/R", "Accounts Receivable", "AccountsReceivable")
    made.account("A/P", "Accounts Payable", "AccountsPayable")
    for qbo_id, name in (("12", "Fjord & Pine"), ("13", "Birch"), ("14", "Amy's Birds")):
        made.enter("Customer", Id=qbo_id, DisplayName=name, Active=True)
    for qbo_id, name in (("71", "Granite Glaze"), ("72", "Harbor Kiln")):
        made.enter("Vendor", Id=qbo_id, DisplayName=name, Active=True)
    return made
