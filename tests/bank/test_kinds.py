"""What an account means for cash, as suggested from its class and name."""

import pytest

from bank.kinds import suggest
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
