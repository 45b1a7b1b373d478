"""Flow: mirrored. The firm board: every client a person may see, from its standing, and how old its books are."""

from collections.abc import Callable, Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from core.access import May, Reach, visible_businesses
from core.among import among
from core.cash import Freshness
from core.clock import local_date
from core.models import Business
from runway.models import Standing
from runway.services.as_of import as_of
from runway.services.board_page import BoardPage, BoardRow, Show, narrowed
from runway.services.books import seal
from runway.services.heat import weeks_of
from runway.services.refusals import too_old
from runway.services.shown_light import shown_light
from sync.orchestrators.board import BoardSnapshot, board_snapshot
from sync.orchestrators.books import Books

OF_STANDING = ("cash", "buffer_days", "issues", "at_stake")
"""What a row shows as its standing has it; without a standing all of it is unknown."""
AHEAD = ("lowest", "lowest_on", "breach_on", "breach_odds", "past_due_out")
"""What it shows of what lies ahead, which is unknown where too_old (services/refusals.py) says so."""

READ = (
    *("business_id", "generation", "on", "computed_at", "status", "reason", "decisions"),
    *("set_aside", "week_ago", "line", *OF_STANDING, *AHEAD),
)
"""All that a row is made of, but for the weeks, which only some who ask for rows look at."""


class BoardService:
    """Makes the board of one person. `snapshot` gives what sync knows of many businesses."""

    def __init__(
        self, user: Any, snapshot: Callable[[Collection[Business]], BoardSnapshot] = board_snapshot
    ) -> None:
        self.user = user
        self.snapshot = snapshot

    def page(self, now: datetime, show: Show = Show.ALL, find: str = "", *, weeks: bool = True) -> BoardPage:
        """The board at an instant, the weeks ahead of its rows only where they are wanted.

        The number of queries does not grow with the clients.
        """
        return narrowed(self._rows(visible_businesses(self.user), now, weeks), show, find)

    def row(self, business: Business, now: datetime) -> BoardRow:
        """One client's line, as the board shows it."""
        return self._rows(Business.objects.filter(pk=business.pk), now)[0]

    def _rows(self, shown: QuerySet[Business], now: datetime, weeks: bool = True) -> list[BoardRow]:
        businesses = list(shown.select_related("firm"))
        known = self.snapshot(businesses)
        standings = standings_of(businesses, weeks=weeks)
        reach = Reach(self.user)
        return [
            board_row(
                business,
                standings.get(business.pk),
                known.freshness[business.pk],
                known.generations[business.pk],
                now,
                is_mine=_is_mine(business, standings.get(business.pk), reach),
                sealed=seal(known.books.get(business.pk, Books()), business, now).words,
            )
            for business in businesses
        ]


def standings_of(businesses: Collection[Business], *, weeks: bool) -> dict[int, Any]:
    """By primary key, as values: a thousand instances take four times as long. One query."""
    kept = Standing.objects.filter(among("business", [business.pk for business in businesses]))
    read = kept.values_list(*READ, *(("weeks",) if weeks else ()), named=True)
    return {standing.business_id: standing for standing in read}


def _is_mine(business: Business, standing: Standing | None, reach: Reach) -> bool:
    """Theirs by name, or by what waits for them: a firm admin is named for no client, and may approve for all."""
    waits = bool(standing and standing.decisions)
    return reach.is_named_for(business.pk) or (
        waits and May.APPROVE in reach.rights(business.firm_id, business.pk)
    )


def board_row(
    business: Business,
    standing: Standing | None,
    freshness: Freshness,
    generation: int,
    now: datetime,
    *,
    is_mine: bool = False,
    sealed: str = "",
) -> BoardRow:
    """One client's line. Of books that were never read nothing is known, whatever was computed before."""
    known_at = _known_at(business, standing, freshness, generation, now)
    age = as_of(known_at, now, business.timezone, connected=freshness.connected)
    kept = standing if freshness.as_of else None
    told = None if too_old(age, "board") else kept
    light, reason = shown_light(standing, age)
    return BoardRow(
        name=business.name,
        slug=business.slug,
        firm=business.firm.name,
        light=light,
        reason=reason,
        currency=business.home_currency,
        **{name: getattr(kept, name, None) for name in OF_STANDING},
        **{name: getattr(told, name, None) for name in AHEAD},
        available=_available(kept),
        change=None if age.known_on else _change(kept),
        decisions=standing.decisions if standing else None,
        as_of=age,
        known_on=age.known_on,
        connection=_connection(freshness),
        trouble=freshness.last_error if freshness.complete else "",
        is_mine=is_mine,
        sealed=sealed,
        line=kept.line if kept else None,
        weeks=weeks_of(getattr(told, "weeks", ())),
    )


def _known_at(
    business: Business, standing: Standing | None, freshness: Freshness, generation: int, now: datetime
) -> datetime | None:
    """A standing of older books, or of another day, is as old as its computing."""
    if freshness.as_of is None or standing is None:
        return freshness.as_of
    today = local_date(now, business.timezone)
    is_current = (standing.generation, standing.on) == (generation, today)
    return freshness.as_of if is_current else min(freshness.as_of, standing.computed_at)


def _available(standing: Standing | None) -> Decimal | None:
    if standing is None or standing.cash is None:
        return None
    return standing.cash - standing.set_aside


def _change(standing: Standing | None) -> Decimal | None:
    if standing is None or standing.cash is None or standing.week_ago is None:
        return None
    return standing.cash - standing.week_ago


def _connection(freshness: Freshness) -> str:
    if not freshness.connected:
        return "Not connected"
    if not freshness.complete:
        return "First read not complete"
    return "Last read failed" if freshness.last_error else "Connected"
