"""Flow: mirrored. The sync pages: how fresh each mirror is, what is late and why, and what it costs to keep them so."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.access import May, Reach, overseen_businesses
from core.models import Business
from runway import words
from runway.page_times import page_times
from runway.services.as_of import as_of
from runway.services.connect_page import Pill
from runway.services.digest_page import Age, AsOf
from runway.services.notices import of_rowcol, operates
from runway.services.sync_alerts import alert_rows
from runway.services.sync_goals import goals
from runway.services.sync_lanes import lanes_of
from runway.services.sync_page import AlertRow, Heard, Kept, Life, Row, Show, Span, SyncPage, listed
from runway.services.sync_reads import reads_panel
from sync.orchestrators.alerts import open_alerts
from sync.orchestrators.health import BusinessHealth, Health, healths_of
from sync.orchestrators.lags import Lags, lags_of
from sync.orchestrators.life import ages_of_life
from sync.orchestrators.pulls import endings_of
from sync.orchestrators.spending import spending
from sync.orchestrators.webhooks import Door, Told, door, told_of

PILLS = {
    Health.FRESH: Pill("green", "Fresh"),
    Health.LATE: Pill("amber", "Late"),
    Health.LATE_BUDGET: Pill("amber", "Late (budget)"),
    Health.FAILING: Pill("red", "Failing"),
    Health.DISCONNECTED: Pill("grey", "Disconnected"),
    Health.PAUSED: Pill("info", "Paused"),
}
WEEK, MONTH = 7, 30


class SyncService:
    """Makes the sync pages of one person."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.reach = Reach(user)
        self.operates = operates(user)

    def page(
        self, now: datetime, show: Show = Show.ALL, find: str = "", span: Span = Span.DAY, number: int = 1
    ) -> SyncPage:
        """The page at an instant. The number of queries does not grow with the businesses."""
        businesses = list(overseen_businesses(self.user).select_related("firm"))
        lags = lags_of(businesses, now, WEEK)
        zone = _usual_zone(businesses)
        everyone = self.rows(businesses, lags, now, zone)
        shown = listed(everyone, show, find, number)
        month, times = _all(lags_of(businesses, now, MONTH).values()), page_times(now, WEEK)
        return SyncPage(
            at=now.astimezone(ZoneInfo(zone)),
            listed=shown,
            alerts=self._alerts(businesses, everyone, zone),
            life=tuple(Life(name, _life(age)) for name, age in ages_of_life(now).items()),
            webhooks=_heard(door(now), now),
            week=_kept(_all(lags.values())),
            month=_kept(month),
            lanes=lanes_of(_of(shown.rows, businesses), now, span, zone),
            goals=goals(month, endings_of(businesses, now, MONTH), times),
            times=tuple(times),
            reads=reads_panel(spending(now), now),
        )

    def _alerts(self, businesses: Sequence[Business], rows: Sequence[Row], zone: str) -> tuple[AlertRow, ...]:
        """Of these businesses; of RowCol itself operators see and take all, others see that nobody works."""
        may_act = {row.slug for row in rows if row.may_act} | ({""} if self.operates else set())
        may_connect = {row.slug for row in rows if row.may_connect}
        alerts = open_alerts(businesses, of_rowcol=of_rowcol(self.user))
        return alert_rows(alerts, may_act, may_connect, zone)

    def rows(self, businesses: Sequence[Business], lags: Any, now: datetime, zone: str) -> list[Row]:
        """A row for each business, its instants in `zone`."""
        known, told = healths_of(businesses, now), told_of(businesses, now)
        return [
            self._row(business, known[business.pk], told[business.pk], lags[business.pk], now, zone)
            for business in businesses
        ]

    def _row(
        self, business: Business, known: BusinessHealth, told: Told, lags: Lags, now: datetime, zone: str
    ) -> Row:
        rights = self.reach.rights(business.firm_id, business.pk)
        return Row(
            name=business.name,
            slug=business.slug,
            firm=business.firm.name,
            health=known.health,
            pill=PILLS[known.health],
            reason=known.reason,
            as_of=planned_as_of(known.as_of, known.health, now, zone),
            last_ok_at=local(known.last_ok_at, zone),
            next_at=local(known.next_at, zone),
            is_due=known.next_at is not None and known.next_at <= now,
            failures=known.failures,
            rows=known.rows,
            quarantined=known.quarantined,
            calls_today=known.calls_today,
            told=replace(told, heard_at=local(told.heard_at, zone)),
            changes=lags.changes,
            within=lags.within_15_min,
            is_paused=known.is_paused,
            may_act=self.operates or May.SET in rights,
            may_connect=May.CONNECT in rights,
        )


def local(at: datetime | None, zone: str) -> datetime | None:
    """The instant in that zone."""
    return at.astimezone(ZoneInfo(zone)) if at else None


def planned_as_of(at: datetime | None, health: Health, now: datetime, zone: str) -> AsOf:
    """As on every page, but a mirror that waits as planned is not called late here: webhooks keep it fresh."""
    found = as_of(at, now, zone, connected=health is not Health.DISCONNECTED)
    is_planned = health is Health.FRESH and found.level is not Age.UNKNOWN
    return replace(found, level=Age.FRESH) if is_planned else found


def _of(rows: Sequence[Row], businesses: Sequence[Business]) -> list[Business]:
    """The businesses that these rows are about, in their order."""
    by_slug = {business.slug: business for business in businesses}
    return [by_slug[row.slug] for row in rows]


def _usual_zone(businesses: Sequence[Business]) -> str:
    """The zone of most businesses, for what is about all of them."""
    zones = Counter(business.timezone for business in businesses)
    return zones.most_common(1)[0][0] if zones else "UTC"


def _life(age: timedelta | None) -> str:
    """`7 s`: signs of life come every few seconds."""
    if age is None:
        return "never"
    return f"{age.seconds} s" if age < timedelta(minutes=1) else words.age(age)


def _heard(found: Door, now: datetime) -> Heard:
    last = "none in that time" if found.last_at is None else f"last {words.age(now - found.last_at)} ago"
    return Heard(found.deliveries, last, found.waiting, found.refused)


def _all(lags: Collection[Lags]) -> Lags:
    return sum(lags, Lags())


def _kept(lags: Lags) -> Kept:
    return Kept(lags.changes, lags.late, lags.allowed, lags.within_15_min, lags.budget_left)
