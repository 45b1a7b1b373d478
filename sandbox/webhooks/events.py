"""The closed table of what rings: which operations of which entities, and how each format spells them."""

from __future__ import annotations

from dataclasses import dataclass

# operation -> its name in CloudEvents and in the old format (API_FACTS 7.3, 7.4)
SPELLED = {
    "create": ("created", "Create"),
    "update": ("updated", "Update"),
    "delete": ("deleted", "Delete"),
    "void": ("void", "Void"),
    "merge": ("merged", "Merge"),
    "email": ("emailed", "Emailed"),
}

_CHANGING = frozenset({"create", "update", "delete"})
_CHANGED = (
    "Account Bill BillPayment Class CreditMemo Customer Department Deposit Employee Estimate Invoice Item "
    "JournalEntry Payment PaymentMethod Purchase PurchaseOrder RefundReceipt SalesReceipt Transfer Vendor "
    "VendorCredit"
)
_VOIDED = "Invoice Payment CreditMemo SalesReceipt RefundReceipt BillPayment Purchase Transfer"
_MERGED = "Account Class Customer Department Employee Item PaymentMethod Vendor"
_EMAILED = "CreditMemo Estimate Invoice Payment PurchaseOrder RefundReceipt SalesReceipt"
_FEW = {"Preferences": frozenset({"update"}), "Term": frozenset({"create", "update"})}

MERGED = frozenset(_MERGED.split())
EMAILED = frozenset(_EMAILED.split())


def _operations(entity: str) -> frozenset[str]:
    more = (("void", _VOIDED), ("merge", _MERGED), ("email", _EMAILED))
    return _CHANGING | {name for name, entities in more if entity in entities.split()}


_RINGS = _FEW | {entity: _operations(entity) for entity in _CHANGED.split()}


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one object; `at` is epoch seconds, `deleted_id` the id that a merge took away.

    `id` stays the same when the event is sent again: receivers tell repetitions by it (API_FACTS 7.3).
    """

    id: str
    realm: str
    entity: str
    entity_id: str
    operation: str
    at: float
    deleted_id: str = ""


def announced(entity: str, operation: str) -> str:
    """The operation that rings for this change, "" for one that does not ring (API_FACTS 7.5).

    Where an entity has no event of its own for a void, the void is an update.
    """
    own = _RINGS.get(entity, frozenset())
    if operation == "void" and "void" not in own:
        operation = "update"
    return operation if operation in own else ""
