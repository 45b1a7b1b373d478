"""Flow: mirrored. What every page says above its numbers: that nobody works in the background, what is wrong here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.access import overseen_businesses, visible_businesses
from core.models import Business
from runway.services.zones import zone_of
from sync.orchestrators.alerts import AlertKind, OfRowCol, OpenAlert, background, open_alerts

# Said on the pages of the client concerned. Oddities stand among the problems of its numbers; drift is for operators.
TONES = {
    AlertKind.RECONNECT: "red",
    AlertKind.CONSENT_ENDS: "amber",
    AlertKind.FAILING: "amber",
    AlertKind.STALE: "amber",
    AlertKind.BUDGET: "amber",
}
TITLES = {
    AlertKind.RECONNECT: "QuickBooks has to be connected again.",
    AlertKind.CONSENT_ENDS: "The consent in QuickBooks ends soon.",
    AlertKind.FAILING: "Reading QuickBooks fails.",
    AlertKind.STALE: "The books are late.",
    AlertKind.BUDGET: "QuickBooks is read less often this month.",
}
BY_CONSENT = (AlertKind.RECONNECT, AlertKind.CONSENT_ENDS)
STALLED = "tasks"
OPERATES = "sync.change_feed"


@dataclass(frozen=True, slots=True)
class Banner:
    """One line: what is so and what follows; `reconnects` where a new consent ends it."""

    tone: str
    title: str
    text: str
    reconnects: bool = False


@dataclass(frozen=True, slots=True)
class Notices:
    """What stands above a page. `silent_since` is in the client's own time; `explains` why its numbers are old.

    `open_alerts` are those of all that the person oversees which nobody looks after yet.
    """

    silent_since: datetime | None = None
    stalled: str = ""
    banners: tuple[Banner, ...] = ()
    slug: str = ""
    explains: bool = False
    open_alerts: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A client whose consent has ended, or soon does, and why."""

    name: str
    slug: str
    ended: bool
    words: str


def notices_of(user: Any, business: Business | None, now: datetime) -> Notices:
    """For this person's page of this business, or of none. Two queries while worker and beat live."""
    runs = background(now)
    alerts = open_alerts(overseen_businesses(user), of_rowcol=of_rowcol(user))
    here = [alert for alert in alerts if business and alert.business_id == business.pk]
    shown = [alert for alert in here if alert.kind in TONES]
    return Notices(
        silent_since=_local(runs.silent_since, user, business),
        stalled=next((alert.words for alert in alerts if _is_stalled(alert)), ""),
        banners=tuple(_banner(alert) for alert in _one_of_a_kind(shown)),
        slug=business.slug if business else "",
        explains=any(alert.kind in (AlertKind.RECONNECT, AlertKind.FAILING) for alert in shown),
        open_alerts=sum(alert.acknowledged_at is None for alert in alerts),
    )


def operates(user: Any) -> bool:
    """Whether a person looks after RowCol itself: staff who may change feeds."""
    return user.is_staff and user.has_perm(OPERATES)


def of_rowcol(user: Any) -> OfRowCol:
    """Operators read all that is wrong with RowCol itself, others that nobody works for them."""
    return OfRowCol.ALL if operates(user) else OfRowCol.SILENCE


def consents_waited_for(user: Any) -> tuple[Waiting, ...]:
    """The person's clients that need a new consent, those first whose consent has ended. Two queries."""
    alerts = open_alerts(visible_businesses(user))
    found = {alert.slug: alert for alert in _worst_last(alerts) if alert.kind in BY_CONSENT}
    waiting = (
        Waiting(alert.business, alert.slug, alert.kind is AlertKind.RECONNECT, alert.words)
        for alert in found.values()
    )
    return tuple(sorted(waiting, key=lambda one: (not one.ended, one.name)))


def _local(at: datetime | None, user: Any, business: Business | None) -> datetime | None:
    """In the one zone of the page: the client's, or that of most of the person's clients."""
    if at is None:
        return None
    return at.astimezone(ZoneInfo(business.timezone) if business else zone_of(user))


def _is_stalled(alert: OpenAlert) -> bool:
    return alert.kind is AlertKind.SILENCE and alert.subject == STALLED


def _one_of_a_kind(alerts: Iterable[OpenAlert]) -> list[OpenAlert]:
    """A consent that has ended says all that the others would; of two thresholds passed one word is enough."""
    by_kind = {alert.kind: alert for alert in _worst_last(alerts)}
    if AlertKind.RECONNECT in by_kind:
        return [by_kind[AlertKind.RECONNECT]]
    return sorted(by_kind.values(), key=lambda alert: list(TONES).index(alert.kind))


def _worst_last(alerts: Iterable[OpenAlert]) -> list[OpenAlert]:
    return sorted(alerts, key=lambda alert: (alert.kind is AlertKind.RECONNECT, alert.opened_at))


def _banner(alert: OpenAlert) -> Banner:
    return Banner(TONES[alert.kind], TITLES[alert.kind], alert.words, alert.kind in BY_CONSENT)
