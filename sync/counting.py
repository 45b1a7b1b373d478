"""How many objects QuickBooks has of each entity, asked in one call."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from core.mirror import Mirror
from sync.envelope import open_batch
from sync.errors import Unreadable

IN_ONE_CALL = 30


class Batches(Protocol):
    """What counting needs of the gate."""

    def batch(self, items: Sequence[Mapping[str, Any]]) -> bytes: ...


def counts_of(gate: Batches, models: Sequence[type[Mirror]]) -> dict[type[Mirror], int]:
    """Objects by entity, inactive ones included; those that QBO does not count are left out (API_FACTS 2.1, 4)."""
    found: dict[type[Mirror], int] = {}
    for first in range(0, len(models), IN_ONE_CALL):
        some = {model.qbo.name: model for model in models[first : first + IN_ONE_CALL]}
        items = [{"bId": name, "Query": _question(model)} for name, model in some.items()]
        for name, answer in open_batch(gate.batch(items)):
            if name in some and "QueryResponse" in answer:
                found[some[name]] = _total(answer["QueryResponse"])
    return found


def _question(model: type[Mirror]) -> str:
    return f"SELECT COUNT(*) FROM {model.qbo.name}" + (f" WHERE {model.qbo.where}" if model.qbo.where else "")


def _total(answer: msgspec.Raw) -> int:
    total = msgspec.json.decode(answer, type=dict[str, msgspec.Raw]).get("totalCount")
    if total is None:
        raise Unreadable("the answer to a count holds no number")
    return msgspec.json.decode(total, type=int)
