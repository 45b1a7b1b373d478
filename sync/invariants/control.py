"""What is open on documents is what the receivable and payable accounts hold, to the cent, currency by currency.

Judged only where both are known as of the same moment: the accounts were read after the last document changed, and
changes have been followed beyond that reading. Balances of accounts move without a word (API_FACTS 9.3).
"""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db import connection

from ap.services import BillService
from ar.services import InvoiceService
from bank.control import SIDES
from bank.models import Account
from bank.services import BalanceService
from core.cash import OpenItem, Side
from core.models import Business
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


def violations(business: Business) -> Iterator[Violation]:
    """Accounts that hold another amount than their documents; nothing where that cannot be said yet."""
    accounts = list(Account.objects.of(business).filter(account_type__in=SIDES, merged_into=None))
    if not accounts or not _may_be_judged(business, {account.qbo_id for account in accounts}):
        return
    opened = _open_items(business)
    if opened.problems:
        return
    held, first = _held(business, accounts)
    owed = _owed(business, opened.items, set(held))
    for key in sorted(held.keys() | owed.keys()):
        if held[key] != owed[key]:
            yield Violation("Account", first.get(key, "none"), _words(key, owed[key], held[key]))


def _may_be_judged(business: Business, wanted: set[str]) -> bool:
    if SyncIssue.objects.filter(business=business, entity__in=POSTED, resolved_at=None).exists():
        return False
    with connection.cursor() as cursor:
        cursor.execute(SAME_MOMENT, {"business": business.pk, "types": list(SIDES)})
        return {qbo_id for (qbo_id,) in cursor.fetchall()} == wanted


def _open_items(business: Business) -> OpenItems:
    control = BalanceService(business).control_lines()
    services = InvoiceService(business), BillService(business)
    return sum((service.open_items(control) for service in services), OpenItems())


def _held(business: Business, accounts: list[Account]) -> tuple[dict[Key, Decimal], dict[Key, str]]:
    """What the accounts of a side and currency hold, debts positive on the payable side, and one of their ids."""
    held: dict[Key, Decimal] = defaultdict(Decimal)
    first: dict[Key, str] = {}
    for account in accounts:
        side = SIDES[account.account_type or ""]
        key = side, account.currency or business.home_currency
        balance = account.balance or Decimal()
        held[key] += balance if side is Side.RECEIVABLE else -balance
        first.setdefault(key, account.qbo_id)
    return held, first


def _owed(business: Business, items: tuple[OpenItem, ...], known: set[Key]) -> dict[Key, Decimal]:
    """What is open by side and currency; what is in one that has no account of its own counts in home currency."""
    owed: dict[Key, Decimal] = defaultdict(Decimal)
    for item in items:
        own = item.foreign
        if own is not None and (item.side, own.currency) in known:
            owed[item.side, own.currency] += own.amount
        else:
            owed[item.side, business.home_currency] += item.open
    return owed


def _words(key: Key, owed: Decimal, held: Decimal) -> str:
    return f"{plain(owed)} {key[1]} is open on {key[0].value} documents, the accounts hold {plain(held)}"
