"""Flow: owned. Each Monday's forecast, kept once and never altered, and what was kept before (RUNWAY 4).

A Monday that was missed, or on which the books were not fit for a number, is made up for at the first chance of its
week, under its true date.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from core.cash import Freshness
from core.clock import local_date
from core.models import Business
from core.moment import one_moment
from runway import words
from runway.calculators.actuals import Actual
from runway.calculators.forecast import Forecast
from runway.calculators.keeping import ShownSheet, as_it_was, kept, kept_sheet, sheet_as_it_was
from runway.models import KeptWeek, MissedWeek
from runway.services import sentences
from runway.services.as_of import as_of
from runway.services.digest_page import Age
from runway.services.position import Position, position_of
from runway.services.shown_light import shown
from sync.orchestrators.board import generations_of
from sync.orchestrators.freshness import freshness_of

HAPPENED_KEPT = timedelta(days=42)  # the sheet's four weeks back, and the bridge's days since
TRY_AGAIN = timedelta(minutes=15)


def monday_of(day: date) -> date:
    """The Monday of the calendar week that a day is in."""
    return day - timedelta(days=day.weekday())


def waiting(businesses: Collection[Business], now: datetime) -> Iterator[Business]:
    """Those whose week is not kept yet, but for those that were tried in vain a moment ago. Two queries."""
    mondays = {business.pk: monday_of(local_date(now, business.timezone)) for business in businesses}
    wanted = {"business__in": businesses, "monday__in": set(mondays.values())}
    done = set(KeptWeek.objects.filter(**wanted).values_list("business_id", "monday"))
    tried = MissedWeek.objects.filter(**wanted, tried_at__gt=now - TRY_AGAIN)
    done.update(tried.values_list("business_id", "monday"))
    yield from (business for business in businesses if (business.pk, mondays[business.pk]) not in done)


def unfit(business: Business, freshness: Freshness, now: datetime) -> str:
    """Why books that were read then carry no forecast to be kept; empty where they do."""
    age = as_of(freshness.as_of, now, business.timezone, connected=freshness.connected)
    if age.at is None:
        return "The books were not read." if age.connected else "QuickBooks was not connected."
    if not freshness.complete:
        return "The books were not complete."
    if age.level is Age.STALE:
        return f"The books were last read on {words.instant(age.at)}."
    return ""


def keep(business: Business, now: datetime) -> str:
    """Keep the week of the business's local date. Why it cannot be, which is written down too; empty where it is."""
    with one_moment():
        generation = generations_of([business])[business.pk]
        freshness = freshness_of([business])[business.pk]
        why = unfit(business, freshness, now)
        position = None if why else position_of(business, now)
    if position is not None and freshness.as_of is not None:
        why = write_down(business, position, freshness.as_of, generation, now)
    if why:
        missed(business, local_date(now, business.timezone), why, now)
    return why


def write_down(
    business: Business, position: Position, read_at: datetime, generation: int, now: datetime
) -> str:
    """Keep the week, unless another worker has: one row a business and Monday. Why it cannot be; empty where it is.

    The status is the one that books of this age allow, as every page shows it.
    """
    forecast, sheet, today = position.told, position.sheet, position.today
    if forecast is None or sheet is None:
        return f"{sentences.reason(position)}."
    light, reason = shown(
        position.status.light, sentences.reason(position), as_of(read_at, now, business.timezone)
    )
    row = KeptWeek(
        business=business,
        monday=monday_of(today),
        on=today,
        kept_at=now,
        as_of=read_at,
        generation=generation,
        currency=position.currency,
        status=light,
        reason=reason,
        cash=forecast.base.cash,
        lowest=forecast.lowest.cash,
        lowest_on=forecast.lowest.on,
        sheet=kept_sheet(sheet),
        body=kept(forecast, (actual for actual in position.happened if actual.on > today - HAPPENED_KEPT)),
    )
    KeptWeek.objects.bulk_create([row], ignore_conflicts=True)
    return ""


def missed(business: Business, today: date, why: str, now: datetime) -> None:
    """Write down why the week could not be kept; a later try says its own reason."""
    row = MissedWeek(business=business, monday=monday_of(today), tried_at=now, why=why)
    MissedWeek.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["business", "monday"],
        update_fields=["tried_at", "why"],
    )


def kept_before(business: Business, today: date) -> tuple[Forecast, tuple[Actual, ...]] | None:
    """The forecast of the latest kept week before this one, and what had happened by then; None: none is kept.

    Its own date is `forecast.base.today`. One query.
    """
    body = _before(business, today).values_list("body", flat=True).first()
    return None if body is None else as_it_was(body)


def sheet_before(business: Business, today: date) -> ShownSheet | None:
    """The sheet of the same week as it was shown, which loads no more than that. One query."""
    sheet = _before(business, today).values_list("sheet", flat=True).first()
    return None if sheet is None else sheet_as_it_was(sheet)


def which_before(business: Business, today: date) -> int | None:
    """The row that both of these read, by its primary key: rows are never altered."""
    return _before(business, today).values_list("pk", flat=True).first()


def _before(business: Business, today: date) -> QuerySet[KeptWeek]:
    return KeptWeek.objects.filter(business=business, monday__lt=monday_of(today))
