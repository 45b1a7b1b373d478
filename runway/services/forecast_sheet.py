"""Lays a computed sheet out for its page: blocks, low point, first days below, the curve, the fall of a week."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from core.cash import ZERO
from runway.calculators.curve import Point
from runway.calculators.forecast import Breach, Forecast, Odds
from runway.calculators.keeping import ShownSheet
from runway.calculators.sheet import Sheet
from runway.calculators.sheet_grid import WEEKS_BACK
from runway.calculators.waterfall import waterfall
from runway.calculators.weeks import week_end
from runway.charts_sheet import Drawn, SheetChart, sheet_chart
from runway.charts_waterfall import NARROW, WIDE, fall_chart
from runway.services.forecast_lines import address_of, columns_of, laid_out, shown
from runway.services.forecast_page import Below, Fall, ForecastSheet, Low, Then
from runway.services.forecast_words import FOUR_WEEKS, THIRTEEN_WEEKS, fall_sentence, sheet_sentence


@dataclass(frozen=True)
class Computed:
    """What the page shows was computed from: `days` turns an amount into buffer days, None where that is unknown.

    `before` is the sheet of an earlier Monday as it was shown, None where none is kept.
    """

    made: Sheet
    seen: Forecast
    currency: str
    line_rule: str
    days: Callable[[Decimal], Decimal | None]
    before: ShownSheet | None = None

    @property
    def last(self) -> int:
        """The weekday that weeks end on."""
        return self.made.weeks[0].ends_on.weekday()


def sheet_of(of: Computed, week: int = WEEKS_BACK) -> ForecastSheet:
    """The sheet as its page shows it, with the fall of one week; without more this week's."""
    laid = laid_out(of.made, of.seen.line)
    return ForecastSheet(
        columns=laid.columns,
        blocks=laid.blocks,
        low=_low(of),
        below=_below(of),
        sentence=sheet_sentence(of.seen, of.made.weeks[-1].ends_on, of.currency),
        chart=_chart(of),
        fall=fall_of(of.made, of.currency, week),
        set_aside=of.seen.base.closings[0].cash - of.seen.base.available[0].cash,
        earlier=of.before.today if of.before else None,
    )


def as_forecast(before: ShownSheet, key: str, ends_on: date) -> Then | None:
    """What an earlier sheet forecast on a line for a week; None where that week was over then, or further ahead."""
    place = next((n for n, week in enumerate(before.weeks) if week.ends_on == ends_on), None)
    if place is None or before.weeks[place].is_actual:
        return None
    line = next((line for line in before.lines if line.key == key), None)
    return Then(before.today, line is not None, shown(line, line.amounts[place]) if line else None)


def fall_of(made: Sheet, currency: str, week: int) -> Fall:
    """The waterfall of one week."""
    columns, steps = columns_of(made), waterfall(made, week)
    return Fall(
        column=columns[week],
        steps=tuple(replace(step, key=address_of(step.key)) for step in steps),
        sentence=fall_sentence(columns[week], steps, currency),
        wide=fall_chart(steps, WIDE),
        narrow=fall_chart(steps, NARROW),
        before=columns[week - 1].ends_on if week else None,
        after=columns[week + 1].ends_on if week + 1 < len(columns) else None,
    )


def _low(of: Computed) -> Low:
    seen, lowest = of.seen, of.seen.lowest
    return Low(
        amount=lowest.cash,
        on=lowest.on,
        week=_week_of(of, lowest.on),
        is_beyond=lowest.on > of.made.weeks[-1].ends_on,
        line=seen.line,
        line_rule=of.line_rule,
        headroom=None if seen.line is None else lowest.cash - seen.line,
        days=of.days(lowest.cash),
    )


def _week_of(of: Computed, day: date) -> date:
    """The week of a day; what is after the last one is shown in it."""
    return min(week_end(day, of.last), of.made.weeks[-1].ends_on)


def _below(of: Computed) -> tuple[Below, ...]:
    return (
        _first_below(of, "Minimum line", of.seen.line, of.seen.line_breach, of.seen.line_odds),
        _first_below(of, "Zero", ZERO, of.seen.zero_breach, of.seen.zero_odds),
    )


def _first_below(
    of: Computed, name: str, amount: Decimal | None, breach: Breach | None, odds: Odds | None
) -> Below:
    return Below(
        name=name,
        amount=amount,
        on=breach.on if breach else None,
        week=_week_of(of, breach.on) if breach else None,
        within_4=odds.within(FOUR_WEEKS) if odds else None,
        within_13=odds.within(THIRTEEN_WEEKS) if odds else None,
    )


def _chart(of: Computed) -> SheetChart:
    made, seen = of.made, of.seen
    ends = tuple(week.ends_on for week in made.weeks)
    closings = made.line("closing").amounts[:WEEKS_BACK]
    ahead = tuple(point for point in seen.base.available if point.on <= ends[-1])
    drawn = Drawn(
        ends=ends,
        past=tuple(Point(on, cash or ZERO) for on, cash in zip(ends, closings, strict=False)),
        ahead=ahead,
        band=_band(seen, ends[WEEKS_BACK:]),
        line=seen.line,
        lowest=min(ahead, key=_cash),
        is_low_point=seen.lowest in ahead,
        earlier=tuple(_earlier(of, ends)),
    )
    return sheet_chart(drawn, of.currency)


def _earlier(of: Computed, ends: Sequence[date]) -> Iterator[Point]:
    for end in ends:
        then = as_forecast(of.before, "available", end) if of.before else None
        if then and then.amount is not None:
            yield Point(end, then.amount)


def _band(seen: Forecast, ends: Sequence[date]) -> tuple[tuple[Point, Point], ...]:
    """The band of closing cash less what is set aside then, from today on, where it has no width."""
    today = seen.base.available[0]
    found = [(today, today)]
    for end in ends:
        ahead = (end - seen.base.today).days
        kept = seen.base.closings[ahead].cash - seen.base.available[ahead].cash
        band = seen.bands[ahead]
        found.append((Point(end, band.p10 - kept), Point(end, band.p90 - kept)))
    return tuple(found)


def _cash(point: Point) -> Decimal:
    return point.cash
