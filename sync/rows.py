"""What decoding gives and the merge takes: plain frozen rows."""

from datetime import datetime
from typing import Any

import msgspec

from core.mirror import LineMirror, Mirror, mapped_fields

LARGEST_TOKEN = 2**63 - 1
LONGEST_ID = 200  # of what else names an object, and far within what an index of the database takes
FIRST_YEAR, LAST_YEAR = 1900, 2999


class OddObject(ValueError):
    """An object that cannot be mirrored; the message says why."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One live object: `values` in the order of `columns_of(model)`, `lines` per child mirror in its column order."""

    qbo_id: str
    sync_token: int
    updated_at: datetime
    values: tuple[Any, ...]
    payload: bytes
    lines: tuple[list[tuple[Any, ...]], ...]


class Tombstone(msgspec.Struct, frozen=True, gc=False):
    """A deleted object; QBO gives its id and the instant, nothing else (API_FACTS 3)."""

    qbo_id: str
    deleted_at: datetime


def columns_of(model: type[Mirror]) -> list[str]:
    """Names of the mapped columns of a mirror, in the order of a row's values."""
    return [column.name for column in mapped_fields(model)]


def line_columns_of(child: type[LineMirror]) -> tuple[list[str], list[str]]:
    """Names of a child's columns read from the line, and of those read from each linked transaction, in row order."""
    names = [column.name for column in mapped_fields(child)]
    prefix = f"{child.qbo.each}."
    linked = [name for name in names if child.qbo.each and child.qbo.columns[name].startswith(prefix)]
    return [name for name in names if name not in linked], linked


def spread(
    on_line: tuple[Any, ...], linked: list[tuple[Any, ...]], once: tuple[bool, ...]
) -> list[tuple[Any, ...]]:
    """One row per linked transaction of a line; what QBO gives for the whole line is stated on the first only."""
    first, *others = linked
    rest = tuple(None if only else value for value, only in zip(on_line, once, strict=True))
    return [on_line + first, *(rest + other for other in others)]


def token_number(token: str | None) -> int:
    """A sync token as a number; entities without versions have none, which counts as 0."""
    if token is None:
        return 0
    if not token.isdecimal() or len(token) > 19 or int(token) > LARGEST_TOKEN:
        raise OddObject(f"SyncToken {token[:40]!r} is not a number that can be compared")
    return int(token)


def refuse_unversioned(updated_at: datetime | None, token: str | None) -> None:
    """Raises for an object without the facts that order versions: an abbreviated row must not erase a whole one."""
    if updated_at is None:
        raise OddObject("no MetaData.LastUpdatedTime: its version is unknown")
    if token is None:
        raise OddObject("no SyncToken: its version is unknown")


def refuse_unkeepable(found: Row | Tombstone) -> None:
    """Raises for an object that could be written under no key, or that nobody could read again."""
    at = found.updated_at if isinstance(found, Row) else found.deleted_at
    if len(found.qbo_id) > LONGEST_ID:
        raise OddObject(f"an id of {len(found.qbo_id):,} characters, {LONGEST_ID} at most can be kept")
    if "\x00" in found.qbo_id:
        raise OddObject("a NUL character in the id")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise OddObject(f"MetaData.LastUpdatedTime is of the year {at.year}")
