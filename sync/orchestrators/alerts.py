"""Flow: mirrored. What pages say of open alerts, and of background work that does not run."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from core.models import Business
from sync import operating, pulses
from sync.alerts import book, silence
from sync.models import Alert, AlertKind

__all__ = [
    "AlertKind",
    "Background",
    "OfRowCol",
    "OpenAlert",
    "acknowledge",
    "acknowledge_of_rowcol",
    "background",
    "open_alerts",
]


@dataclass(frozen=True, slots=True)
class OpenAlert:
    """One alert that is not resolved. `business_id` is None for RowCol itself; `subject` an entity, feed or process."""

    number: int
    kind: AlertKind
    business_id: int | None
    business: str
    slug: str
    subject: str
    words: str
    opened_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str


@dataclass(frozen=True, slots=True)
class Background:
    """Whether anybody works in the background; `silent_since` is when the first of those who are silent last did."""

    silent_since: datetime | None

    @property
    def runs(self) -> bool:
        return self.silent_since is None


class OfRowCol(Enum):
    """Which alerts about RowCol itself somebody reads: operators all, members only that nobody works for them."""

    NONE = ()
    SILENCE = (AlertKind.SILENCE,)
    ALL = tuple(AlertKind)


def open_alerts(businesses: Iterable[Business], *, of_rowcol: OfRowCol = OfRowCol.NONE) -> list[OpenAlert]:
    """Alerts that are not resolved, newest first: of these businesses, and of RowCol itself where asked. One query."""
    found = book.unresolved().filter(business__in=businesses)
    if of_rowcol.value:
        found |= book.unresolved().filter(business=None, kind__in=of_rowcol.value)
    return [
        OpenAlert(
            alert.pk,
            AlertKind(alert.kind),
            alert.business_id,
            alert.business.name if alert.business else "",
            alert.business.slug if alert.business else "",
            alert.subject,
            alert.words,
            alert.opened_at,
            alert.acknowledged_at,
            alert.acknowledged_by,
        )
        for alert in found.select_related("business")
    ]


def acknowledge(numbers: Collection[int], businesses: Iterable[Business], actor: str) -> int:
    """Say that this person looks after these alerts, as far as they are of these businesses; how many nobody had."""
    return operating.acknowledge(Alert.objects.filter(pk__in=numbers, business__in=businesses), actor)


def acknowledge_of_rowcol(numbers: Collection[int], actor: str) -> int:
    """The same of alerts about RowCol itself, which operators look after."""
    return operating.acknowledge(Alert.objects.filter(pk__in=numbers, business=None), actor)


def background(now: datetime) -> Background:
    """Whether worker and beat live. One query where they do; where not, whoever asks opens the alert as well.

    A process that has never shown life is not silent yet: it may be starting.
    """
    known = pulses.pulses()
    since = [each.since for each in pulses.silences(known, now) if each.since is not None]
    if since:
        silence.look(now)
    return Background(min(since, default=None))
