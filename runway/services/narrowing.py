"""A list of clients narrowed by what its address says: a word of a name, and one of the choices above it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar


class Named(Protocol):
    """A row about a client."""

    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow a list, with how many rows it leaves; `show` is what the address says."""

    show: StrEnum
    words: str
    count: int
    chosen: bool


Choice, Row = TypeVar("Choice", bound=StrEnum), TypeVar("Row", bound=Named)


@dataclass(frozen=True, slots=True)
class Narrowed(Generic[Row]):
    """The rows that are asked for, in the order in which they came; the filters count what the search leaves."""

    rows: list[Row]
    filters: tuple[Filter, ...]


def narrowed(
    rows: Sequence[Row], choices: Mapping[Choice, tuple[str, Callable[[Row], bool]]], show: Choice, find: str
) -> Narrowed[Row]:
    """Those of the rows whose name holds `find`, in any case, and that fit the choice."""
    found = [row for row in rows if find.lower() in row.name.lower()]
    filters = (
        Filter(key, words, sum(map(fits, found)), key is show) for key, (words, fits) in choices.items()
    )
    return Narrowed(list(filter(choices[show][1], found)), tuple(filters))
