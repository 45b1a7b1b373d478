"""Whether a written body has objects, lists and plain values in the right places; the rest the books judge."""

from __future__ import annotations

from typing import Any

from sandbox import faults

_OBJECT_ENDINGS = ("Ref", "Addr", "Detail", "Prefs", "Phone")
_OBJECT_WORDS = (
    "MetaData Email BillEmail BillEmailCc BillEmailBcc POEmail Mobile Fax CustomerMemo CheckPayment "
    "CreditCardPayment DeliveryInfo RecurringInfo ScheduleInfo CashBack Entity ShipTo HomeCurrency MarkupInfo"
)
_LIST_WORDS = "Line LinkedTxn TaxLine CustomField NameValue Tag"
_FREE_WORDS = (
    "LineEx CustomExtensions OtherContactInfo VendorPaymentBankDetail PurchaseEx invoiceStatusLog Address"
)
_TEXT_WORDS = "Name DisplayName Title GivenName MiddleName FamilyName Suffix CompanyName"
_OBJECTS, _LISTS = frozenset(_OBJECT_WORDS.split()), frozenset(_LIST_WORDS.split())
_FREE, _TEXTS = frozenset(_FREE_WORDS.split()), frozenset(_TEXT_WORDS.split())


def check(body: dict[str, Any]) -> None:
    """Fault 2010 for a value of the wrong shape, 2020 for a link that does not say to what."""
    for name, value in body.items():
        if value is not None and name not in _FREE:
            _check_value(name, value)


def check_template(body: dict[str, Any]) -> None:
    """As `check`, for a recurring template: a transaction inside an object named by its type."""
    for inner in body.values():
        if isinstance(inner, dict):
            check(inner)


def _check_value(name: str, value: Any) -> None:
    if name in _LISTS:
        _check_list(name, value)
    elif name in _OBJECTS or name.endswith(_OBJECT_ENDINGS):
        _check_object(name, value)
    elif isinstance(value, (dict, list)) or (name in _TEXTS and not isinstance(value, str)):
        raise _misshapen(name, value)


def _check_object(name: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise _misshapen(name, value)
    if not name.endswith("Prefs"):
        check(value)


def _check_list(name: str, value: Any) -> None:
    if not isinstance(value, list):
        raise _misshapen(name, value)
    for item in value:
        if not isinstance(item, dict):
            raise _misshapen(name, item)
        check(item)
        for key in ("TxnId", "TxnType"):
            if name == "LinkedTxn" and item.get(key) in (None, ""):
                raise faults.required(key)


def _misshapen(name: str, value: Any) -> faults.Fault:
    return faults.malformed(f"Property Name:{name} can not be read from {type(value).__name__}")
