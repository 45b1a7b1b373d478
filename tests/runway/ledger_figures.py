"""The digest's figures worked out a second time, from the sandbox's ledger alone and in whole cents.

It knows postings, the open items of the ageing report, exchange rates, names and account types: no balance that a
document states, and nothing of the product.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from sandbox.reports.open_items import open_items
from sandbox.store import Store

DAY, WEEK = timedelta(days=1), timedelta(days=7)
FRIDAY = 4
WHENEVER = "9999-12-31"
"""QuickBooks's balances hold what is dated ahead too, so the books are taken whole, not up to today."""

HOME = "USD"
TRUST = ("TrustAccounts", "RentsHeldInTrust")
UNREAD = ("PayrollCheck",)
"""What moves accounts and can be read nowhere."""

MUST_HAVE_DUE_DATE = ("Invoice", "Bill")


Rate = tuple[Decimal, date]
"""Home units of one foreign unit, and from when."""


@dataclass(frozen=True)
class Account:
    """One account and the sum of its postings; `last_on` is the day of the latest.

    `cents` are at home, of a foreign account what it holds at `rate`, the newest. `unread` cents are in no document.
    """

    id: str
    name: str
    kind: str
    sub_type: str
    active: bool
    currency: str
    cents: int
    unread: int
    last_on: date
    rate: Rate | None

    @property
    def is_own_cash(self) -> bool:
        return self.kind == "Bank" and not self.is_trust

    @property
    def is_trust(self) -> bool:
        return self.kind == "Bank" and self.sub_type in TRUST


@dataclass(frozen=True)
class Owed:
    """What is open on one document; credits are negative.

    The ageing report ages it by `dated`: its due date, else its own. `lacks_due_date` where it should have one.
    """

    party_id: str
    party: str
    entity: str
    id: str
    number: str
    entered_on: date
    dated: date
    cents: int
    lacks_due_date: bool

    def days_late(self, today: date) -> int:
        return (today - self.dated).days

    def is_late(self, today: date) -> bool:
        return not self.lacks_due_date and self.days_late(today) > 0


@dataclass(frozen=True)
class Ledger:
    """What one company's ledger says. `moved`: what each document did to all own cash together, by day."""

    accounts: tuple[Account, ...]
    moved: tuple[tuple[date, int], ...]
    receivable: tuple[Owed, ...]
    payable: tuple[Owed, ...]

    @property
    def own(self) -> list[Account]:
        return [account for account in self.accounts if account.is_own_cash]

    @property
    def cash(self) -> int:
        return sum(account.cents for account in self.own)

    def begins(self, since: date) -> date:
        """The first day from `since` on that moved own cash."""
        return min(on for on, _ in self.moved if on >= since)

    def net(self, first: date, last: date) -> int:
        """What came in less what went out, both days included."""
        return sum(cents for on, cents in self.moved if first <= on <= last)

    def paid_out(self, first: date, last: date) -> int:
        """What documents took from cash, money that came in not set against it."""
        return -sum(cents for on, cents in self.moved if cents < 0 and first <= on <= last)


def ledger_of(store: Store, realm: str) -> Ledger:
    accounts = _accounts(store, realm)
    own = {account.id for account in accounts if account.is_own_cash}
    receivable, payable = (_open(store, realm, party) for party in ("Customer", "Vendor"))
    return Ledger(accounts, _moved(store, realm, own), receivable, payable)


def _accounts(store: Store, realm: str) -> tuple[Account, ...]:
    rates = _newest_rates(store, realm)
    rows = store.rows(
        f"""SELECT o.id, json_extract(body, '$.FullyQualifiedName'), json_extract(body, '$.AccountType'),
           json_extract(body, '$.AccountSubType'), active,
           COALESCE(json_extract(body, '$.CurrencyRef.value'), '{HOME}'),
           COALESCE(sum(p.cents), 0), COALESCE(sum(p.foreign_cents), 0),
           COALESCE(sum(p.cents) FILTER (WHERE p.entity IN ('{"','".join(UNREAD)}')), 0),
           COALESCE(max(p.on_day), '1970-01-01')
           FROM object o LEFT JOIN posting p ON p.realm = o.realm AND p.account_id = o.id
           WHERE o.realm = ? AND o.entity = 'Account' AND deleted = 0 GROUP BY o.id ORDER BY 2""",
        realm,
    )
    return tuple(
        Account(
            *head, bool(active), currency, at_home, unread, date.fromisoformat(last_on), rates.get(currency)
        )
        for *head, active, currency, cents, foreign, unread, last_on in rows
        for at_home in (cents if currency == HOME else worth(foreign, rates[currency][0]),)
    )


