"""What a forecast knows beside the digest: what was settled and how, what money was for, what payments are made of."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.cash import Document
from core.dealings import Part
from sync.orchestrators.forecast import ForecastDataOrchestrator, ForecastSnapshot
from tests.bookkeeping import Books, linked, money, posted, ref, spent_on

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
TODAY = date(2026, 11, 20)
GRANITE, FJORD = ref("71", "Granite Glaze"), ref("12", "Fjord & Pine")
BY_CHEQUE = {"PayType": "Check", "CheckPayment": {"BankAccountRef": ref("Checking")}}


@pytest.fixture(autouse=True)
def chart(books: Books) -> None:
    books.account("Checking", CurrentBalance=money("1,000"))
    books.account("Visa", "Credit Card", "CreditCard")
    books.account("Rent", "Expense", "RentOrLeaseOfBuildings")
    books.account("Wages", "Expense", "PayrollExpenses")
    books.account("Taxes owed", "Other Current Liability", "PayrollTaxPayable")
    books.account("Loan", "Long Term Liability", "NotesPayable")
    books.account("A/R", "Accounts Receivable", "AccountsReceivable")
    books.account("A/P", "Accounts Payable", "AccountsPayable")


def load(books: Books) -> ForecastSnapshot:
    return ForecastDataOrchestrator(books.business).load(TODAY, NOW)


def accounts(books: Books) -> dict[str, list[str]]:
    """Names of the accounts that money was for, by entity."""
    return {name[0]: [a.name for a in on] for name, on in load(books).posted_to.items()}


def bill(books: Books, amount: str, left: str = "0", **fields: Any) -> str:
    asked = {"TotalAmt": money(amount), "Balance": money(left), "Line": [spent_on(amount, "Rent")]}
    return books.enter(
        "Bill", TxnDate="2026-10-02", DueDate="2026-11-01", VendorRef=GRANITE, **asked, **fields
    )


def pay(books: Books, amount: str, *lines: dict[str, Any]) -> str:
    paid = {"TotalAmt": money(amount), "VendorRef": GRANITE, "Line": list(lines)}
    return books.enter("BillPayment", TxnDate="2026-11-03", **paid, **BY_CHEQUE)


def test_a_settled_bill_tells_when_it_was_issued_due_and_paid(books: Books) -> None:
    paid = bill(books, "200")
    pay(books, "200", linked("200", "Bill", paid))
    (settled,) = load(books).paid
    days = (settled.issued_on, settled.due_on, settled.paid_on)
    assert days == (date(2026, 10, 2), date(2026, 11, 1), date(2026, 11, 3))


def test_the_payment_of_a_bill_was_for_what_the_bill_was_for(books: Books) -> None:
    paid = bill(books, "200")
    pay(books, "200", linked("200", "Bill", paid))
    assert accounts(books) == {"Bill": ["Rent"], "BillPayment": ["Rent"]}


def test_a_payroll_entry_was_for_wages_and_not_for_the_taxes_that_it_left_owed(books: Books) -> None:
    lines = [
        posted("Debit", "100", "Wages"),
        posted("Credit", "30", "Taxes owed"),
        posted("Credit", "70", "Checking"),
    ]
    books.enter("JournalEntry", TxnDate="2026-11-13", Line=lines)
    assert accounts(books) == {"JournalEntry": ["Wages"]}


def test_the_largest_account_of_a_cheque_comes_first(books: Books) -> None:
    spent = [spent_on("30", "Wages"), spent_on("60", "Rent")]
    cheque = {"PaymentType": "Check", "AccountRef": ref("Checking"), "TotalAmt": money("90")}
    books.enter("Purchase", TxnDate="2026-11-13", **cheque, Line=spent)
    assert accounts(books) == {"Purchase": ["Rent", "Wages"]}


def test_a_loan_that_was_banked_is_told_and_a_customers_cheque_is_not(books: Books) -> None:
    for account, amount in (("Loan", "500"), ("A/R", "90")):
        line = {"Amount": money(amount), "DepositLineDetail": {"AccountRef": ref(account)}}
        into = {"DepositToAccountRef": ref("Checking"), "TotalAmt": money(amount)}
        books.enter("Deposit", TxnDate="2026-11-13", **into, Line=[line])
    assert accounts(books) == {"Deposit": ["Loan"]}


def test_a_transfer_to_a_card_pays_the_card(books: Books) -> None:
    moved = {"FromAccountRef": ref("Checking"), "ToAccountRef": ref("Visa"), "Amount": money("60")}
    books.enter("Transfer", TxnDate="2026-11-13", **moved)
    assert accounts(books) == {"Transfer": ["Visa"]}


def test_a_deposit_is_made_of_payments_and_a_payment_of_invoices(books: Books) -> None:
    paid = {"TotalAmt": money("75"), "CustomerRef": FJORD}
    payment = books.enter("Payment", TxnDate="2026-11-12", **paid, Line=[linked("75", "Invoice", "9")])
    into = {"DepositToAccountRef": ref("Checking"), "TotalAmt": money("75")}
    deposit = books.enter("Deposit", TxnDate="2026-11-13", **into, Line=[linked("75", "Payment", payment)])
    assert load(books).parts == {
        ("Payment", payment): (Part(Document("Invoice", "9"), Decimal(75)),),
        ("Deposit", deposit): (Part(Document("Payment", payment), Decimal(75)),),
    }


def test_parts_of_a_foreign_payment_are_in_home_currency(books: Books) -> None:
    foreign = {"CurrencyRef": ref("EUR"), "ExchangeRate": Decimal("1.10")}
    books.enter("Payment", TxnDate="2026-11-12", TotalAmt=10, Line=[linked("10", "Invoice", "9")], **foreign)
    assert [part.amount for (part,) in load(books).parts.values()] == [Decimal(11)]


def test_what_was_deleted_is_made_of_nothing(books: Books) -> None:
    paid = bill(books, "200")
    books.delete("BillPayment", pay(books, "200", linked("200", "Bill", paid)))
    assert load(books).parts == {}


def test_taxes_that_are_owed_are_told_and_taxes_paid_up_are_not(books: Books) -> None:
    books.account("Taxes owed", "Other Current Liability", "PayrollTaxPayable", CurrentBalance=money("-120"))
    books.account("Sales tax", "Other Current Liability", "SalesTaxPayable", CurrentBalance=money("0"))
    assert [(one.name, one.owed) for one in load(books).liabilities] == [("Taxes owed", Decimal(120))]
