"""What is open on documents is what the receivable and payable accounts hold, to the cent, currency by currency.

Judged only where both are known as of the same moment: the accounts were read after the last document changed, and
changes have been followed beyond that reading. Balances of accounts move without a word (API_FACTS 9.3).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from ap.services import BillService
from ar.services import InvoiceService
from bank.control import SIDES
from bank.models import Account
from bank.services import BalanceService
from core.cash import OpenItem, Side
from core.models import Business
from core.money import less
from core.openitems import OpenItems
from sync.invariants.violation import Violation, plain
from sync.models import SyncIssue

NAME = "control accounts"
RULE = "What documents have open is what the receivable and payable accounts hold."
POSTED = (
    "Invoice",
    "Payment",
    "CreditMemo",
    "Bill",
    "BillPayment",
    "VendorCredit",
    "JournalEntry",
    "Deposit",
    "Purchase",
)
SAME_MOMENT = """
SELECT account.qbo_id FROM bank_account account
WHERE account.business_id = %(business)s AND account.deleted_at IS NULL AND account.merged_into IS NULL
  AND account.account_type = ANY(%(types)s) AND account.balance IS NOT NULL
  AND date_trunc('second', account.read_at) > (SELECT COALESCE(max(at), '-infinity') FROM (
    SELECT max(qbo_updated_at) AS at FROM ar_invoice WHERE business_id = %(business)s
    UNION ALL SELECT max(qbo_updated_at) FROM ar_payment WHERE business_id = %(business)s
    UNION ALL SELECT max(qbo_updated_at) FROM ar_creditmemo WHERE business_id = %(business)s
    UNION ALL SELECT max(qbo_updated_at) FROM ap_bill WHERE business_id = %(business)s
    UNION ALL SELECT max(qbo_updated_at) FROM ap_billpayment WHERE business_id = %(business)s
    UNION ALL SELECT max(qbo_updated_at) FROM ap_vendorcredit WHERE business_id = %(business)s
    UNION ALL SELECT max(qbo_updated_at) FROM bank_journalentry WHERE business_id = %(business)s
    UNION ALL SELECT max(qbo_updated_at) FROM bank_deposit WHERE business_id = %(business)s
    UNION ALL SELECT max(qbo_updated_at) FROM bank_purchase WHERE business_id = %(business)s
  ) changed)
  AND NOT EXISTS (SELECT FROM sync_feed feed WHERE feed.business_id = %(business)s AND feed.kind = 'changes'
    AND feed.cursor < account.read_at)
"""
Key = tuple[Side, str]


@dataclass(frozen=True, slots=True)
class Control:
    """One side in one currency: what documents have open, and what its accounts hold; debts positive as payables.

    `account_id` is one of these accounts, "none" where the books have none in this currency. `held` None is unknown.
    """

    side: Side
    currency: str
    owed: Decimal
    held: Decimal | None
    account_id: str

    @property
    def difference(self) -> Decimal | None:
        """Documents less accounts."""
        return None if self.held is None else self.owed - self.held


def violations(business: Business) -> Iterator[Violation]:
    """Accounts that hold another amount than their documents; nothing where that cannot be said yet."""
    accounts = _accounts(business)
    if not accounts or not is_of_one_moment(business, {account.qbo_id for account in accounts}):
        return
    opened = _open_items(business)
    if opened.problems:
        return
    for control in _controls(business, accounts, opened.items):
        if control.difference:
            yield Violation("Account", control.account_id, _words(control))


def controls(business: Business, items: Iterable[OpenItem]) -> tuple[tuple[Control, ...], bool]:
    """The accounts of both sides beside what is open; whether they must agree, being known as of one moment.

    None where the books have no such account. The moment is looked at only where they differ: that walks all documents.
    """
    accounts = _accounts(business)
    found = _controls(business, accounts, items) if accounts else ()
    differ = any(control.difference != 0 for control in found)
    return found, not differ or is_of_one_moment(business, {account.qbo_id for account in accounts})


def is_of_one_moment(business: Business, wanted: set[str]) -> bool:
    """Whether these accounts were read after the last document changed, with nothing set aside of what posts there."""
    if SyncIssue.objects.filter(business=business, entity__in=POSTED, resolved_at=None).exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute(SAME_MOMENT, {"business": business.pk, "types": list(SIDES)})
        return {qbo_id for (qbo_id,) in cursor.fetchall()} == wanted


def _accounts(business: Business) -> list[Account]:
    found = Account.objects.of(business).filter(account_type__in=SIDES, merged_into=None)
    return list(found.only("qbo_id", "account_type", "currency", "balance"))


def _open_items(business: Business) -> OpenItems:
    control = BalanceService(business).control_lines()
    services = InvoiceService(business), BillService(business)
    return sum((service.open_items(control) for service in services), OpenItems())


def _controls(business: Business, accounts: list[Account], items: Iterable[OpenItem]) -> tuple[Control, ...]:
    held, first = _held(business, accounts)
    owed = _owed(business, items, set(held))
    keys = sorted(held.keys() | owed.keys())
    return tuple(Control(*key, owed[key], held.get(key, Decimal()), first.get(key, "none")) for key in keys)


def _held(business: Business, accounts: list[Account]) -> tuple[dict[Key, Decimal | None], dict[Key, str]]:
    """What the accounts of a side and currency hold, debts positive on the payable side, and one of their ids."""
    held: dict[Key, Decimal | None] = {}
    first: dict[Key, str] = {}
    for account in accounts:
        side = SIDES[account.account_type or ""]
        key = side, account.currency or business.home_currency
        before = held.get(key, Decimal())
        worth = account.balance if side is Side.RECEIVABLE else less(account.balance)
        held[key] = None if before is None or worth is None else before + worth
        first.setdefault(key, account.qbo_id)
    return held, first


def _owed(business: Business, items: Iterable[OpenItem], known: set[Key]) -> dict[Key, Decimal]:
    """What is open by side and currency; what is in one that has no account of its own counts in home currency."""
    owed: dict[Key, Decimal] = defaultdict(Decimal)
    for item in items:
        own = item.foreign
        if own is not None and (item.side, own.currency) in known:
            owed[item.side, own.currency] += own.amount
        else:
            owed[item.side, business.home_currency] += item.open
    return owed


def _words(control: Control) -> str:
    owed, held = plain(control.owed), plain(control.held or Decimal())
    return f"{owed} {control.currency} is open on {control.side.value} documents, the accounts hold {held}"
