"""What a query says, once read: the tree between the parser and the SQL."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """`property operator values`; only IN has several values, each the text as written without quotes."""

    property: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    property: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """`columns` empty means all; `start` counts from 1; `limit` is what was asked, before the cap."""

    entity: str
    columns: tuple[str, ...] = ()
    count: bool = False
    where: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = ()
    start: int = 1
    limit: int = 100
