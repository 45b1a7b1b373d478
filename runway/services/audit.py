"""Flow: owned. The audit trail of one business, newest first: narrowed, page by page, and as a file."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from core import audit
from core.models import AuditEntry, Business, User
from core.sheets import sheet
from runway.services.as_of import as_of
from runway.services.digest_page import AsOf
from sync.orchestrators.freshness import freshness_of

PAGE_SIZE = 50
HEADINGS = ("entry", "at", "who", "what", "about", "detail", "hash")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of the trail is asked for: by whom, which act, from which day to which in the business's time."""

    who: str = ""
    what: str = ""
    first: date | None = None
    last: date | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Narrowing":
        """From an address; a day that is none narrows nothing."""
        who, what = (asked.get(name, "").strip()[:100] for name in ("who", "what"))
        return cls(who, what, _day(asked.get("from", "")), _day(asked.get("to", "")))

    @property
    def is_narrow(self) -> bool:
        return self != Narrowing()


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; `number` is its place in the business's chain."""

    number: int
    at: datetime
    who: str
    what: str
    about: str
    detail: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the trail; `earlier` and `later` are the numbers of its neighbours, None where there is none."""

    name: str
    slug: str
    as_of: AsOf
    asked: Narrowing
    acts: tuple[str, ...]
    lines: tuple[Line, ...]
    found: int
    later: int | None
    earlier: int | None


class AuditService:
    """Shows the trail of one business, and gives it away as a file."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self.zone = ZoneInfo(business.timezone)

    def page(self, now: datetime, asked: Narrowing, number: int = 1) -> AuditPage:
        """The so-manieth page, the last where there are fewer."""
        entries = self._entries(asked)
        found = entries.count()
        pages = max(-(-found // PAGE_SIZE), 1)
        number = min(max(number, 1), pages)
        some = entries[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
        freshness = freshness_of([self.business])[self.business.pk]
        return AuditPage(
            name=self.business.name,
            slug=self.business.slug,
            as_of=as_of(freshness.as_of, now, self.business.timezone, connected=freshness.connected),
            asked=asked,
            acts=self._acts(),
            lines=tuple(map(self._line, some)),
            found=found,
            later=number - 1 if number > 1 else None,
            earlier=number + 1 if number < pages else None,
        )

    def file(self, user: User, asked: Narrowing) -> str:
        """All that is asked for as CSV, oldest last; that it was taken is written into the trail first."""
        audit.exported(user.email, "audit trail", [self.business], who=asked.who, what=asked.what)
        return sheet(HEADINGS, self._rows(asked))

    def _rows(self, asked: Narrowing) -> Iterator[tuple[Any, ...]]:
        for entry in self._entries(asked).iterator(chunk_size=1000):
            line = self._line(entry)
            yield (line.number, line.at, line.who, line.what, line.about, line.detail, line.hash)

    def _entries(self, asked: Narrowing) -> QuerySet[AuditEntry]:
        found = AuditEntry.objects.filter(business_id=self.business.pk)
        if asked.who:
            found = found.filter(actor__icontains=asked.who)
        if asked.what:
            found = found.filter(action=asked.what)
        if asked.first:
            found = found.filter(at__gte=self._midnight(asked.first))
        if asked.last and asked.last < date.max:
            found = found.filter(at__lt=self._midnight(asked.last + timedelta(days=1)))
        return found.order_by("-position")

    def _acts(self) -> tuple[str, ...]:
        own = AuditEntry.objects.filter(business_id=self.business.pk)
        return tuple(own.order_by("action").values_list("action", flat=True).distinct())

    def _line(self, entry: AuditEntry) -> Line:
        at = entry.at.astimezone(self.zone)
        told = _words(entry.detail)
        return Line(entry.position, at, entry.actor, entry.action, entry.subject, told, entry.hash)

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


def _words(detail: Mapping[str, Any]) -> str:
    """`number: 1043; open: 1,250.00`; what nests is named by its way."""
    return "; ".join(f"{name}: {value}" for name, value in _flat(detail) if value not in ("", "null"))


def _flat(detail: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in sorted(detail.items()):
        if isinstance(value, dict):
            yield from ((f"{name} {inner}", told) for inner, told in _flat(value))
        else:
            yield name.replace("_", " "), value if isinstance(value, str) else json.dumps(value)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
