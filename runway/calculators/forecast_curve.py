"""The cash curve: past weeks from movements, 13 weeks of forecast with its band, and where open documents are in it.

From today on it is available cash; what is set aside on a day is off the expected case and off the band alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from core.cash import ZERO, Side
from runway.calculators.base_case import DAYS, BaseCase
from runway.calculators.cents import to_amount
from runway.calculators.crediting import Owed
from runway.calculators.curve import WEEKS_AHEAD, InOut, Point, past_closings
from runway.calculators.entries import OF_DOCUMENTS, Entry, Rule
from runway.calculators.forecast import Band, Forecast
from runway.calculators.movements import Movement
from runway.calculators.weeks import FRIDAY, weeks_ahead


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """A week that is expected: what comes and goes up to `ends_on`, closing and available cash, and the band of it."""

    ends_on: date
    money_in: Decimal
    money_out: Decimal
    closing: Decimal
    available: Decimal
    band: Band


@dataclass(frozen=True, slots=True)
class Resting:
    """What the 13 weeks hold by one rule: how many entries, and what they are expected to bring and take."""

    rule: Rule
    entries: int
    money_in: Decimal
    money_out: Decimal


@dataclass(frozen=True, slots=True)
class ForecastCurve:
    """Past weekly closings, what is in the bank today (without what is dated ahead), and the days of the forecast.

    `within + later - unused` is everything open, by side: documents less the credits that are used on them, expected
    in the 13 weeks, and later or not at all; and credits above all that their party owes. `rests` adds up to what the
    13 weeks bring and take.
    """

    actual: tuple[Point, ...]
    today: Point
    days: tuple[Point, ...]
    bands: tuple[Band, ...]
    weeks: tuple[WeekAhead, ...]
    lowest: Point
    within: InOut
    later: InOut
    unused: InOut
    rests: tuple[Resting, ...]

    def band_on(self, day: date) -> Band:
        """The band of available cash on one of the days."""
        return self.bands[(day - self.today.on).days]


def forecast_curve(
    forecast: Forecast,
    book: Decimal,
    movements: Iterable[Movement],
    unused: Iterable[Owed] = (),
    last: int = FRIDAY,
) -> ForecastCurve:
    """The curve of a forecast, weeks ending on the weekday `last`; `book` is book cash, dated ahead included."""
    base = forecast.base
    kept = [closing.cash - free.cash for closing, free in zip(base.closings, base.available, strict=True)]
    bands = tuple(_less(band, off) for band, off in zip(forecast.bands, kept, strict=True))
    documents = [place for place, entry in enumerate(base.entries) if entry.rule in OF_DOCUMENTS]
    parts, entries = base.parts[documents], [base.entries[place] for place in documents]
    return ForecastCurve(
        actual=past_closings(book, movements, base.today, last),
        today=Point(base.today, base.cash),
        days=base.available,
        bands=bands,
        weeks=tuple(_weeks(base, bands, last)),
        lowest=base.lowest,
        within=_by_side(entries, parts[:, :DAYS].sum(axis=1).tolist()),
        later=_by_side(entries, parts[:, DAYS].tolist()),
        unused=_unused(unused),
        rests=_rests(base),
    )


def _less(band: Band, off: Decimal) -> Band:
    return Band(band.on, band.p10 - off, band.p50 - off, band.p90 - off)


def _weeks(base: BaseCase, bands: tuple[Band, ...], last: int) -> Iterable[WeekAhead]:
    since = 0
    for ends_on in weeks_ahead(base.today, WEEKS_AHEAD, last):
        day = (ends_on - base.today).days
        moved = base.parts[:, since : day + 1].sum(axis=1)
        yield WeekAhead(
            ends_on=ends_on,
            money_in=to_amount(moved[moved > 0].sum()),
            money_out=-to_amount(moved[moved < 0].sum()),
            closing=base.closings[day].cash,
            available=base.available[day].cash,
            band=bands[day],
        )
        since = day + 1


def _by_side(entries: Iterable[Entry], cents: Iterable[int]) -> InOut:
    sums: Mapping[Side, list[int]] = {side: [] for side in Side}
    for entry, moved in zip(entries, cents, strict=True):
        sums[entry.side].append(moved)
    return InOut(to_amount(sum(sums[Side.RECEIVABLE])), -to_amount(sum(sums[Side.PAYABLE])))


def _unused(unused: Iterable[Owed]) -> InOut:
    sums: dict[Side, Decimal] = defaultdict(lambda: ZERO)
    for credit in unused:
        sums[credit.item.side] += credit.left
    return InOut(sums[Side.RECEIVABLE], sums[Side.PAYABLE])


def _rests(base: BaseCase) -> tuple[Resting, ...]:
    moved = base.parts[:, :DAYS].sum(axis=1) if base.entries else np.zeros(0, np.int64)
    found = []
    for rule in Rule:
        theirs = [place for place, entry in enumerate(base.entries) if entry.rule is rule]
        if theirs:
            cents = moved[theirs]
            into, out = to_amount(cents[cents > 0].sum()), -to_amount(cents[cents < 0].sum())
            found.append(Resting(rule, len(theirs), into, out))
    return tuple(found)
