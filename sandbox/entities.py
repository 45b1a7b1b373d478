"""The closed table of entities: their names in a path, a query and an answer (API_FACTS 1.1, 2.3, 3)."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox import faults, switches
from sandbox.store import Store


@dataclass(frozen=True, slots=True)
class Entity:
    """`is_list`: has Active, inactive rows hide from queries; `in_cdc`: change data capture carries it."""

    name: str
    is_list: bool = False
    in_cdc: bool = True
    kept: bool = True  # False: QuickBooks knows it, these companies have none

    @property
    def path(self) -> str:
        return self.name.lower()


_LISTS = "Account Item Class Department Term PaymentMethod Customer Vendor Employee"
_TRANSACTIONS = (
    "Invoice Payment CreditMemo SalesReceipt RefundReceipt Estimate Bill BillPayment VendorCredit "
    "PurchaseOrder Purchase Deposit Transfer JournalEntry CreditCardPayment"
)
_SINGLE = "CompanyInfo Preferences"
_BY_QUERY_ONLY = "ExchangeRate RecurringTransaction"
_ABSENT_LISTS = "TaxCode TaxRate Budget CompanyCurrency"
_ABSENT = "TaxAgency TimeActivity JournalCode Attachable CustomerType"

_ALL = (
    *(Entity(name, is_list=True) for name in _LISTS.split()),
    *(Entity(name) for name in f"{_TRANSACTIONS} {_SINGLE}".split()),
    *(Entity(name, in_cdc=False) for name in _BY_QUERY_ONLY.split()),
    *(Entity(name, is_list=True, in_cdc=False, kept=False) for name in _ABSENT_LISTS.split()),
    *(Entity(name, in_cdc=False, kept=False) for name in _ABSENT.split()),
)
_BY_PATH = {entity.path: entity for entity in _ALL}

TRANSACTIONS = frozenset(_TRANSACTIONS.split())


def in_path(segment: str) -> Entity:
    """The entity of a path segment; fault 500 for a path QuickBooks does not have."""
    found = _BY_PATH.get(segment)
    if found is None:
        raise faults.unsupported(f"Operation {segment} is not supported.")
    return found


def named(name: str) -> Entity:
    """The entity a query, a CDC call or a batch item names, in any case; fault 4001 for an unknown one."""
    found = _BY_PATH.get(name.lower())
    if found is None:
        raise faults.invalid_query(f"invalid context declaration: {name}")
    return found


def exists(name: str) -> bool:
    """Whether QuickBooks has an entity of this name."""
    return name.lower() in _BY_PATH


def answer_key(store: Store, realm: str, entity: Entity) -> str:
    """The JSON key of the entity in an answer; sources disagree about card payments (API_FACTS 9.14b)."""
    if entity.name != "CreditCardPayment":
        return entity.name
    return str(switches.read(store, realm, "card_payment_key"))
