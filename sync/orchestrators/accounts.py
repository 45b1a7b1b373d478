"""Flow: mirrored. The accounts that matter for cash, and how old what is known of them is."""

from dataclasses import dataclass

from bank.services import BalanceService
from core.cash import CashAccount, Freshness
from core.models import Business
from core.moment import one_moment
from sync.orchestrators.freshness import freshness_of


@dataclass(frozen=True)
class AccountsSnapshot:
    """Frozen facts for the page of accounts, by name of account."""

    accounts: tuple[CashAccount, ...]
    freshness: Freshness


class AccountsDataOrchestrator:
    """Reads one business's chart of accounts; asks QBO nothing."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def load(self) -> AccountsSnapshot:
        """Every account that matters for cash, with what is suggested of it and why."""
        with one_moment():
            accounts = BalanceService(self.business).accounts()
            return AccountsSnapshot(accounts, freshness_of([self.business])[self.business.pk])


def cash_accounts(business: Business) -> tuple[CashAccount, ...]:
    """The accounts alone, within the caller's moment. Two queries."""
    return BalanceService(business).accounts()
