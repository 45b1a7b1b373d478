"""Flow: mirrored. Laying people's word over the books: every number is taken after this."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.cash import AccountKind, Balance
from core.models import Business
from runway.models import AccountMark


def marks_of(business: Business) -> dict[str, AccountKind]:
    """What people said of accounts, by account id."""
    said = AccountMark.objects.filter(business=business).values_list("account_id", "kind")
    return {account_id: AccountKind(kind) for account_id, kind in said}


def marked(balances: Iterable[Balance], marks: Mapping[str, AccountKind]) -> tuple[Balance, ...]:
    """The same balances, each of the kind that people gave its account; an account without a mark as suggested."""
    return tuple(replace(b, kind=marks.get(b.account_id, b.kind)) for b in balances)
