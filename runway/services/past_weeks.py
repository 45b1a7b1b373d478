"""Flow: mirrored. The pages of kept weeks: the list with how near forecasts came, and one Monday as it was."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.clock import local_date
from core.models import Business
from core.moment import one_moment
from runway import words
from runway.calculators.accuracy import Outcome, accuracy
from runway.calculators.accuracy_fan import FanWeek, accuracy_fan
from runway.calculators.chances import AHEAD
from runway.calculators.forecast import Breach, Forecast, Odds
from runway.calculators.keeping import as_it_was, sheet_as_it_was
from runway.calculators.outcomes import Measure, Past, outcomes
from runway.calculators.status import Light
from runway.calculators.weeks import WEEK
from runway.charts_fan import NARROW, WIDE, fan_chart
from runway.models import KeptWeek, MissedWeek
from runway.services import sentences
from runway.services.as_of import as_of
from runway.services.corrections import fixed_since
from runway.services.digest_page import AsOf
from runway.services.forecast_lines import laid_out
from runway.services.kept_weeks import monday_of
from runway.services.past_variance import variance_of
from runway.services.past_weeks_page import (
    AccuracyOf,
    Below,
    Fan,
    KeptRow,
    KeptWeekPage,
    VarianceTable,
    WeeksPage,
)
from runway.services.pay_date_scores import scores_of
from runway.services.position import Position, position_of
from sync.orchestrators.freshness import freshness_of

LISTED = 26
NOBODY = "Nothing was kept in this week: no worker was there to do it."
SOON = "It is kept in the next minutes."
NO_FORECAST = "The books carry no forecast now, so nothing is held against them."
UNEXPLAINED = "Of no week of a kept forecast that is over it is known what of cash no document explains."
NOTHING_OVER = "No week of a kept forecast is over and known yet."


class PastWeeksService:
    """Shows what was forecast on past Mondays of one business."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def page(self, now: datetime) -> WeeksPage:
        """The list at an instant. A constant number of queries."""
        business, today = self.business, local_date(now, self.business.timezone)
        with one_moment():
            rows = list(KeptWeek.objects.filter(business=business).defer("body")[:LISTED])
            missed = {row.monday: row.why for row in MissedWeek.objects.filter(business=business)[:LISTED]}
            scores = scores_of(business)
            age, position = self._age(now), position_of(business, now)
        found = _held_against(rows, position, age.known_on or today)
        closing = found.get(Measure.CLOSING, ())
        return WeeksPage(
            name=business.name,
            slug=business.slug,
            currency=business.home_currency,
            as_of=age,
            today=today,
            weeks=tuple(_listed(rows, missed, monday_of(today))),
            waits=_waits(rows, missed, monday_of(today)),
            unknown=_unknown(position, found),
            note=sentences.unexplained(position.outlook) if position.outlook.is_material else "",
            accuracy=tuple(_accuracy(found)) if closing else (),
            fan=_fan(closing, business.home_currency) if closing else None,
            scores=scores,
        )

    def week(self, monday: date, now: datetime) -> KeptWeekPage | None:
        """One Monday as it was; None where none of that date is kept. A constant number of queries."""
        business = self.business
        with one_moment():
            rows = KeptWeek.objects.filter(business=business)
            row = rows.filter(monday=monday).first()
            if row is None:
                return None
            around = sorted(
                rows.filter(monday__in=(monday - WEEK, monday + WEEK)).values_list("monday", flat=True)
            )
            age, position = self._age(now), position_of(business, now)
            variance = self._variance(row, position, age.known_on or position.today)
        return self._shown(row, around, age, position.today, variance)

    def _shown(
        self, row: KeptWeek, around: list[date], age: AsOf, today: date, variance: VarianceTable | None
    ) -> KeptWeekPage:
        business, zone = self.business, ZoneInfo(self.business.timezone)
        forecast, _ = as_it_was(row.body)
        laid = laid_out(sheet_as_it_was(row.sheet), forecast.line)
        return KeptWeekPage(
            name=business.name,
            slug=business.slug,
            currency=row.currency,
            as_of=age,
            today=today,
            monday=row.monday,
            on=row.on,
            kept_at=row.kept_at.astimezone(zone),
            read_at=row.as_of.astimezone(zone),
            status=Light(row.status),
            reason=row.reason,
            cash=row.cash,
            lowest=row.lowest,
            lowest_on=row.lowest_on,
            line=forecast.line,
            below=tuple(_below(forecast)),
            columns=laid.columns,
            blocks=laid.blocks,
            variance=variance,
            unknown="" if variance else NO_FORECAST,
            before=next((monday for monday in around if monday < row.monday), None),
            after=next((monday for monday in around if monday > row.monday), None),
        )

    def _variance(self, row: KeptWeek, position: Position, known_on: date) -> VarianceTable | None:
        if position.forecast is None or known_on < row.on:
            return None
        (before, known), now = as_it_was(row.body), position.forecast.base
        fixed = fixed_since(self.business, before.base, now, position.actuals, known)
        return variance_of(row.monday, before.base, known, position, fixed, known_on)

    def _age(self, now: datetime) -> AsOf:
        freshness = freshness_of([self.business])[self.business.pk]
        return as_of(freshness.as_of, now, self.business.timezone, connected=freshness.connected)


