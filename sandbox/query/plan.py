"""Turns a statement into one SQL statement over the object table; paging by time touches indexes only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox import faults
from sandbox.clock import pacific, pacific_hours
from sandbox.entities import Entity, named
from sandbox.query.properties import Property, column, find
from sandbox.query.statement import Condition, Order, Select

PAGE_CAP = 1000
NULL = " "
PACIFIC_STANDARD = timezone(timedelta(hours=-8))


@dataclass(frozen=True, slots=True)
class Plan:
    """SQL after `SELECT ... FROM object`, its parameters, and what to do with the bodies."""

    entity: Entity
    columns: tuple[str, ...]
    count: bool
    start: int
    limit: int
    where: str
    where_params: tuple[Any, ...]
    order: str


def plan(select: Select, realm: str, at: datetime) -> Plan:
    """The plan for one company at an instant (CURRENT_DATE); fault 4001 for an unknown name or bad value."""
    entity = named(select.entity)
    terms, params = ["realm = ?", "entity = ?", "deleted = 0"], [realm, entity.name]
    if entity.is_list and not any(condition.property.lower() == "active" for condition in select.where):
        terms.append("active = 1")
    for condition in select.where:
        term, values = _term(entity, condition, at)
        terms.append(term)
        params.extend(values)
    columns = tuple(column(entity, name) for name in select.columns)
    limit = min(select.limit, PAGE_CAP)
    order = _order(entity, select.order)
    return Plan(entity, columns, select.count, select.start, limit, " AND ".join(terms), tuple(params), order)


def _order(entity: Entity, order: tuple[Order, ...]) -> str:
    terms = []
    for item in order:
        found = find(entity, item.property)
        by = {"id": "seq", "text": f"fold({found.sql})"}.get(found.kind, found.sql)
        terms.append(f"{by} DESC" if item.descending else by)
    return ", ".join([*terms, "seq"])


def _term(entity: Entity, condition: Condition, at: datetime) -> tuple[str, list[Any]]:
    found = find(entity, condition.property)
    if found.kind == "id" and condition.operator not in ("=", "IN"):
        raise faults.invalid_query(f"Operator {condition.operator} is not supported for property Id")
    if condition.operator == "LIKE":
        return _like(found, condition.values[0])
    if condition.operator == "=" and condition.values[0] == NULL:
        return f"{found.sql} IS NULL", []
    values = [_READ[found.kind](value, at) for value in condition.values]
    subject = f"fold({found.sql})" if found.kind == "text" else found.sql
    if condition.operator == "IN":
        return f"{subject} IN ({', '.join('?' * len(values))})", values
    return f"{subject} {condition.operator} ?", values


def _like(found: Property, pattern: str) -> tuple[str, list[Any]]:
    if found.kind not in ("text", "date"):
        raise faults.invalid_query(f"Operator LIKE is not supported for property {found.name}")
    for special in ("\\", "_"):
        pattern = pattern.replace(special, f"\\{special}")
    return f"fold({found.sql}) LIKE ? ESCAPE '\\'", [pattern.casefold()]


def _time(value: str, at: datetime) -> float:
    if value == "current_date":
        today = pacific(at)
        return today.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
    return instant(value)


def instant(value: str) -> float:
    """Epoch seconds of an ISO 8601 text, US Pacific time without an offset; fault 4001 when it is none."""
    try:
        parsed = datetime.fromisoformat(value.strip())
    except ValueError:
        raise faults.invalid_query(f"invalid date or time: {value}") from None
    if parsed.tzinfo is not None:
        return parsed.timestamp()
    standard = parsed.replace(tzinfo=PACIFIC_STANDARD).timestamp()
    return standard - 3600 * (pacific_hours(standard) + 8)


def _date(value: str, at: datetime) -> str:
    if value == "current_date":
        return pacific(at).date().isoformat()
    try:
        return datetime.fromisoformat(value).date().isoformat()
    except ValueError:
        raise faults.invalid_query(f"invalid date: {value}") from None


def _number(value: str, at: datetime) -> float:
    try:
        # SQLite reads the stored digits into the same binary number
        return float(Decimal(value))
    except InvalidOperation:
        raise faults.invalid_query(f"invalid number: {value}") from None


def _flag(value: str, at: datetime) -> int:
    if value.lower() not in ("true", "false"):
        raise faults.invalid_query(f"invalid boolean: {value}")
    return int(value.lower() == "true")


def _text(value: str, at: datetime) -> str:
    return value.casefold()


def _id(value: str, at: datetime) -> str:
    return value


_READ: dict[str, Callable[[str, datetime], Any]] = {
    "id": _id,
    "time": _time,
    "date": _date,
    "number": _number,
    "flag": _flag,
    "text": _text,
}
