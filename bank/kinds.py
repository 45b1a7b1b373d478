"""What an account means for cash, suggested from how QBO classes it and what it is called (RUNWAY 2)."""

import re
from dataclasses import dataclass

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
TAX_WORDS = re.compile(r"\b(tax(es)?|vat|gst|hst|withholdings?)\b", re.IGNORECASE)
CREDIT_LINE_WORDS = re.compile(r"\b(lines? of credit|credit lines?|overdraft)\b", re.IGNORECASE)
DEBTS = frozenset({"Other Current Liability", "Long Term Liability"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A kind, and what it was taken from, in words; `unless` is the kind that counts until a person has said so.

    Trust money is other people's, so the suggestion alone takes it out of cash. Money set aside for taxes is the
    business's own: it stays cash (RUNWAY 2) until somebody marks it.
    """

    kind: AccountKind
    why: str
    unless: AccountKind | None = None

    @property
    def counts_as(self) -> AccountKind:
        return self.unless or self.kind


def suggest(account_type: str | None, sub_type: str | None, name: str | None) -> AccountKind:
    """The kind that an unmarked account counts as, by AccountType, AccountSubType and full name (API_FACTS 9.3)."""
    return suggestion(account_type, sub_type, name).counts_as


def suggestion(account_type: str | None, sub_type: str | None, name: str | None) -> Suggestion:
    """The kind suggested, with the reason that people read."""
    name = name or ""
    if account_type == "Bank":
        return _of_bank(sub_type, name)
    if account_type == "Credit Card":
        return Suggestion(AccountKind.CARD, "QuickBooks classes it as a credit card")
    if sub_type == "UndepositedFunds":
        return Suggestion(AccountKind.UNDEPOSITED, "QuickBooks collects payments to deposit in it")
    if account_type in DEBTS and sub_type == "LineOfCredit":
        return Suggestion(AccountKind.CREDIT_LINE, "QuickBooks classes it as a line of credit")
    if account_type in DEBTS and (said := CREDIT_LINE_WORDS.search(name)):
        return Suggestion(AccountKind.CREDIT_LINE, f"a liability whose name says “{said[0]}”")
    return Suggestion(AccountKind.OTHER, "neither bank, card nor credit line")


def _of_bank(sub_type: str | None, name: str) -> Suggestion:
    if sub_type in TRUST_SUBTYPES:
        return Suggestion(AccountKind.TRUST, "QuickBooks classes it as trust money")
    if said := TRUST_WORDS.search(TRUST_IN_A_BANKS_NAME.sub("", name)):
        return Suggestion(AccountKind.TRUST, f"its name says “{said[0]}”")
    if said := TAX_WORDS.search(name):
        return Suggestion(AccountKind.TAX, f"its name says “{said[0]}”", unless=AccountKind.OPERATING)
    return Suggestion(AccountKind.OPERATING, "a bank account whose name says nothing of other people’s money")
