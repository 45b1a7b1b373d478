"""Flow: mirrored. What accounts are called and how QBO classes them, for those who only know an id."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from bank.models import Account
from core.dealings import Liability
from core.models import Business

TAXES = ("PayrollTaxPayable", "SalesTaxPayable", "GlobalTaxPayable")


def accounts_by_id(business: Business, ids: Iterable[str]) -> dict[str, Any]:
    """Rows of `name, account_type, account_sub_type` by QBO id; ids that the mirror does not hold are left out."""
    wanted = Account.objects.filter(business=business, qbo_id__in=set(ids))
    rows = wanted.values_list("qbo_id", "full_name", "name", "account_type", "account_sub_type", named=True)
    return {row.qbo_id: row for row in rows}


def tax_liabilities(business: Business) -> Iterator[Liability]:
    """Accounts of payroll and sales taxes on which something is owed, in home currency. One query.

    QuickBooks states what is owed as a negative balance (UNSURE for these sub types; what is positive is left out).
    """
    accounts = Account.objects.of(business).filter(
        account_sub_type__in=TAXES, balance__lt=0, merged_into=None
    )
    at_home = accounts.filter(Q(currency=None) | Q(currency=business.home_currency))
    for qbo_id, full_name, name, sub_type, balance in at_home.order_by("qbo_id").values_list(
        "qbo_id", "full_name", "name", "account_sub_type", "balance"
    ):
        yield Liability(qbo_id, full_name or name or "", sub_type, -balance)
