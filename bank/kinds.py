"""What an account means for cash, suggested from how QBO classes it and what it is called (RUNWAY 2)."""

import re

from core.cash import AccountKind

TRUST_SUBTYPES = frozenset({"RentsHeldInTrust", "TrustAccounts"})
TRUST_WORDS = re.compile(
    r"\b(trust|escrow|iolta|fiduciary|client (money|monies|funds?)|held (in trust|for clients))\b",
    re.IGNORECASE,
)
TRUST_IN_A_BANKS_NAME = re.compile(
    r"\b((northern|wilmington|guaranty) trust|(bank|banking) (and|&) trust|trust (bank|company|co\b))",
    re.IGNORECASE,
)
CREDIT_LINE_WORDS = re.compile(r"\b(lines? of credit|credit lines?|overdraft)\b", re.IGNORECASE)
DEBTS = frozenset({"Other Current Liability", "Long Term Liability"})


def suggest(account_type: str | None, sub_type: str | None, name: str | None) -> AccountKind:
    """The kind of an account by AccountType, AccountSubType and full name (API_FACTS 9.3)."""
    name = name or ""
    if account_type == "Bank":
        return AccountKind.TRUST if _holds_others_money(sub_type, name) else AccountKind.OPERATING
    if account_type == "Credit Card":
        return AccountKind.CARD
    if sub_type == "UndepositedFunds":
        return AccountKind.UNDEPOSITED
    if account_type in DEBTS and (sub_type == "LineOfCredit" or CREDIT_LINE_WORDS.search(name)):
        return AccountKind.CREDIT_LINE
    return AccountKind.OTHER


def _holds_others_money(sub_type: str | None, name: str) -> bool:
    return sub_type in TRUST_SUBTYPES or bool(TRUST_WORDS.search(TRUST_IN_A_BANKS_NAME.sub("", name)))
