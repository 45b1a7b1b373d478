"""What a request must satisfy before its meaning counts: properties, requirements, choices, references, names."""

from collections.abc import Iterator
from typing import Any

from sandbox.books.documents.kind import Kind
from sandbox.books.shelf import Doc, Shelf
from sandbox.faults import (
    duplicate_name,
    invalid_enumeration,
    invalid_reference,
    malformed,
    period_closed,
    required,
    too_long,
    unknown_property,
)

REFERENCES = {
    **dict.fromkeys(
        [
            "AccountRef",
            "APAccountRef",
            "ARAccountRef",
            "BankAccountRef",
            "CCAccountRef",
            "CreditCardAccountRef",
            "DepositToAccountRef",
            "FromAccountRef",
            "ToAccountRef",
            "IncomeAccountRef",
            "ExpenseAccountRef",
            "AssetAccountRef",
            "DiscountAccountRef",
            "ItemAccountRef",
        ],
        "Account",
    ),
    "CustomerRef": "Customer",
    "VendorRef": "Vendor",
    "ItemRef": "Item",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
    "SalesTermRef": "Term",
    "TermRef": "Term",
    "PaymentMethodRef": "PaymentMethod",
}
_LONGEST = {"DocNumber": 21, "PrivateNote": 4000, "PaymentRefNum": 21}
_PARTIES = ("Customer", "Vendor", "Employee")


def check_properties(kind: Kind, body: Doc) -> None:
    """Fault 2010 for a property the entity does not have, with the list of those it has."""
    for name in body:
        if name not in kind.known:
            raise unknown_property(name, ", ".join(sorted(kind.known)))


def check_required(kind: Kind, doc: Doc) -> None:
    """Fault 2020 for what is missing, 2170 for a value outside its choices, 2050 for text too long."""
    for name in kind.required:
        if doc.get(name) in (None, "", {}) or (name.endswith("Ref") and not _target(doc[name])):
            raise required(name)
    for name, allowed in kind.choices.items():
        if name in doc and doc[name] not in allowed:
            raise invalid_enumeration(name, doc[name])
    for name, limit in _LONGEST.items():
        if len(str(doc.get(name, ""))) > limit:
            raise too_long(name, limit, len(doc[name]))


def resolve_references(kind: Kind, doc: Doc, before: Doc | None, shelf: Shelf) -> None:
    """Give every reference its name; fault 2500 for a missing row, and for an inactive one not referred to before."""
    kept = set(_references(kind, before)) if before else set()
    for entity, id, ref in list(references(kind, doc)):
        target = shelf.get(entity, id)
        if target is None or (target.get("Active") is False and (entity, id) not in kept):
            raise invalid_reference(entity, id)
        ref["value"], ref["name"] = id, shown_name(target)


def shown_name(row: Doc) -> str:
    """The name under which documents refer to a row of a list."""
    return str(row.get("FullyQualifiedName") or row.get("DisplayName") or row.get("Name", ""))


def check_open_period(doc: Doc, shelf: Shelf) -> None:
    """Fault 6210 for a document dated on or before the closing date."""
    prefs = shelf.get("Preferences", "1") or {}
    closed = prefs.get("AccountingInfoPrefs", {}).get("BookCloseDate")
    if closed and doc.get("TxnDate", "9999") <= closed:
        raise period_closed(closed)


def claim_name(kind: Kind, doc: Doc, shelf: Shelf) -> None:
    """Fault 6240 when another row has the name already; otherwise it is this row's (API_FACTS 9.4)."""
    space, name = kind.unique_name(doc)
    owner = shelf.tables.owner_of(space, name)
    if owner == (kind.entity, doc["Id"]):
        return
    if owner is not None:
        raise duplicate_name("customer, vendor or employee" if space == "party" else space)
    shelf.tables.claim(space, name, kind.entity, doc["Id"])


def _references(kind: Kind, doc: Doc) -> list[tuple[str, str]]:
    return [(entity, id) for entity, id, _ in references(kind, doc)]


def references(kind: Kind, value: Any, key: str = "") -> Iterator[tuple[str, str, Doc]]:
    """(entity, id, the reference itself) of every row that the document refers to."""
    if isinstance(value, list):
        for item in value:
            yield from references(kind, item)
    elif isinstance(value, dict):
        entity = _entity_of(kind, key, value)
        if entity and _target(value):
            yield entity, _target(value), value
        else:
            for name, item in value.items():
                if isinstance(item, (dict, list)):
                    yield from references(kind, item, name)


def _entity_of(kind: Kind, key: str, ref: Doc) -> str:
    if key == "ParentRef":
        return kind.entity
    if key in ("EntityRef", "Entity") and ref.get("type") in _PARTIES:
        return str(ref["type"])
    return REFERENCES.get(key, "")


def _target(ref: Any) -> str:
    if not isinstance(ref, dict):
        raise malformed("A reference must be an object with a value.")
    return str(ref.get("value") or "")
