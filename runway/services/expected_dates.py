"""Flow: owned. When people expect the money of open documents: set, replaced, taken back; the ledger's due date stays.

A date is never overwritten: whoever sets one names the one that they saw, and it must still be the current one.
Decisions of the console are only read here. An approved payment is a date that a person set, and the later word of both
counts. What a customer said, a promise or a dispute, counts from when it was recorded, and comes after them (RUNWAY 4).
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Value

from core import audit
from core.cash import Name, OpenItem
from core.models import Business, User
from runway import models
from runway.calculators import owned
from runway.calculators.owned import DateSource
from runway.models import Action, Decision
from runway.services.decisions import MOVES_MONEY, seen_of

FURTHEST = timedelta(days=2 * 366)


class DatedMeanwhile(Exception):
    """Somebody else set or took back the date of this document; nothing was changed. `current` is theirs, if any."""

    def __init__(self, current: models.ExpectedDate | None) -> None:
        self.current = current
        did = f"{current.set_by} set {current.on.isoformat()}" if current else "Somebody took the date back"
        super().__init__(
            f"{did} after your page was made, so nothing was saved. What you typed is still in the form. "
            "Save again to put yours in its place."
        )


def expected_dates(business: Business) -> dict[Name, owned.ExpectedDate]:
    """By document: the date that a person set or approved last, else what its customer said. One query.

    A payment that waits for approval moves nothing yet.
    """
    standing = Decision.objects.filter(business=business, ended_at=None)
    dated = models.ExpectedDate.objects.filter(business=business, ended_at=None)
    payments = standing.filter(action__in=MOVES_MONEY).exclude(on=None).exclude(approved_at=None)
    rows = _said(dated, DateSource.USER, "set_at").union(
        _said(payments, DateSource.DECISION, "approved_at"),
        _said(standing.filter(action=Action.PROMISED).exclude(on=None), DateSource.PROMISE, "proposed_at"),
        _said(standing.filter(action=Action.DISPUTE), DateSource.DISPUTE, "proposed_at"),
    )
    said: dict[Name, owned.ExpectedDate] = {}
    for source, entity, qbo_id, on, _ in sorted(rows, key=_by_authority):
        said[entity, qbo_id] = owned.ExpectedDate(on, DateSource(source))
    return said


def current(business: Business) -> tuple[models.ExpectedDate, ...]:
    """The dates that stand, by day, with their people. One query."""
    rows = models.ExpectedDate.objects.filter(business=business, ended_at=None)
    return tuple(rows.select_related("set_by").order_by("on", "pk"))


def history(business: Business, name: Name) -> tuple[models.ExpectedDate, ...]:
    """All dates that were ever set for a document, newest first. One query."""
    rows = models.ExpectedDate.objects.filter(business=business, entity=name[0], qbo_id=name[1])
    return tuple(rows.select_related("set_by", "ended_by"))


def faults(on: date, today: date) -> dict[str, str]:
    """What is wrong with a day, with what to do about it."""
    if on < today:
        return {"on": f"This day is over. Give {today.isoformat()} or later."}
    if on > today + FURTHEST:
        return {"on": "This day is more than two years away. Check the year."}
    return {}


@transaction.atomic
def expect(
    business: Business, user: User, item: OpenItem, on: date, why: str, instead_of: int | None, now: datetime
) -> models.ExpectedDate:
    """Set a date for one document in place of the one that was seen. Raises `DatedMeanwhile`."""
    before = _standing(business, item.document.name)
    if instead_of and not _end(business, user, instead_of, item.document.name, now):
        raise DatedMeanwhile(_standing(business, item.document.name))
    row = _first(business, user, item, on, why, now)
    if row is None:
        raise DatedMeanwhile(_standing(business, item.document.name))
    _record(user, "expected date set", row, before=before.on.isoformat() if before else "", why=why)
    return row


@transaction.atomic
def take_back(business: Business, user: User, name: Name, seen: int, now: datetime) -> None:
    """End the date that was seen without another in its place. Raises `DatedMeanwhile`."""
    row = _standing(business, name)
    if row is None or not _end(business, user, seen, name, now):
        raise DatedMeanwhile(row)
    _record(user, "expected date taken back", row)


def _said(rows: QuerySet[Any], source: DateSource, at: str) -> QuerySet[Any]:
    return rows.order_by().values_list(Value(source.value), "entity", "qbo_id", "on", at)


def _by_authority(row: tuple[str, str, str, date | None, datetime]) -> tuple[bool, datetime]:
    """What counts comes last."""
    source, *_, at = row
    return (DateSource(source).is_own, at)


def _standing(business: Business, name: Name) -> models.ExpectedDate | None:
    rows = models.ExpectedDate.objects.filter(business=business, ended_at=None)
    return rows.filter(entity=name[0], qbo_id=name[1]).select_related("set_by").first()


def _end(business: Business, user: User, pk: int, name: Name, now: datetime) -> bool:
    """Compare and swap: only a date that still stands ends, and only once."""
    rows = models.ExpectedDate.objects.filter(pk=pk, business=business, ended_at=None)
    return rows.filter(entity=name[0], qbo_id=name[1]).update(ended_at=now, ended_by=user) == 1


def _first(
    business: Business, user: User, item: OpenItem, on: date, why: str, now: datetime
) -> models.ExpectedDate | None:
    """The new row; None where another stands there by now."""
    entity, qbo_id = item.document.name
    said = {"on": on, "why": why, "seen": seen_of(item, business), "set_by": user, "set_at": now}
    try:
        with transaction.atomic():
            return models.ExpectedDate.objects.create(business=business, entity=entity, qbo_id=qbo_id, **said)
    except IntegrityError:
        return None


def _record(user: User, action: str, row: models.ExpectedDate, **detail: object) -> None:
    subject = f"{row.entity} {row.seen.get('number') or row.qbo_id}"
    audit.record(
        user.email,
        action,
        business=row.business,
        subject=subject,
        on=row.on.isoformat(),
        due_on=row.seen.get("due_on"),
        **detail,
    )
