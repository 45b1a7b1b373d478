"""What is owed through lines on the receivable and payable accounts of documents that state no balance."""

from datetime import date
from decimal import Decimal

import pytest

from bank.services import BalanceService
from core.cash import Side
from tests.bookkeeping import Books, money, posted, ref, spent_on


@pytest.fixture(autouse=True)
def chart(books: Books) -> None:
    books.account("A/R", "Accounts Receivable", "AccountsReceivable")
    books.account("A/P", "Accounts Payable", "AccountsPayable")


def owed(books: Books) -> list[tuple[Side, str | None, Decimal | None]]:
    lines = BalanceService(books.business).control_lines()
    return [(line.side, line.party_id, line.open) for line in lines]


def customer(qbo_id: str) -> dict[str, object]:
    return {"Type": "Customer", "EntityRef": ref(qbo_id)}


def test_a_journal_entry_can_raise_and_lower_what_customers_owe(books: Books) -> None:
    lines = [posted("Debit", "80", "A/R", customer("12")), posted("Credit", "30", "A/R", customer("13"))]
    books.enter("JournalEntry", TxnDate="2026-10-31", Line=[*lines, posted("Credit", "50", "Sales")])
    assert owed(books) == [(Side.RECEIVABLE, "12", Decimal(80)), (Side.RECEIVABLE, "13", Decimal(-30))]


def test_what_a_line_adds_falls_due_on_its_date_and_what_it_takes_off_has_no_date(books: Books) -> None:
    lines = [posted("Debit", "80", "A/R", customer("12")), posted("Credit", "30", "A/R", customer("13"))]
    books.enter("JournalEntry", TxnDate="2026-10-31", Line=[*lines, posted("Credit", "50", "Sales")])
    added, taken_off = BalanceService(books.business).control_lines()
    assert (added.issued_on, added.due_on) == (date(2026, 10, 31), date(2026, 10, 31))
    assert (taken_off.issued_on, taken_off.due_on) == (date(2026, 10, 31), None)


def test_crediting_payables_raises_what_we_owe(books: Books) -> None:
    vendor = {"Type": "Vendor", "EntityRef": ref("71")}
    lines = [posted("Debit", "310", "Fees"), posted("Credit", "310", "A/P", vendor)]
    books.enter("JournalEntry", TxnDate="2026-10-31", Line=lines)
    assert owed(books) == [(Side.PAYABLE, "71", Decimal(310))]


def test_a_vendors_refund_that_is_deposited_is_owed_until_matched_with_a_credit(books: Books) -> None:
    line = {"Amount": money("40"), "DepositLineDetail": {"AccountRef": ref("A/P"), "Entity": ref("71")}}
    books.enter(
        "Deposit",
        TxnDate="2026-10-07",
        TotalAmt=money("40"),
        DepositToAccountRef=ref("Checking"),
        Line=[line],
    )
    assert owed(books) == [(Side.PAYABLE, "71", Decimal(40))]


def test_a_cheque_to_payables_lowers_what_we_owe(books: Books) -> None:
    books.enter(
        "Purchase",
        TxnDate="2026-10-07",
        PaymentType="Check",
        TotalAmt=money("25"),
        EntityRef=ref("71"),
        Line=[spent_on("25", "A/P")],
    )
    assert owed(books) == [(Side.PAYABLE, "71", Decimal(-25))]


def test_a_deleted_entry_owes_nothing(books: Books) -> None:
    gone = books.enter(
        "JournalEntry", TxnDate="2026-10-31", Line=[posted("Debit", "80", "A/R", customer("12"))]
    )
    books.delete("JournalEntry", gone)
    assert owed(books) == []
