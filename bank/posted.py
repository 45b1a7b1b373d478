"""Flow: mirrored. Which accounts the bank's own documents moved money for: what it was spent on or came from."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bank.models import DepositLine, JournalLine, PurchaseLine
from core.cash import ZERO, Name
from core.mirror import LineMirror
from core.models import Business
from core.together import together

COLUMNS = ("parent_qbo_id", "position", "account_id", "amount", "posting_type")


def posted(business: Business, since: date, cash: Collection[str]) -> dict[Name, dict[str, Decimal]]:
    """Amounts by account of purchases, deposits and journal entries since that day, by entity and QBO id. One query.

    `cash` are ids of accounts that money rests on: they are in none. Of a journal entry only the lines against what it
    did to them count. Lines of a deposit that collect payments are left out.
    """
    mine = [_of_dated(model, business, since) for model in (PurchaseLine, DepositLine, JournalLine)]
    rows = together([part.exclude(account_id=None) for part in mine], COLUMNS, order=COLUMNS[:2])
    sums = {(kind, qbo_id): on for kind, lines in rows.items() for qbo_id, on in _by_document(lines).items()}
    return {
        name: _against(on, cash) if name[0] == "JournalEntry" else _beside(on, cash)
        for name, on in sums.items()
    }


def _of_dated(model: type[LineMirror], business: Business, since: date) -> Any:
    parents = model.qbo.parent.objects.of(business).filter(txn_on__gte=since).values("qbo_id")
    lines = model.objects.of(business).filter(parent_qbo_id__in=parents).exclude(amount=None)
    return lines.filter(linked_id=None) if model is DepositLine else lines


def _by_document(lines: list[Any]) -> dict[str, dict[str, Decimal]]:
    """Debits positive, by document and account."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    for line in lines:
        amount = -line.amount if line.posting_type == "Credit" else line.amount
        found[line.parent_qbo_id][line.account_id] += amount
    return found


def _beside(amounts: Mapping[str, Decimal], cash: Collection[str]) -> dict[str, Decimal]:
    """What is on other accounts than cash."""
    return {account: abs(amount) for account, amount in amounts.items() if account not in cash}


def _against(amounts: Mapping[str, Decimal], cash: Collection[str]) -> dict[str, Decimal]:
    """What stands on the other side of cash."""
    on_cash = sum((amount for account, amount in amounts.items() if account in cash), ZERO)
    return _beside({account: on for account, on in amounts.items() if on * on_cash <= 0}, cash)
