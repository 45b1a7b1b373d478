"""Flow: mirrored. What is owed through lines on the receivable and payable accounts.

Journal entries, deposits and purchases can post there. They state neither balance nor due date, yet count in
QBO's ageing reports, by their own date (API_FACTS 9.5).
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from bank.models import Account, Deposit, DepositLine, JournalEntry, JournalLine, Purchase, PurchaseLine
from core.cash import Document, Side
from core.mirror import DocumentMirror, LineMirror
from core.models import Business
from core.movements import HEAD
from core.openitems import OpenEntry

Debits = Callable[[Any, Any], bool]

SIDES = {"Accounts Receivable": Side.RECEIVABLE, "Accounts Payable": Side.PAYABLE}


def control_lines(business: Business) -> Iterator[OpenEntry]:
    """One entry per line on a control account, before what was applied to it. Up to seven queries."""
    sides = control_accounts(business)
    if not sides:
        return
    own_party = ("party_id", "party_name")
    yield from _of(
        business, sides, JournalEntry, JournalLine, _as_posted, on_line=("posting_type", *own_party)
    )
    yield from _of(business, sides, Deposit, DepositLine, _never, on_line=own_party)
    yield from _of(business, sides, Purchase, PurchaseLine, _unless_credit, on_head=("credit", *own_party))


def control_accounts(business: Business) -> dict[str, Side]:
    """Receivable and payable accounts by id."""
    accounts = Account.objects.of(business).filter(account_type__in=SIDES)
    return {qbo_id: SIDES[kind] for qbo_id, kind in accounts.values_list("qbo_id", "account_type")}


def _as_posted(_head: Any, line: Any) -> bool:
    return bool(line.posting_type == "Debit")


def _never(_head: Any, _line: Any) -> bool:
    """A deposit debits the account of its header and credits those of its lines."""
    return False


def _unless_credit(head: Any, _line: Any) -> bool:
    """A purchase debits what its lines name; a refund the other way round."""
    return not head.credit


def _of(
    business: Business,
    sides: dict[str, Side],
    model: type[DocumentMirror],
    child: type[LineMirror],
    debits: Debits,
    on_line: tuple[str, ...] = (),
    on_head: tuple[str, ...] = (),
) -> Iterator[OpenEntry]:
    found = child.objects.of(business).filter(account_id__in=list(sides)).exclude(amount=None)
    lines = list(found.values_list("parent_qbo_id", "account_id", "amount", *on_line, named=True))
    heads = _heads(business, model, {line.parent_qbo_id for line in lines}, on_head)
    for line in lines:
        if line.parent_qbo_id in heads:
            head = heads[line.parent_qbo_id]
            party = line if on_line else head
            yield _entry(model.qbo.name, sides[line.account_id], head, party, line.amount, debits(head, line))


def _heads(
    business: Business, model: type[DocumentMirror], ids: set[str], more: tuple[str, ...]
) -> dict[str, Any]:
    if not ids:
        return {}
    rows = model.objects.of(business).filter(qbo_id__in=ids).values_list(*HEAD, *more, named=True)
    return {row.qbo_id: row for row in rows}


def _entry(entity: str, side: Side, head: Any, party: Any, amount: Decimal, debit: bool) -> OpenEntry:
    """What is owed falls due on its own date, as QBO ages it; what lowers it can be used at any time."""
    owed = amount if debit is (side is Side.RECEIVABLE) else -amount
    return OpenEntry(
        side=side,
        document=Document(entity, head.qbo_id, head.doc_number or ""),
        party_id=party.party_id,
        party=party.party_name,
        issued_on=head.txn_on,
        due_on=head.txn_on if owed > 0 else None,
        total=owed,
        open=owed,
        currency=head.currency,
        rate=head.exchange_rate,
    )
