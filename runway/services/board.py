"""The firm board, first form: every client a person may see, and how old its books are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.access import visible_businesses
from core.cash import Freshness
from core.models import Business
from runway.services.as_of import as_of
from runway.services.digest_page import AsOf
from sync.orchestrators.freshness import freshness_of


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One client."""

    name: str
    slug: str
    firm: str
    as_of: AsOf
    state: str


@dataclass(frozen=True, slots=True)
class BoardPage:
    """All clients, those with the oldest or unknown books first."""

    rows: tuple[BoardRow, ...]


class BoardService:
    """Makes the board of one person. `freshness` gives the freshness of many businesses, by primary key."""

    def __init__(
        self, user: Any, freshness: Callable[[Iterable[Business]], Mapping[int, Freshness]] = freshness_of
    ) -> None:
        self.user = user
        self.freshness = freshness

    def page(self, now: datetime) -> BoardPage:
        """The board at an instant; two query plans, however many clients."""
        businesses = list(visible_businesses(self.user).select_related("firm"))
        known = self.freshness(businesses)
        rows = [_row(business, known[business.pk], now) for business in businesses]
        return BoardPage(tuple(sorted(rows, key=_oldest_first)))


def _row(business: Business, freshness: Freshness, now: datetime) -> BoardRow:
    age = as_of(freshness.as_of, now, business.timezone)
    return BoardRow(business.name, business.slug, business.firm.name, age, _state(freshness))


def _state(freshness: Freshness) -> str:
    if not freshness.connected:
        return "Not connected"
    if not freshness.complete:
        return "First read not complete"
    return f"Last read failed: {freshness.last_error}" if freshness.last_error else "Connected"


def _oldest_first(row: BoardRow) -> tuple[bool, float, str]:
    return (row.as_of.at is not None, row.as_of.at.timestamp() if row.as_of.at else 0.0, row.name)
