"""Walking through all objects of one entity in pages that survive live edits, imports within one second, and restarts.

Paging is by MetaData.LastUpdatedTime: an object that changes meanwhile moves to the end and is met again. Within one
second, where QBO can only count positions, pages overlap, since an edit moves everything behind it forward.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings

from core.mirror import Mirror
from sync.copying import Staged
from sync.decode import Decoded, decode
from sync.envelope import open_page

OVERLAP_IN_ONE_SECOND = 20


class Asks(Protocol):
    """What paging needs of the gate."""

    def query(self, statement: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next page starts: `position` counts from 1 among objects last updated at `since` or later."""

    since: datetime | None = None
    position: int = 1


@dataclass(frozen=True, slots=True)
class PageRead:
    """A decoded page, the instant of its answer and where the next one starts (None after the last)."""

    model: type[Mirror]
    decoded: Decoded
    at: datetime
    next_place: Place | None


def pages(asks: Asks, model: type[Mirror], place: Place, size: int, where: str = "") -> Iterator[PageRead]:
    """Every page from `place` on, of what meets the condition `where`; with nothing there, one empty page."""
    following: Place | None = place
    edge: dict[str, Staged] = {}
    while following is not None:
        answer = open_page(asks.query(question(model, following, size, where)), model)
        decoded = decode(model, answer.objects, answer.at)
        following = after(following, decoded, size) if len(answer.objects) >= size else None
        last = edge_of(decoded, following)
        drop_seen(decoded, edge)
        edge = last
        yield PageRead(model, decoded, answer.at, following)


def edge_of(decoded: Decoded, following: Place | None) -> dict[str, Staged]:
    """The rows of a page that the next one may give again: those of the instant at which it starts."""
    since = following and following.since
    return {qbo_id: row for qbo_id, row in decoded.rows.items() if row.version[0] == since}


def drop_seen(decoded: Decoded, edge: dict[str, Staged]) -> None:
    """Leave out rows that the page before gave exactly so: they are in the mirror, and nothing is new about them."""
    for qbo_id in edge.keys() & decoded.rows.keys():
        if decoded.rows[qbo_id].payload == edge[qbo_id].payload:
            del decoded.rows[qbo_id]


def question(model: type[Mirror], place: Place, size: int, where: str = "") -> str:
    """The query for one page (API_FACTS 2)."""
    conditions = [condition for condition in (model.qbo.where, where) if condition]
    if place.since is not None:
        conditions.append(f"MetaData.LastUpdatedTime >= '{place.since.isoformat()}'")
    meeting = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = f" ORDERBY {settings.QBO_PAGE_ORDER}" if model.qbo.by_time else ""
    return f"SELECT * FROM {model.qbo.name}{meeting}{order} STARTPOSITION {place.position} MAXRESULTS {size}"


def after(place: Place, decoded: Decoded, size: int) -> Place:
    """Where the page after a full page starts: at its last instant, or further on within that instant."""
    reached = max((row.version[0] for row in decoded.rows.values()), default=None)
    if reached is None or reached == place.since:
        step = size - OVERLAP_IN_ONE_SECOND if place.since and size > 2 * OVERLAP_IN_ONE_SECOND else size
        return Place(place.since, place.position + step)
    return Place(reached, 1)
