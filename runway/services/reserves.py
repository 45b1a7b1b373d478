"""Flow: owned. Setting cash aside: earmarks and reserves, changed and archived with their trail (RUNWAY 2)."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from core import audit
from core.models import Business, User
from runway import models
from runway.calculators import owned
from runway.calculators.owned import ReserveKind
from runway.services.changes import ChangedMeanwhile, NotThere, differences, swap, told, values

FIELDS = ("name", "kind", "amount", "purpose", "account_id", "since", "until")


@dataclass(frozen=True, slots=True)
class SetAside:
    """What people say of one reserve."""

    kind: str
    name: str
    amount: Decimal
    since: date
    until: date | None = None
    purpose: str = ""
    account_id: str = ""


def reserves(business: Business, today: date) -> tuple[owned.Reserve, ...]:
    """All that is set aside today or later, in the order of their first day. One query."""
    return tuple(as_value(row) for row in live(business) if row.until is None or row.until >= today)


def live(business: Business) -> tuple[models.Reserve, ...]:
    """The rows that are not archived, those that are over among them, with their people. One query."""
    rows = models.Reserve.objects.filter(business=business, archived_at=None)
    return tuple(rows.select_related("changed_by"))


def named(business: Business, pk: int) -> models.Reserve:
    """One row that is not archived. Raises `NotThere`."""
    row = models.Reserve.objects.filter(business=business, pk=pk, archived_at=None).first()
    if row is None:
        raise NotThere
    return row


def as_value(row: models.Reserve) -> owned.Reserve:
    """A row as calculators take it."""
    kind = ReserveKind(row.kind)
    return owned.Reserve(kind, row.name, row.amount, row.since, row.until, row.account_id)


def faults(said: SetAside, today: date, accounts: Collection[str]) -> dict[str, str]:
    """What is wrong, by field, with what to do about it. `accounts` are the ids that may be named."""
    wrong = {}
    if said.amount <= 0:
        wrong["amount"] = "Set aside more than zero. To free the money, archive the entry instead."
    if said.until is not None and said.until < said.since:
        wrong["until"] = "It ends before it begins. Give a later day, or none."
    elif said.until is not None and said.until < today:
        wrong["until"] = f"This day is over. Give {today.isoformat()} or later, or none."
    if said.account_id and said.account_id not in accounts:
        wrong["account_id"] = "The books have no such account. Choose one of the list, or none."
    return wrong


@transaction.atomic
def set_aside(business: Business, user: User, said: SetAside, now: datetime) -> models.Reserve:
    """Set an amount aside."""
    row = models.Reserve.objects.create(business=business, **asdict(said), changed_by=user, changed_at=now)
    _record(user, "set aside", row, after=told(asdict(said)))
    return row


@transaction.atomic
def change(
    business: Business, user: User, pk: int, said: SetAside, seen: int, now: datetime
) -> models.Reserve:
    """Put another word in place of the one that was `seen`. Raises `NotThere` and `ChangedMeanwhile`."""
    before = named(business, pk)
    _swap(before, seen, **asdict(said), changed_by=user, changed_at=now)
    was, is_now = differences(values(before, FIELDS), asdict(said))
    after = named(business, pk)
    if is_now:
        _record(user, "reserve changed", after, before=was, after=is_now)
    return after


@transaction.atomic
def archive(business: Business, user: User, pk: int, seen: int, now: datetime) -> models.Reserve:
    """Free the money: from now on it is set aside no more, and the row is kept. Raises as `change`."""
    row = named(business, pk)
    _swap(row, seen, archived_at=now, changed_by=user, changed_at=now)
    _record(user, "reserve archived", row, amount=f"{row.amount:.2f}")
    return row


def _swap(row: models.Reserve, seen: int, **fields: object) -> None:
    mine = models.Reserve.objects.filter(pk=row.pk, archived_at=None)
    if not swap(mine, seen, **fields):
        stands = models.Reserve.objects.select_related("changed_by").get(pk=row.pk)
        raise ChangedMeanwhile(stands.changed_by, stands.version)


def _record(user: User, action: str, row: models.Reserve, **detail: object) -> None:
    audit.record(user.email, action, business=row.business, subject=row.name, reserve=row.pk, **detail)
