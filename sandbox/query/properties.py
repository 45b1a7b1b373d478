"""What can be asked of each entity, and how a value of it compares (API_FACTS 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sandbox import faults
from sandbox.books.fields import KNOWN, known
from sandbox.entities import Entity

_WORDS = {
    "number": "TotalAmt Balance BalanceWithJobs CurrentBalance CurrentBalanceWithSubAccounts UnappliedAmt "
    "RemainingCredit HomeTotalAmt HomeBalance Amount ExchangeRate Rate UnitPrice PurchaseCost QtyOnHand "
    "DueDays DiscountDays DiscountPercent DayOfMonthDue DueNextMonthDays DiscountDayOfMonth Level BillRate "
    "CostRate Deposit SyncToken",
    "date": "TxnDate DueDate ExpirationDate AcceptedDate ShipDate ExpectedDate AsOfDate HiredDate "
    "ReleasedDate BirthDate InvStartDate OpenBalanceDate CompanyStartDate",
    "flag": "Job IsProject BillWithParent Taxable SubAccount SubItem SubClass SubDepartment Vendor1099 "
    "Credit ProcessPayment Adjustment ApplyTaxAfterDiscount TrackQtyOnHand OnlineBankingEnabled BillableTime",
    "closed": "Line LinkedTxn CustomField CustomExtensions AttachableRef TxnTaxDetail MetaData Tag "
    "DeliveryInfo CheckPayment CreditCardPayment RecurringInfo NameValue CashBack OtherContactInfo sparse "
    "domain status Active",
}
_KINDS = {name: kind for kind, names in _WORDS.items() for name in names.split()}
_INSIDE = {
    "PrimaryEmailAddr": "Address",
    "BillEmail": "Address",
    "WebAddr": "URI",
    "PrimaryPhone": "FreeFormNumber",
    "Mobile": "FreeFormNumber",
    "CustomerMemo": "value",
}
_COLUMNS = {
    "id": ("id", "id"),
    "metadata.createtime": ("created_at", "time"),
    "metadata.lastupdatedtime": ("updated_at", "time"),
}


@dataclass(frozen=True, slots=True)
class Property:
    """`sql` yields the value; `kind` says how it compares: id, time, flag, number, date or text."""

    name: str
    sql: str
    kind: str


@lru_cache(maxsize=2048)
def find(entity: Entity, name: str) -> Property:
    """The property, in any case; fault 4001 when the entity has none that can be asked for."""
    low = name.lower()
    if low in _COLUMNS:
        return Property(name, *_COLUMNS[low])
    if low == "active" and entity.is_list:
        return Property(name, "active", "flag")
    if low == "type" and entity.name == "RecurringTransaction":
        return Property(name, "(SELECT key FROM json_each(CAST(body AS TEXT)))", "text")
    canonical = _open_names(entity.name).get(low)
    if canonical is None:
        raise faults.invalid_query(f"Property {name} not found for Entity {entity.name}")
    return Property(canonical, _extract(canonical), _KINDS.get(canonical, "text"))


def column(entity: Entity, name: str) -> str:
    """The JSON key of a projected column; fault 4001 for an unknown one."""
    names = {key.lower(): key for key in _known(entity.name)}
    found = names.get(name.lower().split(".")[0])
    if found is None:
        raise faults.invalid_query(f"Property {name} not found for Entity {entity.name}")
    return found


def _known(entity: str) -> frozenset[str]:
    return known(entity) if entity in KNOWN else frozenset(("Id", "Name", "MetaData", "SyncToken"))


@lru_cache(maxsize=64)
def _open_names(entity: str) -> dict[str, str]:
    return {name.lower(): name for name in _known(entity) if _is_open(name)}


def _is_open(name: str) -> bool:
    whole = name.endswith(("Addr", "Prefs")) and name not in _INSIDE
    return not whole and _KINDS.get(name) != "closed"


def _extract(name: str) -> str:
    inside = "value" if name.endswith("Ref") else _INSIDE.get(name)
    path = f"$.{name}.{inside}" if inside else f"$.{name}"
    return f"json_extract(CAST(body AS TEXT), '{path}')"
