"""Flow: mirrored. Keeping each client's line of the board computed, so that a thousand of them load like ten."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.db.models.functions import Greatest

from core.cash import ZERO
from core.clock import local_date
from core.models import Business
from core.moment import one_moment
from runway import words
from runway.calculators.heat import friday_closings
from runway.calculators.outlook import Outlook
from runway.calculators.status import Light, Why
from runway.models import (
    AccountMark,
    Assumptions,
    Decision,
    ExpectedDate,
    KnownItem,
    Reserve,
    Standing,
    TrayNote,
)
from runway.services import decisions, fixes, heat
from runway.services.refusals import refusal
from runway.services.tray import TrayService, open_rows, waiting_in
from sync.orchestrators.board import generations_of
from sync.orchestrators.digest import DigestSnapshot

NEVER = datetime.min.replace(tzinfo=UTC)
DECIDED_AT = Greatest(Max("proposed_at"), Max("approved_at"), Max("ended_at"))
TOUCHED_AT = (
    (AccountMark, Max("marked_at")),
    (TrayNote, Max("changed_at")),
    (Decision, DECIDED_AT),
    (Assumptions, Max("changed_at")),
    (Reserve, Max("changed_at")),
    (KnownItem, Max("changed_at")),
    (ExpectedDate, Greatest(Max("set_at"), Max("ended_at"))),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a standing says of money; None is unknown."""

    status: str
    reason: str
    cash: Decimal | None = None
    set_aside: Decimal = ZERO
    buffer_days: Decimal | None = None
    lowest: Decimal | None = None
    lowest_on: date | None = None
    past_due_out: Decimal | None = None
    unexplained_a_day: Decimal | None = None
    line: Decimal | None = None
    weeks: tuple[tuple[str, str], ...] = ()
    week_ago: Decimal | None = None


def outdated(businesses: Collection[Business], now: datetime) -> Iterator[Business]:
    """Those whose standing is of another generation or date, or older than what people said since.

    The number of queries does not grow with the businesses.
    """
    known = {kept.pk: kept for kept in Standing.objects.filter(business__in=businesses)}
    generations, touched = generations_of(businesses), _touched(businesses)
    for business in businesses:
        kept, of = known.get(business.pk), generations[business.pk]
        said_at = touched.get(business.pk, NEVER)
        if kept is None or not _is_true(kept, of, local_date(now, business.timezone), said_at):
            yield business


def refresh(business: Business, now: datetime) -> None:
    """Compute one standing afresh and keep it, unless one that began later is kept already."""
    kept = Standing.objects.filter(business=business)
    fields = _computed(business, now)
    if not kept.filter(computed_at__lte=now).update(**fields):
        Standing.objects.bulk_create([Standing(business=business, **fields)], ignore_conflicts=True)


def figures(snapshot: DigestSnapshot, seen: Outlook) -> Figures:
    """The money of one business on one day, as its digest has it."""
    if refused := refusal(snapshot):
        return Figures(Light.UNKNOWN, refused.title)
    curve = seen.curve
    return Figures(
        status=seen.status.light,
        reason=reason(seen),
        cash=seen.book.total,
        set_aside=seen.available.set_aside,
        buffer_days=seen.buffer.days,
        lowest=curve.lowest.cash if curve else None,
        lowest_on=curve.lowest.on if curve else None,
        past_due_out=curve.overdue.money_out if curve else None,
        unexplained_a_day=seen.rest.a_day if seen.rest and seen.is_material else None,
        line=seen.line,
        weeks=heat.kept(friday_closings(curve.days, curve.today.on) if curve else ()),
        week_ago=seen.week_ago,
    )


def reason(seen: Outlook) -> str:
    """A status in words: `Below the line from Dec 24`."""
    said = seen.status
    if said.on:
        return f"{said.why.capitalize()} from {words.short_day(said.on)}"
    if said.why is Why.UNEXPLAINED and seen.rest:
        return f"About {words.number(abs(seen.rest.a_day), 0)} a day is unexplained"
    return {
        Why.ABOVE_LINE: "Above the line for 13 weeks",
        Why.NO_CASH: "Cash is unknown",
        Why.NO_LINE: "Minimum line unknown: movements do not reach back 91 days",
    }[said.why]


def _is_true(kept: Standing, generation: int, today: date, said_at: datetime) -> bool:
    return kept.generation == generation and kept.on == today and kept.computed_at > said_at


def _computed(business: Business, now: datetime) -> dict[str, Any]:
    today = local_date(now, business.timezone)
    with one_moment():
        generation = generations_of([business])[business.pk]
        looked = TrayService(business).look(now)
        waiting = decisions.waiting(business)
    tray = waiting_in(looked)
    return {
        **asdict(figures(looked.snapshot.books, looked.findings.outlook)),
        "generation": generation,
        "on": today,
        "computed_at": now,
        "decisions": waiting,
        "issues": tray.issues,
        "at_stake": tray.days,
        "fixes": fixes.kept(open_rows(looked)),
    }


def _touched(businesses: Collection[Business]) -> dict[int, datetime]:
    """When people last said something about each business, by primary key; one query for each kind of word."""
    last: dict[int, datetime] = {}
    for model, at in TOUCHED_AT:
        rows = model.objects.filter(business__in=businesses).order_by().values_list("business_id")
        for pk, instant in rows.annotate(last=at):
            last[pk] = max(instant, last.get(pk, NEVER))
    return last
