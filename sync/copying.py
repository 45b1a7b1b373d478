"""Rows as COPY text: the shortest road into Postgres. The text is made while the database works on the page before."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from sync.rows import OddObject, Row

NULL = "\x00"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Staged(msgspec.Struct, frozen=True, gc=False):
    """A row as text: its own line, and per child mirror the lines of its children without the business."""

    qbo_id: str
    version: tuple[datetime, int]
    text: str
    lines: tuple[list[str], ...]
    payload: bytes


def staged(row: Row) -> Staged:
    """A row as COPY text; columns as in sync/statements.py: own columns, mapped columns, payload."""
    text = f"{copy_text((row.qbo_id, row.sync_token, row.updated_at, *row.values))}\t{escaped(row.payload.decode())}\n"
    lines = tuple(
        [f"{place}\t{copy_text((row.qbo_id, *line))}\n" for place, line in enumerate(lines)]
        for lines in row.lines
    )
    return Staged(row.qbo_id, (row.updated_at, row.sync_token), text, lines, row.payload)


def copy_rows(cursor: Any, statement: str, rows: Iterable[Staged]) -> None:
    """Stage rows."""
    with cursor.copy(statement) as copy:
        copy.write("".join([row.text for row in rows]))


def copy_lines(cursor: Any, statement: str, business_id: int, lines: Iterable[str]) -> None:
    """Write child rows of one business."""
    prefix = f"{business_id}\t"
    text = "".join([prefix + line for line in lines])
    if text:
        with cursor.copy(statement) as copy:
            copy.write(text)


def copy_text(values: tuple[Any, ...]) -> str:
    """Values as one line of COPY text; the common case has nothing to escape and takes one join.

    Raises `OddObject` for what Postgres would take wrongly: a NUL character, and a number that is none.
    """
    joined = "\t".join([NULL if value is None else str(value) for value in values])
    if joined.count(NULL) != values.count(None):
        raise OddObject("a NUL character in a text")
    if "NaN" in joined and any(_is_no_number(value) for value in values):
        raise OddObject("NaN is not a number")
    if "\\" in joined or "\n" in joined or "\r" in joined or joined.count("\t") != len(values) - 1:
        return "\t".join(["\\N" if value is None else escaped(str(value)) for value in values])
    return joined.replace(NULL, "\\N")


def _is_no_number(value: Any) -> bool:
    return isinstance(value, Decimal) and not value.is_finite()


def escaped(text: str) -> str:
    """A text as COPY wants it."""
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text:
        return text.translate(ESCAPES)
    return text