def _held_against(
    rows: Iterable[KeptWeek], position: Position, known_on: date
) -> dict[Measure, tuple[Outcome, ...]]:
    """What came of every week that was over on the day of the books; nothing where cash is unknown.

    Where much is unexplained, closings are known only where it is known by when.
    """
    if position.forecast is None:
        return {}
    told = {end for rest in position.own_rests for end in (rest.begins_on, rest.until)}
    is_explained = not position.outlook.is_material
    past = Past(position.forecast.base.cash, position.happened, known_on, None if is_explained else told)
    return outcomes((sheet_as_it_was(row.sheet) for row in rows), past)


def _listed(rows: Iterable[KeptWeek], missed: dict[date, str], this: date) -> Iterator[KeptRow]:
    """From this week's Monday back to the first that was kept or tried, none left out."""
    kept = {row.monday: row for row in rows}
    first = min((*kept, *missed), default=None)
    for back in range(LISTED):
        monday = this - WEEK * back
        if first is None or monday < first:
            return
        if monday in kept:
            yield _kept_row(kept[monday])
        elif monday < this or monday in missed:
            yield KeptRow(monday, missed.get(monday, NOBODY))


def _kept_row(row: KeptWeek) -> KeptRow:
    return KeptRow(
        monday=row.monday,
        why="",
        on=row.on,
        status=Light(row.status),
        reason=row.reason,
        cash=row.cash,
        lowest=row.lowest,
        lowest_on=row.lowest_on,
    )


def _waits(rows: Iterable[KeptWeek], missed: dict[date, str], this: date) -> str:
    if any(row.monday == this for row in rows):
        return ""
    return f"{missed[this]} It is tried again to the end of the week." if this in missed else SOON


def _unknown(position: Position, found: Mapping[Measure, tuple[Outcome, ...]]) -> str:
    if position.forecast is None:
        return NO_FORECAST
    if found[Measure.CLOSING]:
        return ""
    return UNEXPLAINED if found[Measure.RECEIPTS] else NOTHING_OVER


def _accuracy(found: Mapping[Measure, tuple[Outcome, ...]]) -> Iterator[AccuracyOf]:
    for measure, of in found.items():
        yield AccuracyOf(measure, accuracy(of), has_band=measure is Measure.CLOSING)


def _fan(closing: Iterable[Outcome], currency: str) -> Fan:
    weeks = accuracy_fan(closing)
    return Fan(
        weeks=weeks,
        sentence=_sentence(weeks, currency),
        wide=fan_chart(weeks, currency, WIDE),
        narrow=fan_chart(weeks, currency, NARROW),
    )


def _sentence(weeks: tuple[FanWeek, ...], currency: str) -> str:
    inside, of = sum(len(week.inside) for week in weeks), sum(week.outcomes for week in weeks)
    off = (weeks[0], weeks[-1]) if len(weeks) > 1 else weeks[:1]
    said = " and ".join(
        f"{words.dollars(week.error, currency)} at {week.weeks_ahead} week{'s' if week.weeks_ahead > 1 else ''} ahead"
        for week in off
    )
    return f"{inside} of {of} closing balances were inside their 80 % band. On the average they were off by {said}."


def _below(forecast: Forecast) -> Iterator[Below]:
    if forecast.line is not None and forecast.line_odds is not None:
        yield _of("the minimum line", forecast.line_odds, forecast.line_breach)
    yield _of("zero", forecast.zero_odds, forecast.zero_breach)


def _of(name: str, odds: Odds, breach: Breach | None) -> Below:
    if breach is None:
        return Below(name, odds.amount, None, odds.within(AHEAD))
    return Below(name, odds.amount, breach.on, breach.probability)
