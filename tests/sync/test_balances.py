"""Account balances that move without a word in the list of changes."""

from decimal import Decimal

import pytest
from pytest_django import Settings

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


def move_quietly(clerk: Clerk, balance: str, qbo_id: str = "") -> str:
    """An account, or else the first bank's, has another balance, though its token and time stand; returns its id."""
    chosen = qbo_id or clerk.first("Account", AccountType="Bank")["value"]
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


def test_more_of_them_than_a_page_holds_are_all_read(
    mirrored: Business, clerk: Clerk, settings: Settings
) -> None:
    settings.SYNC_PAGE_SIZE = 4
    banks = [one["Id"] for one in clerk.company.objects("Account") if one["AccountType"] == "Bank"]
    for qbo_id in banks:
        move_quietly(clerk, "777", qbo_id)
    clerk.bill()
    pull_changes(mirrored)
    assert clerk.company.mischief.asked.count("Account") > 1
    assert {balance(mirrored, qbo_id) for qbo_id in banks} == {777}


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
