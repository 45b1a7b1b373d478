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
    """What is wrong with one connection; nothing for one that a person has ended."""
    if connection.ended_at is not None:
        return
    if connection.broken_at is not None:
        yield reconnect(connection)
    yield from _near_end(connection, now)


def reconnect(connection: Connection) -> AlertCause:
    """QuickBooks gives nothing more until a person consents again."""
    words = f"QuickBooks no longer accepts the connection: {_ended(connection.broken_why)} {BY_A_PERSON}"
    return AlertCause(AlertKind.RECONNECT, words, connection.business_id)


def _near_end(connection: Connection, now: datetime) -> Iterator[AlertCause]:
    """A cause for each threshold passed, and until somebody reconnects: one that is over was not averted."""
    ends = connection.consent_ends_at()
    if ends is None:
        return
    for days in settings.ALERT_CONSENT_ENDS_DAYS:
        if ends - now <= timedelta(days=days):
            words = f"The consent of QuickBooks ends on {ends:%B} {ends.day}, {ends.year}. {BY_A_PERSON}"
            yield AlertCause(AlertKind.CONSENT_ENDS, words, connection.business_id, f"{days} days")


def _ended(why: str) -> str:
    return why if why.endswith(".") else f"{why}."
