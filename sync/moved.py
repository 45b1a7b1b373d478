"""Which documents move cash, and what they moved in all domains together."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.db.models import QuerySet

from ar.models import Invoice
from core.mirror import DocumentMirror, Mirror, mirrors
from core.models import Business
from core.movements import Movements

EVER = date.min
SAYS_ONLY = frozenset(
    {
        *(
            "doc_number",
            "note",
            "description",
            "reference",
            "adjustment",
            "email_status",
            "due_on",
            "terms_id",
        ),
        *("customer_id", "customer_name", "vendor_id", "vendor_name", "item_id"),
        *("party_id", "party_name", "party_type"),
        *("balance", "home_balance", "unapplied"),
    }
)
"""Columns of documents that may change while what moved, when and on which account stays as it was."""
NO_CASH = {"Invoice", "CreditMemo", "Estimate", "Bill", "VendorCredit", "PurchaseOrder"}


class Moves(Protocol):
    """A domain's service, which knows how its documents move money."""

    def movements(self, since: date, accounts: frozenset[str], told_since: date = ...) -> Movements: ...


def may_move(model: type[Mirror]) -> bool:
    """Whether a document of this kind may move a bank or card account, now; what is promised or owed does not."""
    return issubclass(model, DocumentMirror) and model.qbo.name not in NO_CASH


def may_have_moved(model: type[Mirror]) -> bool:
    """The same with invoices: one that took money on its own form moved it."""
    return may_move(model) or model is Invoice


def moving_models() -> list[type[Mirror]]:
    """All kinds of documents that may have moved a bank or card account."""
    return [model for model in mirrors() if may_have_moved(model)]


def moving_rows(model: type[Mirror], business: Business) -> QuerySet:
    """The rows of one of them that may have, deleted ones too; of invoices those that took money on their own form."""
    rows = model.objects.filter(business=business).order_by()
    return rows.exclude(deposit_account_id=None) if model is Invoice else rows


def moved_since(
    since: date, accounts: frozenset[str], services: Iterable[Moves], told_since: date = EVER
) -> Movements:
    """What moved on these accounts from a day on, in home currency; problems of documents from `told_since` on."""
    return sum((one.movements(since, accounts, told_since) for one in services), Movements())
