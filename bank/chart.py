"""Flow: mirrored. What accounts are called and how QBO classes them, for those who only know an id."""

from collections.abc import Iterable
from typing import Any

from bank.models import Account
from core.models import Business


def accounts_by_id(business: Business, ids: Iterable[str]) -> dict[str, Any]:
    """Rows of `name, account_type, account_sub_type` by QBO id; ids that the mirror does not hold are left out."""
    wanted = Account.objects.filter(business=business, qbo_id__in=set(ids))
    rows = wanted.values_list("qbo_id", "full_name", "name", "account_type", "account_sub_type", named=True)
    return {row.qbo_id: row for row in rows}
