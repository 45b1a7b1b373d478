"""Flow: mirrored. Open alerts as the sync page shows them: what is so, where, since when, and where to go about it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from runway.services.connect_page import Pill
from runway.services.sync_page import AlertRow
from sync.orchestrators.alerts import AlertKind, OpenAlert

WORST = (AlertKind.SILENCE, AlertKind.RECONNECT)
BY_CONSENT = (AlertKind.RECONNECT, AlertKind.CONSENT_ENDS)
TAKEN = Pill("grey", "Acknowledged")


def alert_rows(
    alerts: Iterable[OpenAlert], may_act: Collection[str], may_connect: Collection[str], zone: str
) -> tuple[AlertRow, ...]:
    """The open before the acknowledged, the worst kinds first; instants in `zone`.

    `may_act` are the slugs of businesses whose alerts this person may take; "" stands for RowCol itself. `may_connect`
    are those that this person may connect again.
    """
    rows = [_row(alert, may_act, may_connect, zone) for alert in alerts]
    return tuple(sorted(rows, key=lambda row: ("red", "amber", "grey").index(row.pill.tone)))


def _row(alert: OpenAlert, may_act: Collection[str], may_connect: Collection[str], zone: str) -> AlertRow:
    return AlertRow(
        number=alert.number,
        pill=_pill(alert),
        kind=str(alert.kind.value),
        business=alert.business,
        slug=alert.slug,
        words=alert.words,
        since=_local(alert.opened_at, zone),
        owner=alert.acknowledged_by,
        may_connect=alert.kind in BY_CONSENT and alert.slug in may_connect,
        may_take=alert.acknowledged_at is None and alert.slug in may_act,
    )


def _pill(alert: OpenAlert) -> Pill:
    if alert.acknowledged_at:
        return TAKEN
    return Pill("red" if alert.kind in WORST else "amber", "Open")


def _local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))
