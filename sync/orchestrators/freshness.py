"""Flow: mirrored. How old each mirror is, from what its feeds wrote down."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef, QuerySet

from core import clock
from core.among import among
from core.cash import Freshness, Problem
from core.mirror import mirrors
from core.models import Business
from sync import hearing
from sync.models import Connection, EntityState, Feed, FeedKind, SyncIssue, WebhookEvent
from sync.models.connection import may_call

# No total is made of these; where a rate is missing, the document that needs it says so.
BESIDE_THE_NUMBERS = {
    *("CompanyInfo", "Preferences", "Term", "ExchangeRate"),
    *("Estimate", "PurchaseOrder", "RecurringTransaction"),
}

# What freshness is told by, as values: instants that nobody asks for, and instances, cost more than all else on a board
# of a thousand.
TOLD = ("business_id", "kind", "cursor", "last_ok_at", "failures", "last_error", "missed_at")

UNHANDLED = WebhookEvent.objects.filter(business=OuterRef("business"), handled_at=None)


@cache
def mirrored() -> tuple[str, ...]:
    """The names of all entities; asked for by every page for every client."""
    return tuple(model.qbo.name for model in mirrors())


class Held(NamedTuple):
    """A connection as far as freshness is told by it."""

    business_id: int
    broken_at: datetime | None
    broken_why: str
    ended_at: datetime | None

    def is_usable(self) -> bool:
        """As its model has it, by these columns."""
        return may_call(self.broken_at, self.ended_at)


@dataclass
class Facts:
    """What is written down about the mirror of one business."""

    connection: Connection | None = None
    feeds: dict[str, Feed] = field(default_factory=dict)
    backfilled: dict[str, datetime | None] = field(default_factory=dict)
    unavailable: set[str] = field(default_factory=set)
    quarantined: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    told_until: datetime | None = None

    def is_connected(self) -> bool:
        return self.connection is not None and self.connection.is_usable()

    def is_paused(self) -> bool:
        changes = self.feeds.get(FeedKind.CHANGES)
        return changes is not None and changes.paused_at is not None

    def failures(self) -> int:
        """Pulls in a row that failed, of whichever feed has most."""
        return max((feed.failures for feed in self.feeds.values()), default=0)

    def main_feed(self) -> Feed | None:
        """What the mirror waits for: changes, or the first reading while there is something to read."""
        backfill = self.feeds.get(FeedKind.BACKFILL)
        return backfill if backfill and self.missing() else self.feeds.get(FeedKind.CHANGES, backfill)

    def missing(self) -> list[str]:
        """Entities that were never read to their end."""
        if len(self.backfilled) >= len(mirrored()) and all(self.backfilled.values()):
            return []
        return [name for name in mirrored() if self.backfilled.get(name) is None]

    def not_given(self) -> list[str]:
        """Entities that belong in the numbers and that QBO does not give this company."""
        return [name for name in mirrored() if name in self.unavailable - BESIDE_THE_NUMBERS]

    def as_of(self) -> datetime | None:
        """The oldest instant up to which everything is known; None while an entity has not been read."""
        return None if self.missing() else self._as_of()

    def _as_of(self) -> datetime:
        """Of a mirror in which nothing is missing."""
        if FeedKind.CHANGES in self.feeds:
            return self.changes_as_of() or self._read_at()
        backfill = self.feeds.get(FeedKind.BACKFILL)
        return backfill.last_ok_at if backfill and backfill.last_ok_at else self._read_at()

    def _read_at(self) -> datetime:
        """When the entity was read that was read longest ago, of entities that were all read."""
        return min(at for at in self.backfilled.values() if at is not None)

    def changes_as_of(self) -> datetime | None:
        """Up to when everything is known that changes carry: by the last pull, or by webhooks that told of no more.

        Changes carry on from where the backfill began, so their cursor counts as soon as there is one.
        """
        feed = self.feeds.get(FeedKind.CHANGES)
        known = [at for at in (feed.cursor, feed.last_ok_at) if at is not None] if feed else []
        return max(min(known), self.told_until or min(known)) if known else None

    def last_error(self) -> str:
        if self.connection is not None and not self.connection.is_usable():
            return self.connection.broken_why
        failing = [feed.last_error for kind, feed in sorted(self.feeds.items()) if feed.failures]
        return failing[-1] if failing else ""

    def freshness(self) -> Freshness:
        missing = self.missing()
        return Freshness(
            as_of=None if missing else self._as_of(),
            connected=self.is_connected(),
            complete=not missing,
            last_error=self.last_error(),
            problems=tuple(self._problems(missing)),
        )

    def _problems(self, missing: list[str]) -> Iterable[Problem]:
        odd = self.quarantined.total()
        if missing and self.backfilled:
            yield Problem("not read yet", f"Not read to the end yet: {', '.join(missing)}.")
        if not_given := self.not_given():
            said = "QuickBooks does not give RowCol these, so they are missing or no longer up to date"
            yield Problem("not given", f"{said}: {', '.join(not_given)}.")
        if odd:
            which = ", ".join(f"{count} {entity}" for entity, count in sorted(self.quarantined.items()))
            said = "1 object could not be read" if odd == 1 else f"{odd} objects could not be read"
            yield Problem("quarantined", f"{said}: {which}.")


def freshness_of(businesses: Iterable[Business]) -> Mapping[int, Freshness]:
    """The freshness of many mirrors by business key. Five queries, six where not all were read to their end."""
    facts = _of_feeds(businesses, in_short=True)
    whole, others = _read_whole(facts)
    for key, oldest in whole.items():
        facts[key].backfilled = dict.fromkeys(mirrored(), oldest)
    for key, entity, read_at, _, unavailable in _entities(others) if others else ():
        if read_at:
            facts[key].backfilled[entity] = read_at
        if unavailable:
            facts[key].unavailable.add(entity)
    return {key: of_business.freshness() for key, of_business in facts.items()}


def facts_of(businesses: Iterable[Business]) -> dict[int, Facts]:
    """What is written down about each business's mirror, by business key. Five queries."""
    facts = _of_feeds(businesses)
    for key, entity, read_at, rows, unavailable in _entities(facts):
        facts[key].backfilled[entity], facts[key].rows[entity] = read_at, rows
        if unavailable:
            facts[key].unavailable.add(entity)
    return facts


