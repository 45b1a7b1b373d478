"""Flow: mirrored. What is owed through lines on the receivable and payable accounts.

Journal entries, deposits and purchases can post there. They state neither balance nor due date, yet count in
QBO's ageing reports, by their own date (API_FACTS 9.5).
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from bank.models import DepositLine, JournalLine, PurchaseLine
from core.cash import Side
from core.models import Business
from core.movements import HEAD
from core.openitems import OpenEntry, stated_by
from core.together import together

SIDES = {"Accounts Receivable": Side.RECEIVABLE, "Accounts Payable": Side.PAYABLE}
POSTING = {"JournalEntry": JournalLine, "Deposit": DepositLine, "Purchase": PurchaseLine}
HEADS = (*HEAD, "credit", "party_id", "party_name")
LINES = ("parent_qbo_id", "position", "account_id", "amount", "posting_type", "party_id", "party_name")


def control_lines(business: Business, sides: Mapping[str, Side]) -> Iterator[OpenEntry]:
    """One entry per line on a control account, before what was applied to it. Two queries.

    `sides` are the receivable and payable accounts by id.
    """
    lines = _lines(business, sides)
    heads = _heads(business, lines)
    for entity in POSTING:
        by_id = {head.qbo_id: head for head in heads[entity]}
        for line in lines[entity]:
            if line.parent_qbo_id in by_id:
                yield _owed(entity, sides[line.account_id], by_id[line.parent_qbo_id], line)


def _lines(business: Business, sides: Mapping[str, Side]) -> dict[str, list[Any]]:
    on_them = [
        child.objects.of(business).filter(account_id__in=list(sides)).exclude(amount=None)
        for child in POSTING.values()
    ]
    return together(on_them, LINES, order=("parent_qbo_id", "position"))


def _heads(business: Business, lines: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    theirs = [
        child.qbo.parent.objects.of(business).filter(qbo_id__in={row.parent_qbo_id for row in lines[entity]})
        for entity, child in POSTING.items()
    ]
    return together(theirs, HEADS, order=("qbo_id",))


def _owed(entity: str, side: Side, head: Any, line: Any) -> OpenEntry:
    """A purchase names its party once, the others on each line."""
    party = head if entity == "Purchase" else line
    return _entry(entity, side, head, party, line.amount, _debits(entity, head, line))


def _debits(entity: str, head: Any, line: Any) -> bool:
    """A deposit credits what its lines name; a purchase debits it, a refund the other way round."""
    if entity == "Purchase":
        return not head.credit
    return bool(line.posting_type == "Debit")


def _entry(entity: str, side: Side, head: Any, party: Any, amount: Decimal, debit: bool) -> OpenEntry:
    """What is owed falls due on its own date, as QBO ages it; what lowers it can be used at any time."""
    owed = amount if debit is (side is Side.RECEIVABLE) else -amount
    due_on = head.txn_on if owed > 0 else None
    who = {"party_id": party.party_id, "party": party.party_name}
    return stated_by(side, entity, head, owed, owed, due_on=due_on, **who)
