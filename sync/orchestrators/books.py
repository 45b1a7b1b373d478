"""Flow: mirrored. Whether mirror and books agreed when they were last held against each other, and as of which day."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from core.among import among
from core.cash import Document
from core.models import Business
from core.papers import Untied
from sync import discrepancies
from sync.differences import BENIGN, DifferenceKind
from sync.models import PAYABLE, RECEIVABLE, Feed, FeedKind, TieOut, TieState

OPEN_SHOWN = 100
OLD_AFTER, OLD_AFTER_CHANGES = timedelta(days=8), timedelta(hours=36)
COLUMNS = (
    *("business_id", "at", "as_of", "what", "name", "mirror", "report", "difference", "explained", "state"),
    "differences",
)


@dataclass(frozen=True, slots=True)
class Between:
    """A document between the two figures, and its share in the difference."""

    entity: str
    qbo_id: str
    kind: str
    words: str
    amount: Decimal
    repaired: bool
    is_benign: bool


@dataclass(frozen=True, slots=True)
class Open:
    """A difference from QuickBooks that stands."""

    entity: str
    qbo_id: str
    words: str
    found_at: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Side:
    """Receivables, payables or an account as both said it; `amount` is what is no document's own doing."""

    what: str
    name: str
    mirror: Decimal | None
    qbo: Decimal
    difference: Decimal
    state: TieState
    documents: tuple[Between, ...]

    @property
    def amount(self) -> Decimal:
        """What is left of the difference without future-dated documents, rates and merged parties."""
        return self.difference - sum((each.amount for each in self.documents if each.is_benign), Decimal(0))

    def untied(self, day: date) -> Untied:
        """As the tray looks at it: by its account, or by its name where it is none."""
        about = (
            Document(self.name, "") if self.what in (RECEIVABLE, PAYABLE) else Document("Account", self.what)
        )
        named = (each for each in self.documents if each.qbo_id and not each.is_benign)
        documents = tuple(Document(each.entity, each.qbo_id) for each in named if each.entity != "Account")
        return Untied(about, self.name, day, self.mirror, self.qbo, self.amount, documents)

    @property
    def agrees(self) -> bool:
        """Whether nothing is left."""
        return self.state is TieState.AGREES


@dataclass(frozen=True, slots=True)
class Books:
    """The last comparison of a business: `as_of` is the day of the reports, `at` when they were asked for.

    `open` counts the differences from QuickBooks that stand, those of single documents too.
    """

    at: datetime | None = None
    as_of: date | None = None
    sides: tuple[Side, ...] = ()
    moved_at: datetime | None = None
    open: int = 0

    @property
    def agree(self) -> bool:
        """Whether every side did, and no difference stands: as `manage.py reconcile` says that books tie."""
        return self.at is not None and not self.open and all(side.agrees for side in self.sides)

    def untied(self) -> tuple[Untied, ...]:
        """The sides that did not agree, as the tray looks at them; of books that were moving nothing is concluded."""
        off = (side for side in self.sides if side.state in (TieState.EXPLAINED, TieState.UNEXPLAINED))
        return tuple(side.untied(self.as_of) for side in off if self.as_of)

    def is_old(self, now: datetime) -> bool:
        """A week and a day; where the books have moved since, a night and its day."""
        if self.at is None:
            return True
        age, moved = now - self.at, self.moved_at is not None and self.moved_at > self.at
        return age > OLD_AFTER or (moved and age > OLD_AFTER_CHANGES)

    def holds(self, now: datetime) -> bool:
        """Whether "books agree" may be said."""
        return self.agree and not self.is_old(now)


def books_of(businesses: Collection[Business]) -> Mapping[int, Books]:
    """By primary key, for every business asked for. One query, however many."""
    latest = TieOut.objects.filter(business=OuterRef("business")).order_by("-at").values("at")[:1]
    moved = Feed.objects.filter(business=OuterRef("business"), kind=FeedKind.CHANGES).values("changed_at")[:1]
    keys = [business.pk for business in businesses]
    found = TieOut.objects.filter(among("business", keys), at=Subquery(latest)).order_by("business", "pk")
    by_business: dict[int, list[Any]] = defaultdict(list)
    beside = {"moved_at": Subquery(moved), "open": Subquery(_number_open())}
    for row in found.annotate(**beside).values_list(*COLUMNS, *beside, named=True):
        by_business[row.business_id].append(row)
    return {business.pk: _books(by_business[business.pk]) for business in businesses}


def open_differences(business: Business) -> tuple[Open, ...]:
    """The latest OPEN_SHOWN of those that stand, as they were found. One query."""
    found = discrepancies.unsettled().filter(business=business).order_by("-found_at", "pk")
    return tuple(
        Open(row.entity, row.qbo_id, row.words, row.found_at, str(DifferenceKind(row.kind).label))
        for row in found[:OPEN_SHOWN]
    )


def _number_open() -> QuerySet[Any]:
    of = discrepancies.unsettled().filter(business=OuterRef("business")).order_by()
    return of.values("business").annotate(number=Count("pk")).values("number")


def _books(rows: list[Any]) -> Books:
    if not rows:
        return Books()
    first = rows[0]
    return Books(first.at, first.as_of, tuple(map(_side, rows)), first.moved_at, first.open or 0)


def _side(row: Any) -> Side:
    return Side(
        what=row.what,
        name=row.name,
        mirror=row.mirror,
        qbo=row.report,
        difference=row.difference,
        state=TieState(row.state),
        documents=tuple(map(_between, row.differences)),
    )


def _between(said: Mapping[str, Any]) -> Between:
    kind = DifferenceKind(said["kind"])
    return Between(
        entity=said["entity"],
        qbo_id=said["qbo_id"],
        kind=str(kind.label),
        words=said["words"],
        amount=Decimal(said["amount"]),
        repaired=said["repaired"],
        is_benign=kind in BENIGN,
    )