def _of_feeds(businesses: Iterable[Business], *, in_short: bool = False) -> dict[int, Facts]:
    """All but what is known of single entities; in short, only what freshness is told by."""
    facts = {business.pk: Facts() for business in businesses}
    for connection in _connections(facts, in_short):
        facts[connection.business_id].connection = connection
    now = clock.now()
    told_until = hearing.told_until(now)
    for feed in _feeds(facts, in_short):
        of_business = facts[feed.business_id]
        of_business.feeds[feed.kind] = feed
        is_told = feed.kind == FeedKind.CHANGES and not feed.untold and of_business.is_connected()
        if is_told and hearing.is_reliable_for(feed, now):
            of_business.told_until = told_until
    for key, entity, count in _quarantined(facts):
        facts[key].quarantined[entity] = count
    return facts


def _connections(keys: Iterable[int], in_short: bool) -> Iterable[Any]:
    held = Connection.objects.filter(among("business", keys))
    if in_short:
        return map(Held._make, held.values_list(*Held._fields))
    return held.defer("access_token", "refresh_token")


def _feeds(keys: Iterable[int], in_short: bool) -> Iterable[Any]:
    """Each with whether an event of its business waits, of which nothing is known yet."""
    feeds = Feed.objects.filter(among("business", keys)).annotate(untold=Exists(UNHANDLED))
    return feeds.values_list(*TOLD, "untold", named=True) if in_short else feeds


def _entities(keys: Iterable[int]) -> Iterable[tuple[int, str, datetime | None, int, str]]:
    """Values and no instances: a thousand businesses have 25 each."""
    return _states(keys).values_list("business_id", "entity", "backfilled_at", "rows", "unavailable")


def _read_whole(keys: Iterable[int]) -> tuple[dict[int, datetime], list[int]]:
    """Businesses all of whose entities were read and are given, with their oldest reading; and the others.

    A freshness is of the oldest, and a thousand businesses have a row for each of 25 entities.
    """
    counted = {"oldest": Min("backfilled_at"), "read": Count("backfilled_at"), "absent": Max("unavailable")}
    whole, others = dict[int, datetime](), list[int]()
    for key, oldest, read, absent in _states(keys).values_list("business_id").annotate(**counted):
        if read >= len(mirrored()) and not absent:
            whole[key] = oldest
        else:
            others.append(key)
    return whole, others


def _states(keys: Iterable[int]) -> QuerySet[EntityState]:
    """Of entities that are mirrored: an earlier edition may have left rows of others."""
    return EntityState.objects.filter(among("business", keys), entity__in=mirrored()).order_by()


def _quarantined(keys: Iterable[int]) -> Iterable[tuple[int, str, int]]:
    waiting = SyncIssue.objects.filter(among("business", keys), resolved_at=None).order_by()
    return waiting.values_list("business_id", "entity").annotate(Count("id"))
