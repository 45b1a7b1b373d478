"""What an account means for cash, as suggested from its class and name."""

import pytest

from bank.kinds import suggest, suggestion
from core.cash import AccountKind


@pytest.mark.parametrize(
    ("account_type", "sub_type", "name", "kind"),
    [
        ("Bank", "Checking", "Operating checking", AccountKind.OPERATING),
        ("Bank", "MoneyMarket", "Tax reserve", AccountKind.OPERATING),
        ("Bank", None, "Petty cash", AccountKind.OPERATING),
        ("Bank", "TrustAccounts", "Settlements", AccountKind.TRUST),
        ("Bank", "RentsHeldInTrust", "Tenants", AccountKind.TRUST),
        ("Bank", "Checking", "Escrow", AccountKind.TRUST),
        ("Bank", "Checking", "Client funds", AccountKind.TRUST),
        ("Bank", "Checking", "IOLTA - First Bank", AccountKind.TRUST),
        ("Bank", "Checking", "Client trust:Settlements", AccountKind.TRUST),
        ("Bank", "Checking", "Northern Trust checking", AccountKind.OPERATING),
        ("Bank", "Checking", "Elm Bank & Trust payroll", AccountKind.OPERATING),
        ("Bank", "Checking", "Northern Trust client trust", AccountKind.TRUST),
        ("Bank", "Checking", "Trustworthy savings", AccountKind.OPERATING),
        ("Credit Card", "CreditCard", "Visa", AccountKind.CARD),
        ("Other Current Liability", "LineOfCredit", "Elm Bank", AccountKind.CREDIT_LINE),
        ("Long Term Liability", "OtherLongTermLiabilities", "Line of credit", AccountKind.CREDIT_LINE),
        ("Other Current Asset", "UndepositedFunds", "Payments to deposit", AccountKind.UNDEPOSITED),
        ("Other Asset", "OtherLongTermInvestments", "Treasury bonds", AccountKind.OTHER),
        ("Other Current Liability", "TrustAccountsLiabilities", "Trust liability", AccountKind.OTHER),
        ("Expense", "BankCharges", "Line of credit fees", AccountKind.OTHER),
        (None, None, None, AccountKind.OTHER),
    ],
)
def test_an_account_is_suggested_to_be(
    account_type: str | None, sub_type: str | None, name: str | None, kind: AccountKind
) -> None:
    assert suggest(account_type, sub_type, name) is kind


@pytest.mark.parametrize(
    ("account_type", "sub_type", "name", "why"),
    [
        ("Bank", "TrustAccounts", "Settlements", "QuickBooks classes it as trust money"),
        ("Bank", "Checking", "Tenants’ escrow", "its name says “escrow”"),
        (
            "Long Term Liability",
            "Other",
            "Elm line of credit",
            "a liability whose name says “line of credit”",
        ),
        ("Credit Card", "CreditCard", "Escrow Visa", "QuickBooks classes it as a credit card"),
    ],
)
def test_a_suggestion_says_what_it_was_taken_from(
    account_type: str, sub_type: str, name: str, why: str
) -> None:
    assert suggestion(account_type, sub_type, name).why == why


def test_money_for_taxes_is_suggested_and_stays_cash_until_a_person_says_so() -> None:
    """Trust money is other people's; what is set aside for taxes is the business's own (RUNWAY 2)."""
    found = suggestion("Bank", "Savings", "Tax & Reserve Savings")
    assert (found.kind, found.why) == (AccountKind.TAX, "its name says “Tax”")
    assert found.counts_as is AccountKind.OPERATING
    assert suggestion("Bank", "Checking", "Taxidermy checking").kind is AccountKind.OPERATING
