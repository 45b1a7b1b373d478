"""Flow: owned. Money that people know of and no system does: entered, changed, ended, with a change log (RUNWAY 4)."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from core import audit
from core.models import Business, User
from runway import models
from runway.calculators import owned
from runway.calculators.owned import Direction
from runway.models import Ending, KnownItemChange
from runway.services.changes import ChangedMeanwhile, NotThere, Told, differences, swap, told

FIELDS = ("name", "direction", "amount", "on", "probability", "owner_id", "ask_on", "note")
FURTHEST = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Entry:
    """What people say of one known item; the probability is in percent. `ask_on` None: ask on its day."""

    name: str
    direction: str
    amount: Decimal
    on: date
    probability: int
    owner_id: int | None
    ask_on: date | None = None
    note: str = ""


def known_items(business: Business, today: date) -> tuple[owned.KnownItem, ...]:
    """All that nobody has ended, by day; those whose day is over are marked and not left out. One query."""
    return tuple(as_value(row, today) for row in live(business))


def live(business: Business) -> tuple[models.KnownItem, ...]:
    """The rows that are not archived, by day, with their owners. One query."""
    rows = models.KnownItem.objects.filter(business=business, archived_at=None)
    return tuple(rows.select_related("owner"))


def ended(business: Business, most: int) -> tuple[models.KnownItem, ...]:
    """The latest that were archived, the newest first. One query."""
    rows = models.KnownItem.objects.filter(business=business, archived_at__isnull=False)
    return tuple(rows.select_related("owner").order_by("-archived_at", "-pk")[:most])


def named(business: Business, pk: int) -> models.KnownItem:
    """One row that is not archived. Raises `NotThere`."""
    rows = models.KnownItem.objects.filter(business=business, pk=pk, archived_at=None)
    row = rows.select_related("owner").first()
    if row is None:
        raise NotThere
    return row


def changes_of(row: models.KnownItem) -> tuple[KnownItemChange, ...]:
    """Its change log, newest first. One query."""
    return tuple(row.changes.select_related("by").order_by("-at", "-pk"))


def as_value(row: models.KnownItem, today: date) -> owned.KnownItem:
    """A row as calculators take it."""
    return owned.KnownItem(
        id=row.pk,
        name=row.name,
        direction=Direction(row.direction),
        amount=row.amount,
        on=row.on,
        probability=Decimal(row.probability) / 100,
        is_past=row.on < today,
    )


def asks(row: models.KnownItem, today: date) -> bool:
    """Whether its owner is to say if it still holds, or what became of it."""
    return today >= min(row.ask_on, row.on)


def faults(entry: Entry, today: date, owners: Collection[int]) -> dict[str, str]:
    """What is wrong, by field, with what to do about it. `owners` are the users who may own it."""
    wrong = {}
    if entry.amount <= 0:
        wrong["amount"] = "Give an amount above zero; choose above whether it comes in or goes out."
    if entry.on < today:
        wrong["on"] = f"This day is over. Give {today.isoformat()} or later; what happened is in the books."
    elif entry.on > today + FURTHEST:
        wrong["on"] = "This day is more than five years away. Check the year."
    if not 0 <= entry.probability <= 100:
        wrong["probability"] = "Give a percentage from 0 to 100."
    if entry.ask_on is not None and entry.ask_on < today:
        wrong["ask_on"] = "This day is over. Give a later one, or none."
    if entry.owner_id is not None and entry.owner_id not in owners:
        wrong["owner_id"] = "This person does not work on this client. Choose one of the list."
    return wrong


@transaction.atomic
def enter(business: Business, user: User, entry: Entry, now: datetime) -> models.KnownItem:
    """Write a known item down."""
    row = models.KnownItem.objects.create(business=business, **_fields(entry), changed_at=now)
    after = told(_shown(row))
    _log(row, user, "entered", {name: ["", value] for name, value in after.items() if value}, now)
    _record(user, "known item entered", row, after=after)
    return row


@transaction.atomic
def change(
    business: Business, user: User, pk: int, entry: Entry, seen: int, now: datetime
) -> models.KnownItem:
    """Put another word in place of the one that was `seen`. Raises `NotThere` and `ChangedMeanwhile`."""
    before = named(business, pk)
    _swap(before, seen, **_fields(entry), changed_at=now)
    after = named(business, pk)
    was, is_now = differences(_shown(before), _shown(after))
    if is_now:
        _log(after, user, "changed", _pairs(was, is_now), now)
        _record(user, "known item changed", after, before=was, after=is_now)
    return after


@transaction.atomic
def end(
    business: Business, user: User, pk: int, ending: Ending, seen: int, now: datetime
) -> models.KnownItem:
    """Archive it with what became of it: it counts no more, and is kept. Raises as `change`."""
    row = named(business, pk)
    _swap(row, seen, ending=ending, archived_at=now, changed_at=now)
    _log(row, user, ending, {}, now)
    _record(user, f"known item {ending}", row, amount=f"{row.amount:.2f}", on=row.on.isoformat())
    return row


def _fields(entry: Entry) -> dict[str, object]:
    return asdict(entry) | {"ask_on": entry.ask_on or entry.on}


def _shown(row: models.KnownItem) -> dict[str, object]:
    """Its fields as people know them: the owner by name."""
    kept = {name: getattr(row, name) for name in FIELDS if name != "owner_id"}
    return kept | {"owner": row.owner}


def _swap(row: models.KnownItem, seen: int, **fields: object) -> None:
    if not swap(models.KnownItem.objects.filter(pk=row.pk, archived_at=None), seen, **fields):
        stands = models.KnownItem.objects.get(pk=row.pk)
        last = changes_of(stands)
        raise ChangedMeanwhile(last[0].by if last else None, stands.version)


def _pairs(was: Told, is_now: Told) -> dict[str, list[str]]:
    return {name: [was[name], value] for name, value in is_now.items()}


def _log(row: models.KnownItem, user: User, deed: str, fields: dict[str, list[str]], now: datetime) -> None:
    KnownItemChange.objects.create(business=row.business, item=row, at=now, by=user, deed=deed, fields=fields)


def _record(user: User, action: str, row: models.KnownItem, **detail: object) -> None:
    audit.record(user.email, action, business=row.business, subject=row.name, item=row.pk, **detail)
