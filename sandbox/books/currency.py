"""Documents in a foreign currency: their rate, and what their ledger lines are worth at home (API_FACTS 9.20).

A company without MultiCurrencyEnabled keeps everything in its home currency, and nothing here happens to it.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from sandbox.books.documents.kind import PARTY_OF_ACCOUNT, Entry, Kind, value_of
from sandbox.books.documents.payments import Settlement
from sandbox.books.money import amount, cents
from sandbox.books.shelf import Doc, Shelf
from sandbox.books.tables import Application
from sandbox.faults import business

NAMES = {
    "USD": "United States Dollar",
    "EUR": "Euro",
    "GBP": "British Pound Sterling",
    "CAD": "Canadian Dollar",
}
_ACCOUNTS = (
    "DepositToAccountRef",
    "AccountRef",
    "FromAccountRef",
    "ToAccountRef",
    "BankAccountRef",
    "CreditCardAccountRef",
)
_WITHOUT_HOME_TOTAL = frozenset({"Payment", "BillPayment", "Transfer", "CreditCardPayment"})
_MONEY = ("Bank", "Credit Card")


class Line(NamedTuple):
    """A ledger line: the entry in the document's currency, home cents, cents in the account's foreign currency."""

    entry: Entry
    home: int
    foreign: int | None


def worth(whole: int, rate: Decimal) -> int:
    """Home cents of foreign cents, half a cent away from zero."""
    return int((whole * rate).to_integral_value(ROUND_HALF_UP))


def complete_currency(kind: Kind, doc: Doc, shelf: Shelf, today: str) -> None:
    """The currency of a row, and of a transaction its rate: as sent, else that of the party or bank, of the day.

    Fault 6000 where the currency is not the party's, or no rate is known.
    """
    if not shelf.multicurrency or "CurrencyRef" not in kind.known:
        return
    currency = value_of(doc, "CurrencyRef") or (_implied(doc, shelf) if kind.is_transaction else shelf.home)
    doc["CurrencyRef"] = {"value": currency, "name": NAMES.get(currency, currency)}
    if kind.is_transaction and "ExchangeRate" in kind.known:
        doc.setdefault("TxnDate", today)
        _check_party(doc, shelf, currency)
        doc["ExchangeRate"] = _rate(doc, shelf, currency)


def _implied(doc: Doc, shelf: Shelf) -> str:
    party = _party(doc, shelf)
    if party is not None:
        return value_of(party, "CurrencyRef") or shelf.home
    found = (shelf.currency_of(value_of(doc, key)) for key in _ACCOUNTS if value_of(doc, key))
    return next((currency for currency in found if currency != shelf.home), shelf.home)


def _party(doc: Doc, shelf: Shelf) -> Doc | None:
    for key, entity in (("CustomerRef", "Customer"), ("VendorRef", "Vendor")):
        if value_of(doc, key):
            return shelf.get(entity, value_of(doc, key))
    return None


def _check_party(doc: Doc, shelf: Shelf, currency: str) -> None:
    party = _party(doc, shelf)
    own = value_of(party, "CurrencyRef") if party else ""
    if own and own != currency:
        raise business(f"{(party or {})['DisplayName']} is kept in {own}; the transaction is in {currency}.")


def _rate(doc: Doc, shelf: Shelf, currency: str) -> Any:
    if currency == shelf.home:
        return 1
    sent = Decimal(str(doc.get("ExchangeRate") or 0))
    found = sent or shelf.rate_on(currency, doc["TxnDate"])
    if not found or found <= 0:
        raise business(f"An exchange rate is needed for {currency} on {doc['TxnDate']}.")
    return found


def in_home(
    shelf: Shelf, kind: Kind, doc: Doc, entries: list[Entry], shares: Sequence[Application]
) -> list[Line]:
    """The document's ledger lines in home cents, which add up to nothing; `shares` are what a payment settled.

    Rounding goes to the line where it hurts least; the exchange gain or loss of a payment is a line of its own.
    """
    if not shelf.multicurrency:
        return [Line(entry, entry.cents, None) for entry in entries]
    if not entries and not isinstance(kind, Settlement):
        return []
    currency = value_of(doc, "CurrencyRef") or shelf.home
    if currency == shelf.home:
        return [_home_line(shelf, kind, entry) for entry in entries]
    rate = Decimal(str(doc["ExchangeRate"]))
    if isinstance(kind, Settlement):
        return _settled(shelf, kind, doc, entries, shares, rate)
    homes = [worth(entry.cents, rate) for entry in entries]
    if entries:
        homes[_least(shelf, entries)] -= sum(homes)
    return [
        Line(e, h, _foreign(shelf, e.account_id, e.cents, currency))
        for e, h in zip(entries, homes, strict=True)
    ]


def _home_line(shelf: Shelf, kind: Kind, entry: Entry) -> Line:
    """A journal entry in home currency may revalue a foreign account; nothing else in home currency touches one."""
    if shelf.currency_of(entry.account_id) == shelf.home:
        return Line(entry, entry.cents, None)
    if kind.entity != "JournalEntry":
        raise business("The account's currency is not the transaction's.")
    return Line(entry, entry.cents, 0)


def _foreign(shelf: Shelf, account_id: str, whole: int, currency: str) -> int | None:
    own = shelf.currency_of(account_id)
    if own not in (shelf.home, currency):
        raise business(f"The account is kept in {own}; the transaction is in {currency}.")
    return whole if own == currency else None


def _least(shelf: Shelf, entries: list[Entry]) -> int:
    """The largest line that is neither money nor a party's; else the last."""

    def weight(position: int) -> tuple[bool, int]:
        account = shelf.get("Account", entries[position].account_id) or {}
        fixed = account.get("AccountType") in (*PARTY_OF_ACCOUNT, *_MONEY)
        return not fixed, abs(entries[position].cents)

    return max(range(len(entries)), key=weight)


