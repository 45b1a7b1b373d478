"""A place where an invariant does not hold, as a value that names its document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Violation:
    """A document, or a row of another kind, of which something is not as it must be; `words` say what it states."""

    entity: str
    qbo_id: str
    words: str

    def __str__(self) -> str:
        return f"{self.entity} {self.qbo_id}: {self.words}"


def found(sql: str, values: Mapping[str, Any], words: str) -> Iterator[Violation]:
    """One for each row of (entity, id, amounts ...); `words` take the amounts by their place."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    for entity, qbo_id, *stated in rows:
        yield Violation(entity, qbo_id, words.format(*map(plain, stated)))


def every(parts: Iterable[str]) -> str:
    """Several selects as one statement."""
    return "\nUNION ALL\n".join(parts)


def plain(value: Any) -> str:
    """An amount to the cent where it has no more, anything else as it is."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}" if value == round(value, 2) else f"{value.normalize():,f}"
    return str(value)
