"""A worker is killed in the middle of a write: another finishes it, and QuickBooks has done it once."""

import signal
import time
from datetime import date
from decimal import Decimal

import pytest

from ap.models import Bill
from core.models import Business
from sync.models import Connection, WriteOperation
from sync.orchestrators import writes
from sync.orchestrators.named import read_named
from sync.smart_sync import SmartSyncService
from tests.sync.backstage import Backstage
from tests.sync.conftest import write_back
from tests.sync.elsewhere import waiting
from tests.sync.test_smart_sync import first

__all__ = ["write_back"]
pytestmark = [
    pytest.mark.prove,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("write_back"),
]

BEFORE = """
from core.models import Business
from sync.orchestrators import writes
acme = Business.objects.get(slug="acme")
"""


def payment_planned(gate: SmartSyncService, acme: Business) -> int:
    """One of 1.00 on an open bill."""
    bill = first(gate.query("select * from Bill where Balance > '10' maxresults 1"))
    bank = first(gate.query("select * from Account where AccountType = 'Bank' maxresults 1"))["Id"]
    read_named(acme, {Bill: [bill["Id"]]})
    day = date.fromisoformat(bill["TxnDate"])
    return writes.plan_payment(acme, bill["Id"], Decimal("1.00"), bank, day, actor="olive", name="decision 1")


def payments(gate: SmartSyncService) -> int:
    return gate.count("BillPayment")


@pytest.mark.parametrize(
    "after", [0.0, 0.5, 1.5], ids=["as it is sent", "while it is done", "before the answer"]
)
def test_a_killed_write_is_finished_by_another_and_done_once(
    connection: Connection, backstage: Backstage, acme: Business, after: float
) -> None:
    gate = SmartSyncService(acme, people=True)
    number, before = payment_planned(gate, acme), payments(gate)
    backstage.fault("slow", seconds=1, class_="writes")
    worker = waiting(BEFORE, f"writes.carry_out(acme, {number})", QBO_WRITE_BACK="yes")
    assert worker.stdout is not None
    assert worker.stdin is not None
    assert worker.stdout.readline() == "ready\n"
    worker.stdin.write("\n")
    worker.stdin.flush()
    while not WriteOperation.objects.get().tried_at:
        time.sleep(0.01)
    time.sleep(after)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    assert writes.carry_out(acme, number).state is writes.State.DONE
    assert payments(gate) == before + 1
