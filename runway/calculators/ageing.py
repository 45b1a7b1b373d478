"""Sorts what is open by how long it is past due; the parts add up to the whole, to the cent (RUNWAY 9)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from core.cash import ZERO, OpenItem, Side


class Bucket(StrEnum):
    """Days past the date that a document is aged by. Due today is not due yet."""

    NOT_DUE = "Not due"
    TO_30 = "1–30 days late"
    TO_60 = "31–60"
    TO_90 = "61–90"
    OVER_90 = "91 and more"
    UNDATED = "No due date"


LATE = (Bucket.TO_30, Bucket.TO_60, Bucket.TO_90, Bucket.OVER_90)
LATEST_DAY = {Bucket.NOT_DUE: 0, Bucket.TO_30: 30, Bucket.TO_60: 60, Bucket.TO_90: 90}


@dataclass(frozen=True, slots=True)
class Aged:
    """One bucket: what is open in it, and how many documents."""

    bucket: Bucket
    amount: Decimal
    documents: int


@dataclass(frozen=True, slots=True)
class PartyOpen:
    """What one customer owes or one vendor is owed. `overdue` is what is past due before credits.

    `late_since` is the oldest due date that has passed.
    """

    party_id: str
    party: str
    amount: Decimal
    overdue: Decimal
    late_since: date | None
    documents: int


@dataclass(frozen=True, slots=True)
class Ageing:
    """One side's open documents by age and by party. Buckets add up to `total`, and so do parties.

    `credits` is the part of `total` that credits and unapplied payments take off, `late_credits` that of `overdue`.
    What parties have past due adds up to `overdue_before_credits`.
    """

    side: Side
    buckets: tuple[Aged, ...]
    parties: tuple[PartyOpen, ...]
    total: Decimal
    overdue: Decimal
    credits: Decimal
    late_credits: Decimal

    @property
    def overdue_before_credits(self) -> Decimal:
        return self.overdue - self.late_credits


def ageing(items: Iterable[OpenItem], side: Side, today: date) -> Ageing:
    """Ages one side's open documents in whole days past due; parties come largest first."""
    own = tuple(item for item in items if item.side is side)
    buckets = tuple(_aged(bucket, own, today) for bucket in Bucket)
    overdue = sum((aged.amount for aged in buckets if aged.bucket in LATE), ZERO)
    total = _open(own)
    credits = tuple(item for item in own if item.open < 0)
    late_credits = _open(item for item in credits if bucket_of(item, today) in LATE)
    return Ageing(side, buckets, _parties(own, today), total, overdue, _open(credits), late_credits)


def bucket_of(item: OpenItem, today: date) -> Bucket:
    """The bucket that an open document belongs to.

    QBO's ageing reports put every document into the bucket of its due date, else of its own date; so do credits
    and unapplied payments here. An invoice or bill that lacks its due date is not guessed: "no due date".
    """
    aged_by = item.due_on or (item.issued_on if item.open < 0 else None)
    if aged_by is None:
        return Bucket.UNDATED
    late = (today - aged_by).days
    return next((bucket for bucket, last in LATEST_DAY.items() if late <= last), Bucket.OVER_90)


def _aged(bucket: Bucket, items: tuple[OpenItem, ...], today: date) -> Aged:
    inside = [item.open for item in items if bucket_of(item, today) is bucket]
    return Aged(bucket, sum(inside, ZERO), len(inside))


def _parties(items: tuple[OpenItem, ...], today: date) -> tuple[PartyOpen, ...]:
    groups: dict[str, list[OpenItem]] = defaultdict(list)
    for item in items:
        groups[item.party_id or item.party].append(item)
    parties = (_party(group, today) for group in groups.values())
    return tuple(sorted(parties, key=lambda party: (-party.amount, party.party, party.party_id)))


def _party(items: list[OpenItem], today: date) -> PartyOpen:
    late = [item for item in items if item.open > 0 and bucket_of(item, today) in LATE]
    return PartyOpen(
        party_id=items[0].party_id,
        party=items[0].party,
        amount=_open(items),
        overdue=_open(late),
        late_since=min((item.due_on for item in late if item.due_on), default=None),
        documents=len(items),
    )


def _open(items: Iterable[OpenItem]) -> Decimal:
    return sum((item.open for item in items), ZERO)
