"""Flow: mirrored. How the bank's own documents move money: into an account is positive (RUNWAY 2).

Each document speaks for the account of its header; its lines add those accounts asked for that they name.
So a cheque that pays off a card gives two movements, one on each.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from bank.models import (
    Account,
    CreditCardPayment,
    Deposit,
    DepositLine,
    JournalEntry,
    JournalLine,
    Purchase,
    PurchaseLine,
    Transfer,
)
from core.mirror import DocumentMirror, LineMirror
from core.models import Business
from core.movements import HEAD, Entry, dated_since, stated_by

PURCHASE_KINDS = {"Cash": "expense", "Check": "cheque", "CreditCard": "card charge"}

COLLECTED = ("Payment", "SalesReceipt", "RefundReceipt")
"""Documents with one account only, which a deposit empties. A transfer or journal entry that is deposited
also moves money elsewhere, so it is not replaced: what it put into undeposited funds is not cash."""


def movements(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    """What moved on the accounts named, from that day on, as the documents state it. Nine queries."""
    yield from _purchases(business, since, accounts)
    yield from _deposits(business, since, accounts)
    yield from _journal(business, since, accounts)
    yield from _between_accounts(business, since)


def _purchases(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    more = ("account_id", "payment_type", "credit", "party_id", "party_name")
    heads = _heads(Purchase, business, since, more)
    lines = _lines(PurchaseLine, business, since).filter(account_id__in=accounts)
    for row in heads.values():
        yield _purchase(row, row.account_id, _spent(row, row.total))
    for parent, account_id, amount in lines.values_list("parent_qbo_id", "account_id", "amount"):
        if parent in heads and amount is not None:
            row = heads[parent]
            yield _purchase(row, account_id, -amount if row.credit else amount)


def _spent(row: Any, amount: Decimal | None) -> Decimal | None:
    """What a purchase does to the account it is paid from; a credit gives money back (API_FACTS 9.12)."""
    return amount if amount is None or row.credit else -amount


def _purchase(row: Any, account_id: str | None, amount: Decimal | None) -> Entry:
    kind = "card refund" if row.credit else PURCHASE_KINDS.get(row.payment_type, "expense")
    return stated_by("Purchase", row, account_id, amount, kind, party_id=row.party_id, party=row.party_name)


def _deposits(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    more = ("account_id", "home_total", "cash_back_account_id", "cash_back")
    lines: dict[str, list[Any]] = defaultdict(list)
    columns = ("parent_qbo_id", "amount", "account_id", "party_name", "linked_id", "linked_type")
    for line in _lines(DepositLine, business, since).values_list(*columns, named=True):
        lines[line.parent_qbo_id].append(line)
    for row in _heads(Deposit, business, since, more).values():
        yield from _deposit(row, lines[row.qbo_id], accounts)


def _deposit(row: Any, lines: list[Any], accounts: frozenset[str]) -> Iterator[Entry]:
    shared = {"party": _only_name(lines), "replaces": _collected(lines)}
    yield stated_by("Deposit", row, row.account_id, row.total, "deposit", home=row.home_total, **shared)
    if row.cash_back is not None:
        yield stated_by("Deposit", row, row.cash_back_account_id, row.cash_back, "deposit", **shared)
    for line in lines:
        if line.account_id in accounts and line.amount is not None:
            yield stated_by("Deposit", row, line.account_id, -line.amount, "deposit", **shared)


def _collected(lines: list[Any]) -> frozenset[tuple[str, str]]:
    return frozenset((line.linked_type, line.linked_id) for line in lines if line.linked_type in COLLECTED)


def _only_name(lines: list[Any]) -> str:
    names = {line.party_name for line in lines if line.party_name}
    return names.pop() if len(names) == 1 else ""


def _journal(business: Business, since: date, accounts: frozenset[str]) -> Iterator[Entry]:
    heads = _heads(JournalEntry, business, since)
    columns = ("parent_qbo_id", "account_id", "amount", "posting_type", "party_id", "party_name")
    lines = _lines(JournalLine, business, since).filter(account_id__in=accounts).exclude(amount=None)
    for line in lines.values_list(*columns, named=True):
        if line.parent_qbo_id in heads:
            amount = line.amount if line.posting_type == "Debit" else -line.amount
            party = {"party_id": line.party_id, "party": line.party_name}
            yield stated_by(
                "JournalEntry", heads[line.parent_qbo_id], line.account_id, amount, "journal", **party
            )


def _between_accounts(business: Business, since: date) -> Iterator[Entry]:
    """Transfers and card payments: out of one account, into the other."""
    foreign = _foreign_accounts(business)
    for row in _heads(Transfer, business, since, ("from_account_id", "to_account_id")).values():
        yield from _pair("Transfer", row, row.from_account_id, row.to_account_id, "transfer", foreign)
    for row in _heads(CreditCardPayment, business, since, ("bank_account_id", "card_account_id")).values():
        yield from _pair(
            "CreditCardPayment", row, row.bank_account_id, row.card_account_id, "card payment", foreign
        )


def _pair(
    entity: str, row: Any, from_id: str | None, to_id: str | None, kind: str, foreign: dict[str, str]
) -> Iterator[Entry]:
    """These often come without a currency (API_FACTS 9.14); the accounts know it then."""
    currency = row.currency or foreign.get(from_id or "") or foreign.get(to_id or "")
    out = None if row.total is None else -row.total
    yield stated_by(entity, row, from_id, out, kind, currency=currency)
    yield stated_by(entity, row, to_id, row.total, kind, currency=currency)


def _foreign_accounts(business: Business) -> dict[str, str]:
    known = (
        Account.objects.filter(business=business)
        .exclude(currency=None)
        .exclude(currency=business.home_currency)
    )
    return dict(known.values_list("qbo_id", "currency"))


def _heads(
    model: type[DocumentMirror], business: Business, since: date, more: Iterable[str] = ()
) -> dict[str, Any]:
    rows = model.objects.of(business).filter(dated_since(since)).order_by("txn_on", "qbo_id")
    return {row.qbo_id: row for row in rows.values_list(*HEAD, *more, named=True)}


def _lines(model: type[LineMirror], business: Business, since: date) -> Any:
    parents = model.qbo.parent.objects.of(business).filter(dated_since(since)).values("qbo_id")
    return model.objects.of(business).filter(parent_qbo_id__in=parents)
