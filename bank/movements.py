"""Flow: mirrored. How the bank's own documents move money: into an account is positive (RUNWAY 2).

Each document speaks for the account of its header; its lines add those accounts asked for that they name.
So a cheque that pays off a card gives two movements, one on each.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bank.models import (
    CreditCardPayment,
    Deposit,
    DepositLine,
    JournalEntry,
    JournalLine,
    Purchase,
    PurchaseLine,
    Transfer,
)
from core.mirror import LineMirror
from core.models import Business
from core.money import less
from core.movements import HEAD, Entry, dated_since, stated_by
from core.together import together

PURCHASE_KINDS = {"Cash": "expense", "Check": "cheque", "CreditCard": "card charge"}

COLLECTED = ("Payment", "SalesReceipt", "RefundReceipt")
"""Documents with one account only, which a deposit empties. A transfer or journal entry that is deposited
also moves money elsewhere, so it is not replaced: what it put into undeposited funds is not cash."""


HEADS = (
    *HEAD,
    "account_id",
    "payment_type",
    "credit",
    "party_id",
    "party_name",
    "home_total",
    "cash_back_account_id",
    "cash_back",
    "from_account_id",
    "to_account_id",
    "bank_account_id",
    "card_account_id",
)
LINES = (
    "parent_qbo_id",
    "position",
    "account_id",
    "amount",
    "posting_type",
    "party_id",
    "party_name",
    "linked_id",
    "linked_type",
)


def movements(
    business: Business, since: date, accounts: frozenset[str], foreign: Mapping[str, str]
) -> Iterator[Entry]:
    """What moved on the accounts named, from that day on, as the documents state it. Two queries.

    `foreign` gives the currency of each account that is not in home currency.
    """
    heads, lines = _heads(business, since), _lines(business, since, accounts)
    yield from _purchases(heads["Purchase"], lines["Purchase"])
    yield from _deposits(heads["Deposit"], lines["Deposit"], accounts)
    yield from _journal(heads["JournalEntry"], lines["JournalEntry"])
    for row in heads["Transfer"]:
        yield from _pair("Transfer", row, row.from_account_id, row.to_account_id, "transfer", foreign)
    for row in heads["CreditCardPayment"]:
        yield from _pair(
            "CreditCardPayment", row, row.bank_account_id, row.card_account_id, "card payment", foreign
        )


def _heads(business: Business, since: date) -> dict[str, list[Any]]:
    models = (Purchase, Deposit, JournalEntry, Transfer, CreditCardPayment)
    dated = [model.objects.of(business).filter(dated_since(since)) for model in models]
    return together(dated, HEADS, order=("txn_on", "qbo_id"))


def _lines(business: Business, since: date, accounts: frozenset[str]) -> dict[str, list[Any]]:
    """Lines on these accounts; of deposits all lines, since they say what was collected."""
    parts = [
        _of_dated(PurchaseLine, business, since).filter(account_id__in=accounts),
        _of_dated(DepositLine, business, since),
        _of_dated(JournalLine, business, since).filter(account_id__in=accounts),
    ]
    return together(parts, LINES, order=("parent_qbo_id", "position"))


def _of_dated(model: type[LineMirror], business: Business, since: date) -> Any:
    parents = model.qbo.parent.objects.of(business).filter(dated_since(since)).values("qbo_id")
    return model.objects.of(business).filter(parent_qbo_id__in=parents)


def _purchases(heads: list[Any], lines: list[Any]) -> Iterator[Entry]:
    for row in heads:
        yield _purchase(row, row.account_id, _spent(row, row.total))
    by_id = {row.qbo_id: row for row in heads}
    for line in lines:
        if line.parent_qbo_id in by_id and line.amount is not None:
            row = by_id[line.parent_qbo_id]
            yield _purchase(row, line.account_id, -line.amount if row.credit else line.amount)


def _spent(row: Any, amount: Decimal | None) -> Decimal | None:
    """What a purchase does to the account it is paid from; a credit gives money back (API_FACTS 9.12)."""
    return amount if amount is None or row.credit else -amount


def _purchase(row: Any, account_id: str | None, amount: Decimal | None) -> Entry:
    kind = "card refund" if row.credit else PURCHASE_KINDS.get(row.payment_type, "expense")
    return stated_by("Purchase", row, account_id, amount, kind, party_id=row.party_id, party=row.party_name)


def _deposits(heads: list[Any], lines: list[Any], accounts: frozenset[str]) -> Iterator[Entry]:
    of: dict[str, list[Any]] = defaultdict(list)
    for line in lines:
        of[line.parent_qbo_id].append(line)
    for row in heads:
        yield from _deposit(row, of[row.qbo_id], accounts)


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


def _journal(heads: list[Any], lines: list[Any]) -> Iterator[Entry]:
    by_id = {row.qbo_id: row for row in heads}
    for line in lines:
        if line.parent_qbo_id in by_id and line.amount is not None:
            amount = line.amount if line.posting_type == "Debit" else -line.amount
            party = {"party_id": line.party_id, "party": line.party_name}
            head = by_id[line.parent_qbo_id]
            yield stated_by("JournalEntry", head, line.account_id, amount, "journal", **party)


def _pair(
    entity: str, row: Any, from_id: str | None, to_id: str | None, kind: str, foreign: Mapping[str, str]
) -> Iterator[Entry]:
    """These often come without a currency (API_FACTS 9.14); the accounts know it then."""
    currency = row.currency or foreign.get(from_id or "") or foreign.get(to_id or "")
    yield stated_by(entity, row, from_id, less(row.total), kind, currency=currency)
    yield stated_by(entity, row, to_id, row.total, kind, currency=currency)
