"""Thirty requests in one, each answered or refused by itself, none seeing what another did (API_FACTS 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox import faults, replay, switches
from sandbox.entities import exists, named
from sandbox.query.run import query
from sandbox.store import Store
from sandbox.wire import encode
from sandbox.writes import meant, perform

ITEMS = 30
OBJECTS = 1000


@dataclass(slots=True)
class Batch:
    """One batch in progress: `room` is how many objects its answer may still hold."""

    store: Store
    realm: str
    request_id: str
    at: datetime
    room: int = OBJECTS

    def answers(self, items: list[Any]) -> bytes:
        """The `BatchItemResponse` array as JSON, in request order; queries run first and so see no write."""
        done = {number: self._item(item, self._query) for number, item in enumerate(items) if "Query" in item}
        done |= {
            number: self._item(item, self._write) for number, item in enumerate(items) if number not in done
        }
        return b"[%s]" % b",".join(done[number] for number in range(len(items)))

    def _item(self, item: dict[str, Any], work: Any) -> bytes:
        b_id = encode(str(item.get("bId", "")))
        try:
            return b'{%s,"bId":%s}' % (work(item), b_id)
        except faults.Fault as fault:
            return b'{"Fault":%s,"bId":%s}' % (encode(fault.as_dict()), b_id)

    def _query(self, item: dict[str, Any]) -> bytes:
        found = query(self.store, self.realm, str(item["Query"]), self.at, cap=self._cap())
        if found.objects > self.room:
            raise faults.business("The batch response would hold more than 1000 objects.")
        self.room -= found.objects
        return b'"QueryResponse":%s' % found.body

    def _cap(self) -> int:
        truncate = switches.read(self.store, self.realm, "batch_overflow") == "truncate"
        return max(self.room, 0) if truncate else OBJECTS

    def _write(self, item: dict[str, Any]) -> bytes:
        name = next(
            (key for key in item if key not in ("bId", "operation", "optionsData") and exists(key)), None
        )
        if name is None or not isinstance(item[name], dict):
            raise faults.unsupported("The batch item names no entity and no Query.")
        entity, body = named(name), item[name]
        operation = meant(str(item.get("operation", "")), str(item.get("optionsData", "")), body)

        def work() -> bytes:
            key, done = perform(self.store, self.realm, entity, operation, body, self.at)
            return b'"%s":%s' % (key.encode(), done)

        request_id = f"{self.request_id}|{item.get('bId', '')}" if self.request_id else ""
        answer = replay.once(self.store, self.realm, request_id, int(self.at.timestamp()), work)
        self.room -= 1
        return answer


def checked_items(body: dict[str, Any], request_id: str) -> list[dict[str, Any]]:
    """The items of a batch body; 400 for none, for more than 30, and for ids that are too long."""
    items = body.get("BatchItemRequest")
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise faults.required("BatchItemRequest")
    if len(items) > ITEMS:
        raise faults.business(f"A batch holds at most {ITEMS} items, this one has {len(items)}.")
    for item in items:
        if "bId" not in item:
            raise faults.required("bId")
        if request_id and len(str(item["bId"])) > replay.ITEM_LIMIT:
            raise faults.too_long("bId", replay.ITEM_LIMIT, len(str(item["bId"])))
    return items
