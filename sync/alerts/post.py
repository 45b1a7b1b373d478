"""Alerts by e-mail: each person is told once that one opened and once that it is over, in one letter a sweep.

Whom the mail server did not take a letter for is told by the next sweep; the alert is in the book either way.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from core.mail import is_final
from sync.alerts.readers import Readers, readers_of
from sync.models import Alert

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person is to be told."""

    opened: tuple[Alert, ...]
    over: tuple[Alert, ...]

    @property
    def subject(self) -> str:
        """Names the one alert, or counts them; what opened comes before what is over."""
        if self.opened:
            return (
                f"RowCol: {self.opened[0]}" if len(self.opened) == 1 else f"RowCol: {len(self.opened)} alerts"
            )
        return (
            f"RowCol: over, {self.over[0]}"
            if len(self.over) == 1
            else f"RowCol: {len(self.over)} alerts over"
        )


def deliver(now: datetime) -> None:
    """Tell everyone what they have not been told. Two at once send nothing twice: each locks its alerts."""
    waiting = list(_untold())
    if not waiting:
        return
    readers = readers_of(waiting)
    for address in sorted(frozenset[str]().union(*readers.values())):
        if not _tell(address, [key for key, addresses in readers.items() if address in addresses]):
            break
    _close(readers, now)


def _untold() -> QuerySet[Alert]:
    """Open ones of which somebody may not know, and those that are over of which somebody was told the beginning."""
    news = Q(resolved_at=None, mailed_at=None)
    endings = Q(resolved_at__isnull=False, end_mailed_at=None) & ~Q(told=[])
    return Alert.objects.filter(news | endings).select_related("business")


def _tell(address: str, keys: list[int]) -> bool:
    """One letter about those of these alerts that this person has not heard of; False where there is no mail server."""
    with transaction.atomic():
        locked = Alert.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk__in=keys)
        alerts = [each for each in locked.select_related("business") if address not in _heard(each)]
        try:
            _send(address, alerts)
        except (SMTPResponseException, SMTPRecipientsRefused) as why:  # it lives, so the next letter may pass
            log.warning("the mail server refused an alert: %s", type(why).__name__)
            if not is_final(why):
                return True
        except OSError as why:
            log.warning("the mail server does not take alerts: %s", type(why).__name__)
            return False
        for alert in alerts:
            _heard(alert).append(address)
            alert.save(update_fields=["told", "told_of_end"])
    return True


def _send(address: str, alerts: Iterable[Alert]) -> None:
    ordered = sorted(alerts, key=lambda alert: (str(alert.business or ""), alert.kind, alert.subject))
    opened = tuple(alert for alert in ordered if alert.resolved_at is None)
    letter = Letter(opened, tuple(alert for alert in ordered if alert.resolved_at is not None))
    if ordered:
        body = render_to_string("sync/mail/alerts.txt", {"letter": letter, "site": settings.SITE_URL})
        send_mail(" ".join(letter.subject.split()), body, None, [address])


def _heard(alert: Alert) -> list[str]:
    """Who knows the latest about it."""
    return alert.told if alert.resolved_at is None else alert.told_of_end


def _close(readers: Readers, now: datetime) -> None:
    """Write down of which alerts everybody knows; one that nobody is there to read stays to be told."""
    for alert in Alert.objects.filter(pk__in=readers):
        if _heard(alert) and readers[alert.pk] <= set(_heard(alert)):
            stamp = "mailed_at" if alert.resolved_at is None else "end_mailed_at"
            Alert.objects.filter(pk=alert.pk).update(**{stamp: now})
