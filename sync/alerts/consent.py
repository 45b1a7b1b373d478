"""Consents that QuickBooks no longer honours, and those that soon end (API_FACTS 6.3).

A refresh token lives for 100 days after its last use, and for five years after the consent.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from sync.alerts.cause import AlertCause
from sync.models import AlertKind, Connection

KINDS = (AlertKind.RECONNECT, AlertKind.CONSENT_ENDS)
BY_A_PERSON = "A person with administrator rights in the company connects it again; the books are kept."


def causes(connection: Connection, now: datetime) -> Iterator[AlertCause]:
    """What is wrong with one connection: that it is broken, or else that it soon is; nothing once a person ended it."""
    if connection.ended_at is not None:
        return
    if connection.broken_at is not None:
        yield reconnect(connection)
    else:
        yield from _near_end(connection, now)


def reconnect(connection: Connection) -> AlertCause:
    """QuickBooks gives nothing more until a person consents again."""
    words = f"QuickBooks no longer accepts the connection: {_ended(connection.broken_why)} {BY_A_PERSON}"
    return AlertCause(AlertKind.RECONNECT, words, connection.business_id)


def _near_end(connection: Connection, now: datetime) -> Iterator[AlertCause]:
    """A cause for the narrowest threshold passed, until somebody reconnects."""
    ends = connection.consent_ends_at()
    if ends is None:
        return
    passed = [days for days in settings.ALERT_CONSENT_ENDS_DAYS if ends - now <= timedelta(days=days)]
    if passed:
        words = f"The consent of QuickBooks ends on {ends:%B} {ends.day}, {ends.year}. {BY_A_PERSON}"
        yield AlertCause(AlertKind.CONSENT_ENDS, words, connection.business_id, f"{min(passed)} days")


def _ended(why: str) -> str:
    return why if why.endswith(".") else f"{why}."
