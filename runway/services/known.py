"""Flow: mirrored. The page of known items: money in no system, and the dates that people set for open documents."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.cash import ZERO, Document, Name, OpenItem
from core.clock import local_date
from core.models import Business
from runway import models
from runway.calculators.owned import Direction
from runway.calculators.templates import why_not
from runway.services import expected_dates
from runway.services.as_of import as_of
from runway.services.desk import MarkedDesk
from runway.services.kept import kept
from runway.services.known_items import as_value, asks, changes_of, ended, live
from runway.services.known_page import DateRow, KnownPage, KnownRow, LogLine, Repeating, Sums
from runway.services.position import position_of
from sync.orchestrators.freshness import freshness_of
from sync.orchestrators.repeating import repeating

ENDED_SHOWN = 50
COUNTED = "counted until its bill is entered"
SEEN = "not counted by itself: what was seen to recur of its vendor stands for it"


class KnownService:
    """Shows what people know of one business and no system does."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def page(self, now: datetime) -> KnownPage:
        """The page at an instant. A constant number of queries."""
        business, today = self.business, local_date(now, self.business.timezone)
        freshness = freshness_of([business])[business.pk]
        items = tuple(self._row(row, today) for row in live(business))
        return KnownPage(
            name=business.name,
            slug=business.slug,
            currency=business.home_currency,
            as_of=as_of(freshness.as_of, now, business.timezone, connected=freshness.connected),
            today=today,
            items=items,
            ended=tuple(self._row(row, today) for row in ended(business, ENDED_SHOWN)),
            sums=_sums(items),
            dates=tuple(self.dated(row, today) for row in expected_dates.current(business)),
            repeating=self._repeating(today, now),
        )

    def _repeating(self, today: date, now: datetime) -> tuple[Repeating, ...]:
        """What the forecast really makes of each; it is asked only where there is one that it might count on."""
        found = [(one, why_not(one, today)) for one in repeating(self.business)]
        counted = self._counted(now) if any(not why for _, why in found) else frozenset()
        return tuple(
            Repeating(one, why or (COUNTED if one.document.qbo_id in counted else SEEN)) for one, why in found
        )

    def _counted(self, now: datetime) -> frozenset[str]:
        """The QBO ids of templates that the forecast counts on, kept as pages are."""

        def ids() -> frozenset[str]:
            return frozenset(one.qbo_id for one in position_of(self.business, now).ahead.templates)

        return kept(self.business, "templates", frozenset[str], now, ids)

    def log(self, row: models.KnownItem) -> tuple[LogLine, ...]:
        """The change log of one item, newest first, in the business's own time."""
        zone = ZoneInfo(self.business.timezone)
        return tuple(
            LogLine(
                change.at.astimezone(zone),
                str(change.by),
                change.deed,
                tuple((name, was, is_now) for name, (was, is_now) in change.fields.items()),
            )
            for change in changes_of(row)
        )

    def open_item(self, name: Name, now: datetime) -> OpenItem | None:
        """One open bill or invoice as the books have it; None where it is not open."""
        desk = MarkedDesk(self.business).load(local_date(now, self.business.timezone), now)
        items = desk.snapshot.books.open_items
        return next((item for item in items if item.document.name == name and item.open > 0), None)

    def dated(self, row: models.ExpectedDate, today: date) -> DateRow:
        """A date that was set, with the document as its setter saw it."""
        due_on, amount = row.seen.get("due_on"), row.seen.get("open")
        return DateRow(
            document=Document(row.entity, row.qbo_id, row.seen.get("number") or ""),
            party=row.seen.get("party") or "",
            open=None if amount is None else Decimal(amount),
            due_on=date.fromisoformat(due_on) if due_on else None,
            on=row.on,
            why=row.why,
            said_by=str(row.set_by),
            said_on=local_date(row.set_at, self.business.timezone),
            is_past=row.on < today,
        )

    def _row(self, row: models.KnownItem, today: date) -> KnownRow:
        value = as_value(row, today)
        return KnownRow(
            id=row.pk,
            name=row.name,
            direction=value.direction,
            amount=row.amount,
            signed=value.signed,
            on=row.on,
            probability=row.probability,
            owner=str(row.owner or "nobody"),
            note=row.note,
            asks=not row.archived_at and asks(row, today),
            is_past=value.is_past,
            ending=row.ending,
            version=row.version,
        )


def _sums(items: Iterable[KnownRow]) -> Sums:
    full = dict.fromkeys(Direction, ZERO)
    weighted = dict.fromkeys(Direction, ZERO)
    for item in items:
        full[item.direction] += item.amount
        weighted[item.direction] += item.amount * item.probability / 100
    return Sums(full[Direction.IN], full[Direction.OUT], weighted[Direction.IN], weighted[Direction.OUT])
