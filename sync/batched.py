"""Questions put to QuickBooks together, in one call, and answered to whoever asks them one by one afterwards.

How Intuit meters a batch is not known (API_FACTS 4); a call it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sync.envelope import objects_in, open_batch

IN_ONE_CALL, MOST_OBJECTS = 30, 1_000


class Gate(Protocol):
    """What is needed of the gate."""

    def query(self, statement: str) -> bytes: ...

    def read(self, entity: str, qbo_id: str) -> bytes: ...

    def changes(self, entities: Sequence[str], since: datetime) -> bytes: ...

    def batch(self, items: Sequence[Mapping[str, Any]]) -> bytes: ...


@dataclass(frozen=True)
class Batched:
    """The gate, with answers at hand to what was asked together, as of then; all else is asked when it is wanted."""

    gate: Gate
    answers: dict[str, bytes] = field(default_factory=dict)

    def ask(self, statements: Sequence[str]) -> None:
        """Put these to QBO, thirty a call. One that it refuses, or that may have been cut, is asked alone later."""
        for first in range(0, len(statements), IN_ONE_CALL):
            self.answers.update(_in_one_call(self.gate, statements[first : first + IN_ONE_CALL]))

    def query(self, statement: str) -> bytes:
        """The page that the statement yields, as sent."""
        known = self.answers.get(statement)
        return self.gate.query(statement) if known is None else known

    def read(self, entity: str, qbo_id: str) -> bytes:
        """One object, asked now."""
        return self.gate.read(entity, qbo_id)

    def changes(self, entities: Sequence[str], since: datetime) -> bytes:
        """What changed since, asked now."""
        return self.gate.changes(entities, since)


def _in_one_call(gate: Gate, statements: Sequence[str]) -> dict[str, bytes]:
    """With a thousand objects an answer may have been cut (API_FACTS 4): then none that holds any is believed."""
    asked = {str(number): statement for number, statement in enumerate(statements)}
    body = gate.batch([{"bId": b_id, "Query": statement} for b_id, statement in asked.items()])
    answers = {asked[b_id]: parts for b_id, parts in open_batch(body) if b_id in asked}
    sizes = {
        statement: objects_in(parts["QueryResponse"])
        for statement, parts in answers.items()
        if "QueryResponse" in parts
    }
    is_whole = sum(sizes.values()) < MOST_OBJECTS
    return {
        statement: _alone(answers[statement]) for statement, size in sizes.items() if is_whole or not size
    }


def _alone(parts: Mapping[str, bytes]) -> bytes:
    """The answer as it would have come, had nothing else been asked."""
    return b'{"QueryResponse":%s,"time":%s}' % (parts["QueryResponse"], parts.get("time", b"null"))
