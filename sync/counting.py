"""How many objects QuickBooks has of each entity: the questions, and what their answers say."""

from collections.abc import Iterable, Mapping

import msgspec

from core.mirror import Mirror
from sync.errors import Unreadable


class _Response(msgspec.Struct):
    totalCount: int


class _Counted(msgspec.Struct):
    QueryResponse: _Response


def question(model: type[Mirror]) -> str:
    """Asks for the number of objects, inactive ones included (API_FACTS 2.1)."""
    return f"SELECT COUNT(*) FROM {model.qbo.name}" + (f" WHERE {model.qbo.where}" if model.qbo.where else "")


def counts_of(answers: Mapping[str, bytes], models: Iterable[type[Mirror]]) -> dict[type[Mirror], int]:
    """Objects by entity; those that QBO does not count, or that were not asked for, are left out."""
    asked = {model: answers.get(question(model)) for model in models}
    return {model: _total(body) for model, body in asked.items() if body is not None}


def _total(body: bytes) -> int:
    try:
        return msgspec.json.decode(body, type=_Counted).QueryResponse.totalCount
    except msgspec.DecodeError as why:
        raise Unreadable("the answer to a count holds no number") from why
