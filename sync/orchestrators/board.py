"""Flow: mirrored. What the firm board asks of sync: which state each mirror is in, and how old it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from core.cash import Freshness
from core.models import Business
from sync.generations import generations_of
from sync.orchestrators.books import Books, books_of
from sync.orchestrators.freshness import freshness_of

__all__ = ["BoardSnapshot", "board_snapshot", "generations_of"]


@dataclass(frozen=True)
class BoardSnapshot:
    """Frozen facts by primary key of the business."""

    freshness: Mapping[int, Freshness]
    generations: Mapping[int, int]
    books: Mapping[int, Books] = field(default_factory=dict)


def board_snapshot(businesses: Collection[Business]) -> BoardSnapshot:
    """Freshness and generation of many mirrors. Six queries, however many there are."""
    return BoardSnapshot(freshness_of(businesses), generations_of(businesses), books_of(businesses))