def _settled(
    shelf: Shelf,
    kind: Settlement,
    doc: Doc,
    entries: list[Entry],
    shares: Sequence[Application],
    rate: Decimal,
) -> list[Line]:
    """What was settled leaves at what it came in with, the rest comes in at the payment's rate."""
    currency, party = value_of(doc, "CurrencyRef"), kind.party(doc)
    owed = next((e for e in entries if e.party_id), Entry(kind.control(doc, shelf), 0, *party))
    rest = owed.cents + sum(share.cents for share in shares)
    home = worth(rest, rate) - sum(share.home for share in shares)
    found = [Line(owed, home, owed.cents)]
    found += [
        Line(e, worth(e.cents, rate), _foreign(shelf, e.account_id, e.cents, currency))
        for e in entries
        if not e.party_id
    ]
    gain = -sum(line.home for line in found)
    if gain:
        account = shelf.control("ExchangeGainOrLoss")
        if not account:
            raise business("The company has no account of type ExchangeGainOrLoss.")
        found.append(Line(Entry(account, gain), gain, None))
    return [line for line in found if line.home or line.entry.cents]


def home_share(left: int, home_left: int, taken: int) -> int:
    """Home cents of what is taken of an open amount: the whole rest with the last of it."""
    return (
        home_left
        if taken == left
        else worth(taken, Decimal(home_left) / Decimal(left))
        if left
        else home_left
    )


def show_home_total(shelf: Shelf, kind: Kind, doc: Doc) -> None:
    """HomeTotalAmt as the amount and rate of the document give it."""
    if (
        shelf.multicurrency
        and doc.get("ExchangeRate")
        and "TotalAmt" in doc
        and kind.entity not in _WITHOUT_HOME_TOTAL
    ):
        doc["HomeTotalAmt"] = amount(worth(cents(doc["TotalAmt"]), Decimal(str(doc["ExchangeRate"]))))


def show_home_balance(shelf: Shelf, kind: Kind, doc: Doc, home_open: int) -> None:
    """HomeBalance, in positive cents, where the entity has one."""
    if shelf.multicurrency and kind.has_balance and "HomeBalance" in kind.known:
        doc["HomeBalance"] = amount(abs(home_open))
