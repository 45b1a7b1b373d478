"""Flow: mirrored. Keeping each client's line of the board computed, so that a thousand of them load like ten."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.db.models.functions import Greatest

from core.among import among
from core.cash import ZERO
from core.clock import local_date
from core.models import Business
from runway.calculators.chances import AHEAD
from runway.calculators.coming import coming
from runway.calculators.heat import friday_closings
from runway.calculators.position import Position
from runway.calculators.status import Light
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
from runway.services import decisions, fixes, heat, sentences
from runway.services.edition import edition
from runway.services.position import position_of
from runway.services.refusals import refusal
from runway.services.tray import TrayService, open_rows, waiting_in
from sync.orchestrators.board import generations_of
from sync.orchestrators.digest import DigestSnapshot

BASIS = ("business_id", "generation", "on", "edition", "computed_at")
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
    """What a standing says of money; None is unknown.

    `breach_on` is the first day expected below the minimum line, None where there is none within 13 weeks, and
    `breach_odds` how likely it is by then, or at some time in the 13 weeks.
    """

    status: str
    reason: str
    cash: Decimal | None = None
    set_aside: Decimal = ZERO
    buffer_days: Decimal | None = None
    lowest: Decimal | None = None
    lowest_on: date | None = None
    breach_on: date | None = None
    breach_odds: Decimal | None = None
    past_due_out: Decimal | None = None
    unexplained_a_day: Decimal | None = None
    line: Decimal | None = None
    weeks: tuple[tuple[str, str], ...] = ()
    week_ago: Decimal | None = None


def outdated(businesses: Collection[Business], now: datetime) -> Iterator[Business]:
    """Those whose standing is of another generation, date or edition, or older than what people said since.

    The number of queries does not grow with the businesses.
    """
    keys = [business.pk for business in businesses]
    read = Standing.objects.filter(among("business", keys)).values_list(*BASIS, named=True)
    known = {kept.business_id: kept for kept in read}
    generations, touched = generations_of(businesses), _touched(keys)
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


def figures(snapshot: DigestSnapshot, position: Position) -> Figures:
    """The money of one business on one day, as its digest has it."""
    if refused := refusal(snapshot):
        return Figures(Light.UNKNOWN, refused.title)
    seen, told = position.outlook, position.told
    breach = told.line_breach if told else None
    line = told.line_odds if told else None
    return Figures(
        status=position.status.light,
        reason=sentences.reason(position),
        cash=seen.book.total,
        set_aside=seen.available.set_aside,
        buffer_days=seen.buffer.days,
        lowest=told.lowest.cash if told else None,
        lowest_on=told.lowest.on if told else None,
        breach_on=breach.on if breach else None,
        breach_odds=_odds(breach.probability if breach else line.within(AHEAD) if line else None),
        past_due_out=coming(snapshot.open_items, position.today).late_out.total if told else None,
        unexplained_a_day=seen.rest.a_day if seen.rest and seen.is_material else None,
        line=seen.line,
        weeks=heat.kept(friday_closings(told.base.available, position.today) if told else ()),
        week_ago=seen.week_ago,
    )


def _odds(probability: float | None) -> Decimal | None:
    return None if probability is None else Decimal(probability).quantize(Decimal("0.001"))


def _is_true(kept: Any, generation: int, today: date, said_at: datetime) -> bool:
    """Whether a standing, or as much of it as `BASIS` names, is of these books, this day and this edition."""
    of = (kept.generation, kept.on, kept.edition)
    return of == (generation, today, edition()) and kept.computed_at > said_at


def _computed(business: Business, now: datetime) -> dict[str, Any]:
    """The generation is read first: what changes meanwhile makes it outdated at worst, never true of other books."""
    today = local_date(now, business.timezone)
    generation = generations_of([business])[business.pk]
    looked = TrayService(business).look(now)
    position = looked.position or position_of(business, now)
    waiting = decisions.waiting(business)
    tray = waiting_in(looked)
    return {
        **asdict(figures(looked.snapshot.books, position)),
        "generation": generation,
        "edition": edition(),
        "on": today,
        "computed_at": now,
        "decisions": waiting,
        "issues": tray.issues,
        "at_stake": tray.days,
        "fixes": fixes.kept(open_rows(looked)),
    }


def _touched(keys: Collection[int]) -> dict[int, datetime]:
    """When people last said something about each business, by primary key; one query for each kind of word."""
    last: dict[int, datetime] = {}
    for model, at in TOUCHED_AT:
        rows = model.objects.filter(among("business", keys)).order_by().values_list("business_id")
        for pk, instant in rows.annotate(last=at):
            last[pk] = max(instant, last.get(pk, NEVER))
    return last
