"""Flow: hybrid. Balances come from the mirror for every calculation and are re-read live before anyone acts.

Movements and control lines follow the mirrored flow: they are read locally and only there.
"""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings

from bank import control, kinds
from bank.models import Account
from bank.movements import movements
from core.cash import AccountKind, Balance, CashAccount
from core.models import Business, ExchangeRate
from core.money import in_home
from core.movements import Movements, settle
from core.openitems import OpenEntry

COLUMNS = (
    "qbo_id",
    "name",
    "full_name",
    "account_type",
    "account_sub_type",
    "currency",
    "balance",
    "read_at",
    "active",
    "merged_into",
    "deleted_at",
)
BANKS_AND_CARDS = (AccountKind.OPERATING, AccountKind.TRUST, AccountKind.CARD)
Rates = dict[str, tuple[Decimal, date]]


class BalanceService:
    """What a business has on its accounts, and how its bank's own documents moved it.

    One service answers for one moment: it reads the chart of accounts once.
    """

    def __init__(self, business: Business) -> None:
        self.business = business

    def balances(self, also: Collection[str] = ()) -> tuple[Balance, ...]:
        """Accounts that matter for cash, by name: active ones, closed ones that hold something, and `also`.

        Foreign balances are valued at the newest dated rate.
        """
        rates = self._newest_rates()
        return tuple(
            self._balance(row, rates)
            for row in self._cash_accounts()
            if row.active is not False or row.balance != 0 or row.qbo_id in also
        )

    def accounts(self) -> tuple[CashAccount, ...]:
        """The same accounts, each with how QBO classes it and why its kind is suggested."""
        rates = self._newest_rates()
        return tuple(
            _cash_account(self._balance(row, rates), row)
            for row in self._cash_accounts()
            if row.active is not False or row.balance != 0
        )

    def account_ids(self) -> frozenset[str]:
        """Ids of all accounts that matter for cash, closed ones included: money moved through them too."""
        return frozenset(row.qbo_id for row in self._cash_accounts())

    def bank_and_card_accounts(self) -> tuple[Balance, ...]:
        """Every bank account and card, closed and empty ones too: what a balance sheet is held against."""
        rates = self._newest_rates()
        found = (self._balance(row, rates) for row in self._cash_accounts())
        return tuple(balance for balance in found if balance.kind in BANKS_AND_CARDS)

    def movements(self, since: date, accounts: frozenset[str], told_since: date = date.min) -> Movements:
        """What the bank's own documents moved on these accounts since that day, in home currency."""
        entries = movements(self.business, since, accounts, self._foreign())
        return settle(entries, accounts, self.business.home_currency, told_since=told_since)

    def control_lines(self) -> tuple[OpenEntry, ...]:
        """Lines on receivable and payable accounts (bank.control), before what was applied to them."""
        sides = {
            row.qbo_id: control.SIDES[row.account_type]
            for row in self._chart
            if row.deleted_at is None and row.account_type in control.SIDES
        }
        return tuple(control.control_lines(self.business, sides))

    @cached_property
    def _chart(self) -> list[Any]:
        """Every account there ever was, by name."""
        accounts = Account.objects.filter(business=self.business).order_by("full_name", "qbo_id")
        return list(accounts.values_list(*COLUMNS, named=True))

    def _cash_accounts(self) -> Iterator[Any]:
        """A merged account's balance is its survivor's, so the lost one is left out."""
        for row in self._chart:
            if row.deleted_at is None and row.merged_into is None and _kind(row) is not AccountKind.OTHER:
                yield row

    def _foreign(self) -> dict[str, str]:
        """Currencies by account, of those that are not in home currency."""
        home_currency = self.business.home_currency
        return {row.qbo_id: row.currency for row in self._chart if row.currency not in (None, home_currency)}

    def _newest_rates(self) -> Rates:
        rows = ExchangeRate.objects.of(self.business).filter(target_currency=self.business.home_currency)
        newest = rows.exclude(rate=None).exclude(as_of_on=None).order_by("source_currency", "-as_of_on")
        found = newest.distinct("source_currency").values_list("source_currency", "rate", "as_of_on")
        return {currency: (rate, on) for currency, rate, on in found}

    def _balance(self, row: Any, rates: Rates) -> Balance:
        home_currency = self.business.home_currency
        currency = row.currency or home_currency
        rate, rate_on = rates.get(currency, (None, None)) if currency != home_currency else (None, None)
        amount = _signed(row)
        return Balance(
            account_id=row.qbo_id,
            name=row.full_name or row.name or row.qbo_id,
            kind=_kind(row),
            currency=currency,
            amount=amount,
            home=in_home(amount, currency, rate, home_currency),
            read_at=row.read_at,
            rate=rate,
            rate_on=rate_on,
        )


def _signed(row: Any) -> Decimal | None:
    """The balance with debts negative: QuickBooks states a card's debt as a positive amount, others as negative."""
    owes_positive = row.account_type == "Credit Card" and settings.QBO_CARD_DEBT_IS_POSITIVE
    return -row.balance if owes_positive and row.balance is not None else row.balance


def _kind(row: Any) -> AccountKind:
    return _suggestion(row).counts_as


def _cash_account(balance: Balance, row: Any) -> CashAccount:
    suggested = _suggestion(row)
    return CashAccount(balance, _classed(row), suggested.kind, suggested.why)


def _suggestion(row: Any) -> kinds.Suggestion:
    return kinds.suggestion(row.account_type, row.account_sub_type, row.full_name or row.name)


def _classed(row: Any) -> str:
    """How QBO classes it: `Bank, RentsHeldInTrust`."""
    return ", ".join(said for said in (row.account_type, row.account_sub_type) if said)
