"""The rows of the 13-week sheet, and which of them a movement or an open document belongs to (RUNWAY 4)."""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from core.cash import ZERO
from core.dealings import SpentOn
from runway.calculators.tiers import OWNERS, RULES, Rule


class Row(StrEnum):
    """One row of money. `COLLECTED` is what customers paid where the books do not tell how late each invoice was."""

    NOT_DUE = "Invoices not yet due"
    OVERDUE = "Invoices overdue"
    IN_TRANSIT = "In transit to the bank"
    COLLECTED = "Received from customers"
    OTHER_IN = "Other receipts"
    FINANCING = "Financing"
    PAYROLL = "Payroll"
    PAYROLL_TAX = "Payroll taxes"
    TAXES = "Taxes"
    RENT = "Rent"
    UTILITIES = "Utilities"
    INSURANCE = "Insurance"
    VENDORS = "Vendors"
    CARDS = "Card payments"
    NOT_BILLED = "Expected, not billed"
    ONE_OFF = "One-offs"
    DEBT = "Debt service"
    OWNERS = "Owner draws"
    UNEXPLAINED = "Unexplained"


CUSTOMERS = (Row.NOT_DUE, Row.OVERDUE, Row.IN_TRANSIT, Row.COLLECTED)
RECEIPTS = (*CUSTOMERS, Row.OTHER_IN, Row.FINANCING)
DISBURSEMENTS = tuple(row for row in Row if row not in RECEIPTS and row is not Row.UNEXPLAINED)
NOT_OPERATING = frozenset({Row.FINANCING, Row.DEBT, Row.OWNERS, Row.UNEXPLAINED})

ROW_OF_RULE = {
    "owners come last": Row.OWNERS,
    "rent": Row.RENT,
    "secured debt": Row.DEBT,
    "insurance": Row.INSURANCE,
    "utilities": Row.UTILITIES,
    "licences": Row.TAXES,
}
STAFF = (
    Rule.of(
        1,
        "payroll taxes",
        "PayrollTaxPayable PayrollTaxExpenses",
        r"payroll tax(es)?|withh(e|o)ld(ing)?|eftps|941",
    ),
    Rule.of(
        1,
        "taxes",
        "GlobalTaxPayable SalesTaxPayable IncomeTaxPayable",
        r"(sales|income|estimated|franchise|corporate|property) tax(es)?|department of revenue|franchise tax board"
        r"|tax agency|vat|gst",
    ),
    Rule.of(
        1,
        "payroll",
        "PayrollExpenses PayrollClearing PayrollWageExpenses",
        r"payroll|wages?|salar(y|ies)|gusto|paychex|adp",
    ),
    Rule.of(1, "payroll taxes", "", r"internal revenue service|irs"),
)
ROW_OF_STAFF = {"payroll taxes": Row.PAYROLL_TAX, "taxes": Row.TAXES, "payroll": Row.PAYROLL}
BORROWED = Rule.of(
    0,
    "financing",
    "OwnersEquity PartnerContributions Equity NotesPayable LoanPayable LineOfCredit",
    r"owner'?s? contributions?|capital contributions?|loan proceeds|loan draw|line of credit",
)
FROM_CUSTOMERS = frozenset(
    {"customer payment", "sales receipt", "receipt", "deposit", "invoice deposit", "refund"}
)


def row_of_outflow(kind: str, party: str, spent_on: Iterable[SpentOn] = ()) -> Row:
    """The row of money out: by the largest account that it was spent on, else by the vendor's name; else `VENDORS`."""
    account = next(iter(spent_on), None)
    return _outflow(kind, party, account and (account.name, account.account_type, account.sub_type))


@lru_cache(maxsize=16384)
def _outflow(kind: str, party: str, named: tuple[str, str, str] | None) -> Row:
    """Books ask the same of every payment to a vendor, and words are looked for in names."""
    account = SpentOn(*named, ZERO) if named else None
    if kind == "card payment" or (account and account.account_type == "Credit Card"):
        return Row.CARDS
    if OWNERS.said(account, party):
        return Row.OWNERS
    by_account = account and _row(account, "")
    return by_account or _row(None, party) or Row.VENDORS


def row_of_inflow(kind: str, party: str, posted_to: Iterable[SpentOn] = ()) -> Row:
    """The row of money that came in: financing where its account says so, customers by its kind, else other."""
    account = next(iter(posted_to), None)
    if BORROWED.said(account, party):
        return Row.FINANCING
    return Row.COLLECTED if kind in FROM_CUSTOMERS and account is None else Row.OTHER_IN


def _row(account: SpentOn | None, party: str) -> Row | None:
    for rule in STAFF:
        if rule.said(account, party):
            return ROW_OF_STAFF[rule.kind]
    found = (
        ROW_OF_RULE[rule.kind] for rule in RULES if rule.kind in ROW_OF_RULE and rule.said(account, party)
    )
    return next(found, None)
