"""Changes to the books as the API asks for them: what a request means, and its whole answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox import faults, shapes, switches
from sandbox.books.company import Company
from sandbox.entities import Entity, answer_key
from sandbox.store import Store
from sandbox.wire import encode

Operation = Callable[[Company, str, dict[str, Any], datetime], dict[str, Any]]

OPERATIONS: dict[str, Operation] = {
    "create": Company.create,
    "update": Company.update,
    "delete": Company.delete,
    "void": Company.void,
}


def meant(operation: str, option: str, body: dict[str, Any]) -> str:
    """The operation of a request: an Id makes it an update, `void` beside an update voids (API_FACTS 1.1)."""
    if operation in ("", "create", "update"):
        if option == "void":
            return "void"
        return "update" if "Id" in body or operation == "update" else "create"
    if operation not in OPERATIONS:
        raise faults.unsupported(f"Operation {operation} is not supported.")
    return operation


def perform(
    store: Store, realm: str, entity: Entity, operation: str, body: dict[str, Any], at: datetime
) -> tuple[str, bytes]:
    """The answer's key and the object as JSON, in the caller's transaction; raises the books' fault."""
    if not entity.kept:
        raise faults.unsupported(f"Operation {operation} is not supported for entity {entity.name}.")
    check = shapes.check_template if entity.name == "RecurringTransaction" else shapes.check
    check(body)
    if entity.name == "Bill" and body.get("sparse") and not switches.read(store, realm, "sparse_bills"):
        raise faults.unsupported("Operation sparse update is not supported for entity Bill.")
    doc = OPERATIONS[operation](Company(store, realm), entity.name, without_blanks(body), at)
    return answer_key(store, realm, entity), encode(doc)


def without_blanks(body: dict[str, Any]) -> dict[str, Any]:
    """The body with empty texts as no value: null at the top, where they clear, absent further in."""
    return {key: None if value == "" else _inside(value) for key, value in body.items()}


def _inside(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _inside(item) for key, item in value.items() if item != ""}
    return [_inside(item) for item in value] if isinstance(value, list) else value
