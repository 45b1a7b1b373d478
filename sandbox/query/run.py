"""Answers a query from the stored bodies, which are joined and never read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.entities import answer_key
from sandbox.query.parser import parse
from sandbox.query.plan import PAGE_CAP, Plan, plan
from sandbox.store import Store
from sandbox.wire import decode, encode


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """The `QueryResponse` object as JSON, and how many objects it holds."""

    body: bytes
    objects: int


def query(store: Store, realm: str, text: str, at: datetime, *, cap: int = PAGE_CAP) -> QueryAnswer:
    """The answer to a query (API_FACTS 2.4); faults 4000 and 4001 for a wrong one."""
    planned = plan(parse(text), realm, at)
    if planned.count:
        return QueryAnswer(b'{"totalCount":%d}' % _count(store, planned), 0)
    bodies = _bodies(store, planned, cap)
    if planned.columns:
        bodies = [_project(body, planned.columns) for body in bodies]
    key = answer_key(store, realm, planned.entity)
    return QueryAnswer(_response(key, bodies, planned.start), len(bodies))


def _count(store: Store, planned: Plan) -> int:
    sql = f"SELECT count(*) FROM object WHERE {planned.where}"
    return int(store.rows(sql, *planned.where_params).fetchone()[0])


def _bodies(store: Store, planned: Plan, cap: int) -> list[bytes]:
    """The page's bodies; a page that follows one just read begins where that ended instead of counting."""
    limit, version = min(planned.limit, cap), store.bookmarks.version
    key = (planned.where, planned.where_params, planned.order)
    end = store.bookmarks.find(key, planned.start)
    rows = _after(store, planned, limit, end) if end else _counted(store, planned, limit)
    if rows and planned.order in _MARKED:
        store.bookmarks.keep(version, key, planned.start + len(rows), rows[-1][1:])
    return [row[0] for row in rows]


def _counted(store: Store, planned: Plan, limit: int) -> list[tuple[Any, ...]]:
    sql = f"SELECT {_columns(planned)} FROM object WHERE {planned.where} ORDER BY {planned.order} LIMIT ? OFFSET ?"
    return store.rows(sql, *planned.where_params, limit, planned.start - 1).fetchall()


def _after(store: Store, planned: Plan, limit: int, end: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    # the row comparison stands first, which makes SQLite begin its index search there
    places = ", ".join("?" * len(end))
    sql = f"""SELECT {_columns(planned)} FROM object WHERE ({planned.order}) > ({places}) AND {planned.where}
              ORDER BY {planned.order} LIMIT ?"""
    return store.rows(sql, *end, *planned.where_params, limit).fetchall()


def _columns(planned: Plan) -> str:
    return f"body, {planned.order}" if planned.order in _MARKED else "body"


_MARKED = frozenset(("updated_at, seq", "created_at, seq", "seq"))


def _response(key: str, bodies: list[bytes], start: int) -> bytes:
    if not bodies:
        return b"{}"
    return b'{"%s":[%s],"startPosition":%d,"maxResults":%d}' % (
        key.encode(),
        b",".join(bodies),
        start,
        len(bodies),
    )


def _project(body: bytes, columns: tuple[str, ...]) -> bytes:
    doc: dict[str, Any] = decode(body)
    kept = {name: doc[name] for name in columns if name in doc}
    return encode({**kept, "domain": "QBO", "sparse": True, "Id": doc.get("Id")})
