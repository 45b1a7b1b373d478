"""The book of alerts: opens one for a cause that began, resolves one whose cause is over. Each move happens once.

The database lets one alert be open a cause; who comes second finds it there.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from core.models import Business
from sync.alerts.cause import AlertCause, Identity, identity_of
from sync.models import Alert, AlertKind

Standing = Mapping[Identity, Alert]
# What a warning by threshold becomes when it gets worse: the next threshold, or what it warned of.
WORSE = {
    AlertKind.CONSENT_ENDS: (AlertKind.CONSENT_ENDS, AlertKind.RECONNECT),
    AlertKind.BUDGET: (AlertKind.BUDGET,),
}


def standing(kinds: Collection[AlertKind] = tuple(AlertKind)) -> Standing:
    """The alerts that are not resolved. Read before the facts: what opens while they are read is then left alone."""
    return {identity_of(alert): alert for alert in unresolved().filter(kind__in=kinds)}


def unresolved() -> QuerySet[Alert]:
    """Open alerts, acknowledged or not."""
    return Alert.objects.filter(resolved_at=None)


def settle(before: Standing, causes: Iterable[AlertCause], now: datetime) -> None:
    """Make the book agree with the causes that hold now, among the kinds that `before` was read for."""
    held = {cause.identity: cause for cause in causes}
    open_for([cause for identity, cause in held.items() if identity not in before], now)
    _keep([alert for identity, alert in before.items() if identity in held], held, now)
    over = [alert for identity, alert in before.items() if identity not in held]
    worse = {(cause.kind, cause.business_id) for cause in held.values()}
    _resolve([alert.pk for alert in over if not _is_overtaken(alert, worse)], now)
    _resolve([alert.pk for alert in over if _is_overtaken(alert, worse)], now, end_mailed_at=now)


def open_for(causes: Iterable[AlertCause], now: datetime) -> None:
    """Alerts for these causes, where none is open."""
    made = [
        Alert(
            kind=cause.kind,
            business_id=cause.business_id,
            subject=cause.subject,
            words=cause.words,
            opened_at=now,
            last_seen_at=now,
        )
        for cause in causes
    ]
    Alert.objects.bulk_create(made, ignore_conflicts=True)


def end(business: Business, kinds: Collection[AlertKind], now: datetime) -> None:
    """The causes of these kinds are over for a business: whoever ended them says so at once."""
    unresolved().filter(business=business, kind__in=kinds).update(resolved_at=now)


def _keep(alerts: list[Alert], held: Mapping[Identity, AlertCause], now: datetime) -> None:
    if not alerts:
        return
    unresolved().filter(pk__in=[alert.pk for alert in alerts]).update(last_seen_at=now)
    changed = []
    for alert in alerts:
        words = held[identity_of(alert)].words
        if alert.words != words:
            alert.words = words
            changed.append(alert)
    Alert.objects.bulk_update(changed, ["words"], batch_size=500)


def _is_overtaken(alert: Alert, held: Collection[tuple[AlertKind, int | None]]) -> bool:
    """Whether what it warned of goes on under a worse name, so that nobody is told that it were over."""
    return any((kind, alert.business_id) in held for kind in WORSE.get(AlertKind(alert.kind), ()))


def _resolve(keys: list[int], now: datetime, **said: datetime) -> None:
    if keys:
        unresolved().filter(pk__in=keys).update(resolved_at=now, **said)
