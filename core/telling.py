"""What log records are about: fields that a program reads, beside words that people read.

`about` gives them to everything that is logged within it, in this thread; `facts` to one record.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from logging import LogRecord
from typing import Any

_about: ContextVar[Mapping[str, Any]] = ContextVar("about", default={})  # noqa: B039  never changed, only replaced


@contextmanager
def about(**fields: Any) -> Iterator[None]:
    """Records made in here carry these fields as well, as long as nothing narrower says otherwise."""
    before = _about.get()
    _about.set({**before, **fields})
    try:
        yield
    finally:
        _about.set(before)


def facts(**fields: Any) -> dict[str, Mapping[str, Any]]:
    """`extra` of one record. Never values of the books and never a token: slugs, numbers, kinds, durations."""
    return {"facts": fields}


def told(record: LogRecord) -> dict[str, Any]:
    """All fields of a record: what it is about, then its own facts; those that say nothing are left out."""
    fields = {**_about.get(), **getattr(record, "facts", {})}
    return {name: value for name, value in fields.items() if value not in ("", None)}