def _newest_rates(store: Store, realm: str) -> dict[str, Rate]:
    rows = store.rows("SELECT body FROM object WHERE realm = ? AND entity = 'ExchangeRate'", realm)
    stated = [json.loads(body, parse_float=Decimal) for (body,) in rows]
    stated.sort(key=lambda rate: rate["AsOfDate"])
    return {
        rate["SourceCurrencyCode"]: (Decimal(rate["Rate"]), date.fromisoformat(rate["AsOfDate"]))
        for rate in stated
    }


def worth(foreign: int, rate: Decimal) -> int:
    """Cents at home; half a cent counts as one."""
    return int((foreign * rate).to_integral_value(ROUND_HALF_UP))


def _moved(store: Store, realm: str, own: set[str]) -> tuple[tuple[date, int], ...]:
    documents: dict[tuple[str, str, str], int] = defaultdict(int)
    rows = store.rows("SELECT on_day, entity, txn_id, account_id, cents FROM posting WHERE realm = ?", realm)
    for on_day, entity, txn_id, account_id, cents in rows:
        if account_id in own and entity not in UNREAD:
            documents[on_day, entity, txn_id] += cents
    return tuple((date.fromisoformat(on_day), cents) for (on_day, *_), cents in documents.items() if cents)


def _open(store: Store, realm: str, party_type: str) -> tuple[Owed, ...]:
    return tuple(
        _owed(store, realm, party_type, item) for item in open_items(store, realm, party_type, WHENEVER)
    )


def _owed(store: Store, realm: str, party_type: str, item: Any) -> Owed:
    document, party = store.get(realm, item.entity, item.id), store.get(realm, party_type, item.party_id)
    assert document
    assert party
    return Owed(
        party_id=item.party_id,
        party=party.doc["DisplayName"],
        entity=item.entity,
        id=item.id,
        number=document.doc.get("DocNumber", ""),
        entered_on=date.fromisoformat(document.doc["TxnDate"]),
        dated=date.fromisoformat(item.due_on),
        cents=item.cents,
        lacks_due_date=item.entity in MUST_HAVE_DUE_DATE and "DueDate" not in document.doc,
    )


def money(cents: int) -> Decimal:
    return Decimal(cents) / 100


def total(documents: Iterable[Owed]) -> Decimal:
    return money(sum(owed.cents for owed in documents))


def rounded(value: Fraction, places: int) -> str:
    """`1,234.5`, half up; a minus is U+2212."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    text = f"{abs(exact).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    return f"\u2212{text}" if value < 0 else text


def fridays(since: date, count: int) -> list[date]:
    """So many Fridays, the first on that day or after it."""
    first = since + DAY * ((FRIDAY - since.weekday()) % 7)
    return [first + WEEK * number for number in range(count)]


def weeks_over(today: date, count: int) -> list[date]:
    """The latest Fridays before today, oldest first: a week is over on the Saturday after it."""
    return fridays(today - WEEK * count, count)


def usual_weeks(nets: list[int]) -> list[bool]:
    """Which weeks count: the best and the worst do not, where they stand out more than twice as far as any other."""
    middle = median(Fraction(net) for net in nets)
    _, *others, _ = sorted(nets)
    reach = max(abs(net - middle) for net in others)
    return [net in others or abs(net - middle) <= 2 * reach for net in nets]


def column(owed: Owed, today: date) -> int:
    """The column of QuickBooks's ageing report, 0 for what is not due to 4 for 91 days and more."""
    return sum(owed.days_late(today) > limit for limit in (0, 30, 60, 90))
