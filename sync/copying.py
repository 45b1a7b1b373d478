"""Rows as COPY text: the shortest road into Postgres. The text is made while the database works on the page before."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from sync.rows import OddObject, Row

NULL = "\x00"
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
BYTE_ESCAPES = [(plain.encode(), escape.encode()) for plain, escape in ESCAPES.items()]
FOR_TEXT = str.maketrans(ESCAPES)
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Staged(msgspec.Struct, frozen=True, gc=False):
    """A row as text: its own line, and per child mirror the lines of its children; all of them without the business."""

    qbo_id: str
    version: tuple[datetime, int]
    text: bytes
    lines: tuple[list[str], ...]
    payload: bytes


def staged(row: Row) -> Staged:
    """A row as COPY text; columns as in sync/statements.py from `qbo_id` on.

    Raises `OddObject` for what Postgres cannot keep: a NUL character, and a number that is none.
    """
    if b"\\u0000" in row.payload and NUL.search(row.payload):
        raise OddObject("a NUL character in a text")
    own = copy_text((row.qbo_id, row.sync_token, row.updated_at, *row.values)).encode()
    lines = tuple(
        [f"{place}\t{copy_text((row.qbo_id, *line))}\n" for place, line in enumerate(lines)]
        for lines in row.lines
    )
    text = b"%b\t%b\n" % (own, escaped(row.payload))
    return Staged(row.qbo_id, (row.updated_at, row.sync_token), text, lines, row.payload)


def copy_rows(
    cursor: Any, statement: str, business_id: int, read_at: datetime, rows: Iterable[Staged]
) -> None:
    """Write rows of one business that one answer gave."""
    prefix = f"{business_id}\t{read_at}\t".encode()
    with cursor.copy(statement) as copy:
        copy.write(prefix + prefix.join([row.text for row in rows]))


def copy_lines(cursor: Any, statement: str, business_id: int, lines: Iterable[str]) -> None:
    """Write child rows of one business."""
    prefix = f"{business_id}\t"
    text = "".join([prefix + line for line in lines])
    if text:
        with cursor.copy(statement) as copy:
            copy.write(text)


def copy_text(values: tuple[Any, ...]) -> str:
    """Values without NUL characters as one line of COPY text; the common case has nothing to escape: one join."""
    joined = "\t".join([NULL if value is None else str(value) for value in values])
    if "NaN" in joined and any(_is_no_number(value) for value in values):
        raise OddObject("NaN is not a number")
    if "\\" in joined or "\n" in joined or "\r" in joined or joined.count("\t") != len(values) - 1:
        return "\t".join(["\\N" if value is None else str(value).translate(FOR_TEXT) for value in values])
    return joined.replace(NULL, "\\N")


def _is_no_number(value: Any) -> bool:
    return isinstance(value, Decimal) and not value.is_finite()


def escaped(payload: bytes) -> bytes:
    """A JSON text as COPY wants it."""
    for plain, escape in BYTE_ESCAPES:
        payload = payload.replace(plain, escape)
    return payload
