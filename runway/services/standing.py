"""Flow: mirrored. Keeping each client's line of the board computed, so that a thousand of them load like ten."""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.db.models.functions import Greatest

from core.clock import local_date
from core.models import Business
from core.moment import one_moment
from runway import words
from runway.calculators.curve import CashCurve, cash_curve, closing_of
from runway.calculators.movements import book_cash, cash_movements
from runway.calculators.runway import Runway, RunwayCalculator
from runway.calculators.status import Light, Status, Why, minimum_line, status
from runway.models import AccountMark, Decision, Standing, TrayNote
from runway.services import decisions
from runway.services.refusals import refusal
from runway.services.tray import TrayService, waiting_in
from sync.orchestrators.board import generations_of
from sync.orchestrators.digest import DigestSnapshot

WEEK = timedelta(days=7)
NEVER = datetime.min.replace(tzinfo=UTC)
DECIDED_AT = Greatest(Max("proposed_at"), Max("approved_at"), Max("ended_at"))
TOUCHED_AT = ((AccountMark, Max("marked_at")), (TrayNote, Max("changed_at")), (Decision, DECIDED_AT))


@dataclass(frozen=True, slots=True)
class Figures:
    """What a standing says of money; None is unknown."""

    status: str
    reason: str
    cash: Decimal | None = None
    buffer_days: Decimal | None = None
    lowest: Decimal | None = None
    lowest_on: date | None = None
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


def figures(snapshot: DigestSnapshot, today: date) -> Figures:
    """The money of one business on one day, from the same calculators as its digest."""
    if refused := refusal(snapshot):
        return Figures(Light.UNKNOWN, refused.title)
    cash = book_cash(snapshot.balances).total
    movements = cash_movements(snapshot.flows, snapshot.balances)
    buffer = RunwayCalculator(today, movements).buffer_days(cash)
    if cash is None:
        return _figures(status((), None, today), buffer)
    curve = cash_curve(cash, movements, snapshot.open_items, today)
    said = status(curve.days, minimum_line(buffer.daily), today)
    return _figures(said, buffer, curve, closing_of(today - WEEK, cash, movements))


def reason(said: Status) -> str:
    """A status in words: `Below the line from Dec 24`."""
    if said.on:
        return f"{said.why.capitalize()} from {words.short_day(said.on)}"
    return {
        Why.ABOVE_LINE: "Above the line for 13 weeks",
        Why.NO_CASH: "Cash is unknown",
        Why.NO_LINE: "Minimum line unknown: movements do not reach back 91 days",
    }[said.why]


def _figures(
    said: Status, buffer: Runway, curve: CashCurve | None = None, week_ago: Decimal | None = None
) -> Figures:
    return Figures(
        status=said.light,
        reason=reason(said),
        cash=buffer.cash,
        buffer_days=buffer.days,
        lowest=curve.lowest.cash if curve else None,
        lowest_on=curve.lowest.on if curve else None,
        week_ago=week_ago,
    )


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
        **asdict(figures(looked.snapshot.books, today)),
        "generation": generation,
        "on": today,
        "computed_at": now,
        "decisions": waiting,
        "issues": tray.issues,
        "at_stake": tray.days,
    }


def _touched(businesses: Collection[Business]) -> dict[int, datetime]:
    """When people last said something about each business, by primary key; one query for each kind of word."""
    last: dict[int, datetime] = {}
    for model, at in TOUCHED_AT:
        rows = model.objects.filter(business__in=businesses).order_by().values_list("business_id")
        for pk, instant in rows.annotate(last=at):
            last[pk] = max(instant, last.get(pk, NEVER))
    return last
