"""Odd documents in another currency: each at a rate of its own, with amounts that come to half a cent at home."""

from typing import Any

from sandbox.generator.forms import applied, expense_line, journal_line, ref, sales_line
from tests.runway.ledger_clerk import Clerk

EUR = "EUR"
RATE = 1.07
"""No month's rate: the books say at it what a document is worth, and at the newest what is left on an account."""

HALVES = 12_350
"""Cents of which each document has some: 123.50 at 1.07 are 132.145, and half a cent counts as one.

A quarter paid of four times that leaves a cent less than the rest is worth by itself: the books state it."""


def enter_foreign(clerk: Clerk) -> None:
    """What is owed on both sides, in part, too much and in advance, and what moved a foreign bank account."""
    _receivable(clerk)
    _payable(clerk)
    _euros(clerk)


def _receivable(clerk: Clerk) -> None:
    customer, item = clerk.id("Customer", currency=EUR), clerk.id("Item", type="Service")
    euros, owed = clerk.id("Account", "Euro Account", currency=EUR), _control(clerk, "Receivable (A/R)")
    by = {"CustomerRef": ref(customer), "ExchangeRate": RATE}
    late = {"DueDate": clerk.on(3)}
    invoice = clerk.make("Invoice", 45, Line=[sales_line(item, HALVES * 4, "Days")], **by, **late)
    clerk.make("Invoice", 10, Line=[sales_line(item, HALVES, "Days")], **by)
    clerk.make("CreditMemo", 8, Line=[sales_line(item, HALVES, "Too much")], **by)
    into = {"DepositToAccountRef": ref(euros)}
    paid = [applied(HALVES, "Invoice", invoice["Id"])]
    clerk.make("Payment", 12, TotalAmt=370.5, Line=paid, **(by | {"ExchangeRate": 1.13}), **into)
    clerk.make("Payment", 4, TotalAmt=123.5, **by, **into)
    income, party = clerk.id("Account", "Interest Earned"), ("Customer", customer)
    lines = [journal_line(owed, HALVES, "Fee", party=party), journal_line(income, -HALVES, "Fee")]
    clerk.make("JournalEntry", 30, Line=lines, CurrencyRef=ref(EUR), ExchangeRate=RATE)


def _payable(clerk: Clerk) -> None:
    vendor, euros = clerk.id("Vendor", currency=EUR), clerk.id("Account", "Euro Account", currency=EUR)
    by = {"VendorRef": ref(vendor), "ExchangeRate": RATE}
    bill = clerk.make("Bill", 60, Line=_spent(clerk, HALVES * 7), **by, DueDate=clerk.on(-6))
    part = clerk.make("Bill", 20, Line=_spent(clerk, HALVES * 4), **by)
    clerk.make("VendorCredit", 15, Line=_spent(clerk, HALVES), **by)
    check = {"PayType": "Check", "CheckPayment": {"BankAccountRef": ref(euros)}}
    more, less = ([applied(HALVES * n, "Bill", b["Id"])] for n, b in ((7, bill), (1, part)))
    clerk.make("BillPayment", 9, TotalAmt=988, Line=more, **by, **check)
    clerk.make("BillPayment", 2, TotalAmt=247, Line=less, **(by | {"ExchangeRate": 1.11}), **check)


def _euros(clerk: Clerk) -> None:
    """Spent, received, and carried to an account at home."""
    euros, home = (
        clerk.id("Account", n, currency=c) for n, c in (("Euro Account", EUR), ("Operating Checking", "USD"))
    )
    paid = {"PaymentType": "Cash", "AccountRef": ref(euros), "ExchangeRate": RATE}
    clerk.make("Purchase", 6, Line=_spent(clerk, HALVES), **paid)
    back: dict[str, Any] = {"AccountRef": ref(clerk.id("Account", "Interest Earned"))}
    line = {"Amount": 123.5, "DetailType": "DepositLineDetail", "DepositLineDetail": back}
    clerk.make("Deposit", 7, DepositToAccountRef=ref(euros), Line=[line], ExchangeRate=RATE)
    ends = {"FromAccountRef": ref(euros), "ToAccountRef": ref(home)}
    clerk.make("Transfer", 3, Amount=370.5, ExchangeRate=RATE, **ends)


def _spent(clerk: Clerk, cents: int) -> list[dict[str, Any]]:
    return [expense_line(clerk.id("Account", "Office Supplies"), cents, "Paper")]


def _control(clerk: Clerk, name: str) -> str:
    return clerk.id("Account", f"Accounts {name} - EUR", currency=EUR)
