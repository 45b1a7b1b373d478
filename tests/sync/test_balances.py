"""Account balances that move without a word in the list of changes."""

from decimal import Decimal

import pytest

from bank.models import Account
from core.models import Business
from sandbox import faults
from sandbox.wire import encode
from sync.errors import BadQuestion
from sync.orchestrators.changes import pull_changes
from tests.sync.clerk import Clerk, clerk, cursor, mirrored
from tests.sync.small_company import REALM, company, connected, in_a_hurry

__all__ = ["clerk", "company", "connected", "in_a_hurry", "mirrored"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_a_hurry")]


def move_quietly(clerk: Clerk, balance: str) -> str:
    """The first bank account has another balance, though its token and time stand; returns its id."""
    chosen = clerk.first("Account", AccountType="Bank")["value"]
    row = clerk.company.store.get(REALM, "Account", chosen)
    assert row is not None
    body = encode(row.doc | {"CurrentBalance": Decimal(balance)})
    clerk.company.put("Account", int(chosen), body, at=row.updated_at)
    return chosen


def balance(business: Business, qbo_id: str) -> Decimal | None:
    return Account.objects.of(business).get(qbo_id=qbo_id).balance


def test_every_fourth_pull_reads_them(mirrored: Business, clerk: Clerk) -> None:
    chosen = move_quietly(clerk, "777")
    for _ in range(3):
        pull_changes(mirrored)
        assert balance(mirrored, chosen) != 777
    pull_changes(mirrored)
    assert balance(mirrored, chosen) == 777


def test_a_pull_that_saw_a_transaction_reads_them(mirrored: Business, clerk: Clerk) -> None:
    clerk.bill()
    chosen = move_quietly(clerk, "777")
    pull_changes(mirrored)
    assert balance(mirrored, chosen) == 777


def test_a_pull_that_saw_a_name_only_does_not(mirrored: Business, clerk: Clerk) -> None:
    clerk.enter("Vendor", DisplayName="Old Mill")
    pull_changes(mirrored)
    assert "Account" not in clerk.company.mischief.asked


def test_when_they_cannot_be_read_the_rows_stay_and_the_next_pull_asks_again(
    mirrored: Business, clerk: Clerk
) -> None:
    clerk.bill()
    clerk.company.service.clock.move(advance=3600)
    chosen, before = move_quietly(clerk, "777"), cursor(mirrored)
    clerk.company.refuse("Account", faults.unparsable_query("not today"))
    with pytest.raises(BadQuestion):
        pull_changes(mirrored)
    assert cursor(mirrored) > before
    clerk.company.mischief.answers.clear()
    assert pull_changes(mirrored).tallies.get("Bill") is None, "the bill is not in this window any more"
    assert balance(mirrored, chosen) == 777
