"""Flow: mirrored. Everything a forecast is computed from, read from the mirror as of one moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ap.dealings import spent_on
from ap.models import Bill, BillPaymentLine
from ar.models import Invoice, PaymentLine
from bank.chart import accounts_by_id, tax_liabilities
from bank.models import DepositLine
from bank.posted import posted
from core.cash import ZERO, AccountKind, Flow, Name
from core.dealings import Liability, Part, Settled, SpentOn, Template
from core.models import Business
from core.moment import one_moment
from core.parts import parts
from core.settled import settled
from sync.orchestrators.digest import DigestDataOrchestrator, DigestSnapshot
from sync.orchestrators.repeating import repeating

HABITS = timedelta(weeks=104)
YEAR = timedelta(weeks=52)
MONEY = frozenset(AccountKind) - {AccountKind.CARD, AccountKind.CREDIT_LINE, AccountKind.OTHER}
BETWEEN_ACCOUNTS = ("Transfer", "CreditCardPayment")
SAYS_NOTHING = frozenset({"Accounts Receivable", "Accounts Payable"})
"""Types of accounts that tell who paid or was paid, not what for."""


@dataclass(frozen=True)
class ForecastSnapshot:
    """Frozen facts for one forecast, in home currency.

    books      what the digest of the same moment is computed from
    paid       bills settled in the last two years, newest first
    received   invoices settled in the last two years, newest first
    liabilities  payroll and sales taxes that the books owe; QuickBooks states no day on which they are to be filed
    posted_to  the accounts that money of the last year moved for, largest first, by document: open bills, those of the
               last two years, the payments of bills, purchases, deposits and journal entries
    parts      which documents the payments and deposits of the last year are made of
    templates  what QuickBooks posts, or reminds of, by itself
    """

    books: DigestSnapshot
    paid: tuple[Settled, ...] = ()
    received: tuple[Settled, ...] = ()
    liabilities: tuple[Liability, ...] = ()
    posted_to: Mapping[Name, tuple[SpentOn, ...]] = field(default_factory=dict)
    parts: Mapping[Name, tuple[Part, ...]] = field(default_factory=dict)
    templates: tuple[Template, ...] = ()


class ForecastDataOrchestrator:
    """Joins the books of one business with how its money moved before."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def load(self, today: date, now: datetime, books: DigestSnapshot | None = None) -> ForecastSnapshot:
        """The snapshot of a local date; `books` where those of the same moment were read already.

        A constant number of queries, none of which loads a payload.
        """
        business = self.business
        with one_moment():
            books = books or DigestDataOrchestrator(business).load(today, now)
            made_of = parts((BillPaymentLine, PaymentLine, DepositLine), business, today - YEAR)
            return ForecastSnapshot(
                books=books,
                paid=paid_bills(business, today - HABITS),
                received=received_invoices(business, today - HABITS),
                liabilities=tuple(tax_liabilities(business)),
                posted_to=self._posted_to(today, books, made_of),
                parts=made_of,
                templates=repeating(business),
            )

    def _posted_to(
        self, today: date, books: DigestSnapshot, made_of: Mapping[Name, tuple[Part, ...]]
    ) -> dict[Name, tuple[SpentOn, ...]]:
        """Where several know a document's accounts, they know the same."""
        cash = {balance.account_id for balance in books.balances if balance.kind in MONEY}
        of_bills = {("Bill", bill): on for bill, on in spent_on(self.business, today - HABITS).items()}
        amounts: dict[Name, Mapping[str, Decimal]] = {
            **of_bills,
            **posted(self.business, today - YEAR, cash),
            **_paid_for(made_of, of_bills),
            **_moved_to(books.moved or books.flows, cash),
        }
        return named_accounts(self.business, amounts)


def paid_bills(business: Business, since: date) -> tuple[Settled, ...]:
    """Bills that were paid in full on that day or later, newest first. One query."""
    return tuple(settled(business, since, Bill, BillPaymentLine, "vendor"))


def received_invoices(business: Business, since: date) -> tuple[Settled, ...]:
    """Invoices that were paid in full on that day or later, newest first. One query."""
    return tuple(settled(business, since, Invoice, PaymentLine, "customer"))


def bills_posted_to(business: Business, since: date) -> dict[Name, tuple[SpentOn, ...]]:
    """The accounts of open bills and of those since that day, largest first. Two queries."""
    return named_accounts(business, {("Bill", bill): on for bill, on in spent_on(business, since).items()})


def named_accounts(
    business: Business, amounts: Mapping[Name, Mapping[str, Decimal]]
) -> dict[Name, tuple[SpentOn, ...]]:
    """Amounts by account id, by document, as accounts that calculators know, largest first. One query."""
    chart = accounts_by_id(business, {account for on in amounts.values() for account in on})
    named = {name: _named(on, chart) for name, on in amounts.items()}
    return {name: accounts for name, accounts in named.items() if accounts}


def _moved_to(flows: Iterable[Flow], cash: Collection[str]) -> dict[Name, Mapping[str, Decimal]]:
    """Cards and credit lines that transfers and card payments pay off or draw on."""
    return {
        flow.document.name: {flow.account_id: abs(flow.amount)}
        for flow in flows
        if flow.document.entity in BETWEEN_ACCOUNTS and flow.account_id not in cash
    }


def _paid_for(
    made_of: Mapping[Name, tuple[Part, ...]], of_bills: Mapping[Name, Mapping[str, Decimal]]
) -> dict[Name, Mapping[str, Decimal]]:
    """The accounts of the bills that each bill payment paid."""
    found: dict[Name, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for name, of in made_of.items():
        if name[0] == "BillPayment":
            for part in of:
                for account, amount in of_bills.get(part.document.name, {}).items():
                    found[name][account] += amount
    return dict(found)


def _named(on: Mapping[str, Decimal], chart: Mapping[str, Any]) -> tuple[SpentOn, ...]:
    accounts = (_account(chart[account], amount) for account, amount in on.items() if account in chart)
    return _largest_first(one for one in accounts if one.account_type not in SAYS_NOTHING)


def _account(row: Any, amount: Decimal) -> SpentOn:
    return SpentOn(
        row.full_name or row.name or "", row.account_type or "", row.account_sub_type or "", amount
    )


def _largest_first(accounts: Iterable[SpentOn]) -> tuple[SpentOn, ...]:
    return tuple(sorted(accounts, key=lambda account: (-account.amount, account.name)))
