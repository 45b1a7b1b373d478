"""Change data capture: what moved since an instant, deletions included; a thousand objects and no paging."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox import faults, switches
from sandbox.entities import Entity, answer_key, exists, named
from sandbox.query.plan import instant
from sandbox.store import Store

CAP = 1000
LOOK_BACK = 30 * 86400


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one entity: live bodies in order of change, then tombstones (API_FACTS 3)."""

    key: str
    live: list[bytes]
    gone: list[bytes]

    @property
    def size(self) -> int:
        return len(self.live) + len(self.gone)

    def body(self) -> bytes:
        """The group's `QueryResponse`: `{}` without changes, no startPosition when all are deletions."""
        if not self.size:
            return b"{}"
        parts = [b'"%s":[%s]' % (self.key.encode(), b",".join(self.live + self.gone))]
        if self.live:
            parts.append(b'"startPosition":1')
        parts.append(b'"maxResults":%d' % self.size)
        if self.gone:
            parts.append(b'"totalCount":%d' % self.size)
        return b"{%s}" % b",".join(parts)


def changes(store: Store, realm: str, entities: str, changed_since: str, at: datetime) -> tuple[bytes, int]:
    """The `CDCResponse` array as JSON and its number of objects; 400 for an entity outside CDC."""
    wanted = [_carried(name.strip()) for name in entities.split(",") if name.strip()]
    if not wanted:
        raise faults.required("entities")
    since, room, groups = _since(store, realm, changed_since, at), CAP, []
    for entity in wanted:
        groups.append(_group(store, realm, entity, since, room))
        room -= groups[-1].size
    return b'[{"QueryResponse":[%s]}]' % b",".join(group.body() for group in groups), CAP - room


def _carried(name: str) -> Entity:
    entity = named(name) if exists(name) else None
    if entity is None or not entity.in_cdc:
        raise faults.unsupported(f"Operation cdc is not supported for entity {name}.")
    return entity


def _since(store: Store, realm: str, text: str, at: datetime) -> float:
    if not text:
        raise faults.required("changedSince")
    since, oldest = instant(text), at.timestamp() - LOOK_BACK
    window = switches.read(store, realm, "cdc_window") if since < oldest else "all"
    if window == "error":
        raise faults.invalid_query("changedSince is more than 30 days back")
    return max(since, oldest) if window == "clamp" else since


def _group(store: Store, realm: str, entity: Entity, since: float, room: int) -> Group:
    live = _bodies(store, realm, entity, since, 0, room)
    gone = _bodies(store, realm, entity, since, 1, room - len(live))
    return Group(answer_key(store, realm, entity), live, gone)


def _bodies(store: Store, realm: str, entity: Entity, since: float, deleted: int, room: int) -> list[bytes]:
    sql = """SELECT body FROM object WHERE realm = ? AND entity = ? AND updated_at >= ? AND deleted = ?
             ORDER BY updated_at, seq LIMIT ?"""
    return [row[0] for row in store.rows(sql, realm, entity.name, since, deleted, room)]
