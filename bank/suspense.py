"""Flow: mirrored. Money on accounts whose name says that nobody knows yet what it was for."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bank.models import Account, DepositLine, JournalLine, PurchaseLine
from core.models import Business
from core.papers import Unsorted, VagueAccount
from core.recent import unsorted

VAGUE = re.compile(
    r"\b(un-?categori[sz]ed|un-?classified|un-?allocated|suspense|ask (my|your|the) accountant)\b",
    re.IGNORECASE,
)
STANDING = frozenset({"Asset", "Liability", "Equity"})


def vague_accounts(business: Business) -> tuple[VagueAccount, ...]:
    """Accounts in use that are named for not knowing. One query."""
    rows = Account.objects.of(business).exclude(active=False).filter(merged_into=None).order_by("qbo_id")
    columns = ("qbo_id", "name", "full_name", "classification", "currency", "balance")
    found = (
        row for row in rows.values_list(*columns, named=True) if VAGUE.search(row.full_name or row.name or "")
    )
    return tuple(
        VagueAccount(row.qbo_id, row.full_name or row.name, _standing(row, business.home_currency))
        for row in found
    )


def vague_lines(business: Business, accounts: Mapping[str, str], since: date) -> tuple[Unsorted, ...]:
    """Lines of the bank's own documents on these accounts (names by id) since that day. One query."""
    return unsorted((PurchaseLine, DepositLine, JournalLine), business, accounts, since)


def _standing(row: Any, home_currency: str) -> Decimal | None:
    known = row.classification in STANDING and row.currency in (None, home_currency)
    return row.balance if known else None
