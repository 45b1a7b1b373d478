"""Companies that live on week by week: what was forecast each Monday, by us and by due dates, beside what came.

What came is the cash that was there, and `unaided` it is without the owners' money and loans of the weeks between: no
forecast counts on money that nobody has promised.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pytest_django import Settings

from core.cash import ZERO, OpenItem, Side
from runway.calculators.actuals import Actual
from runway.calculators.base_case import BaseCase
from runway.calculators.forecast import Band, Forecast
from runway.calculators.rows import Row
from runway.services.position import position_of
from sandbox.generator import found
from sandbox.store import Store
from sync.orchestrators.changes import pull_changes
from sync.orchestrators.digest import DigestDataOrchestrator
from tests.sync.healthy import Healthy, alive, clock_at

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Life:
    """A company by its kind and seed, so many days old on the first Monday."""

    kind: str
    seed: int
    first_monday: date = date(2026, 5, 25)
    days_before: int = 400


@dataclass(frozen=True)
class Monday:
    """What the product said on one Monday; `open_items` are what conventions know."""

    forecast: Forecast
    actuals: tuple[Actual, ...]
    open_items: tuple[OpenItem, ...]

    @property
    def base(self) -> BaseCase:
        return self.forecast.base

    @property
    def today(self) -> date:
        return self.base.today

    def financed(self, since: date) -> Decimal:
        """What owners and lenders put in after a day, by this one."""
        came = (a for a in self.actuals if since < a.on <= self.today and a.row is Row.FINANCING)
        return sum((a.amount for a in came), ZERO)

    def closing(self, weeks: int) -> Decimal:
        """Expected closing cash so many weeks on."""
        return self.base.closings[weeks * 7].cash

    def band(self, weeks: int) -> Band:
        return self.forecast.bands[weeks * 7]

    def by_due_dates(self, weeks: int, *, overdue_now: bool) -> Decimal:
        """The same by the convention: every document on its due date, overdue ones dropped or paid now."""
        until = self.today + weeks * WEEK
        since = date.min if overdue_now else self.today
        due = (item for item in self.open_items if item.due_on and since <= item.due_on <= until)
        return self.base.cash + sum((_signed(item) for item in due), ZERO)


@dataclass(frozen=True)
class Judged:
    """One company's Mondays, the last of them only to judge the others by."""

    mondays: Sequence[Monday]

    def error(self, weeks: int, *, unaided: bool = False) -> Decimal:
        """Mean absolute error of closing cash so many weeks out."""
        return _mean([abs(then.closing(weeks) - came) for then, came in self._pairs(weeks, unaided)])

    def error_by_due_dates(self, weeks: int, *, overdue_now: bool, unaided: bool = False) -> Decimal:
        """The same for the convention."""
        pairs = self._pairs(weeks, unaided)
        return _mean([abs(then.by_due_dates(weeks, overdue_now=overdue_now) - came) for then, came in pairs])

    def inside(self, weeks: int) -> list[bool]:
        """Whether closing cash so many weeks out fell into the 80 % band."""
        bands = ((then.band(weeks), came) for then, came in self._pairs(weeks, unaided=False))
        return [band.p10 <= came <= band.p90 for band, came in bands]

    def _pairs(self, weeks: int, unaided: bool) -> Iterator[tuple[Monday, Decimal]]:
        for then, later in zip(self.mondays, self.mondays[weeks:], strict=False):
            yield then, later.base.cash - (later.financed(then.today) if unaided else ZERO)


def lived(life: Life, weeks: int, folder: Path, settings: Settings, patch: pytest.MonkeyPatch) -> Judged:
    """The company, connected and mirrored, on so many Mondays."""
    clock, store = clock_at(life.first_monday, folder, patch), Store(folder / "books.sqlite")
    books = found(store, life.kind, seed=life.seed, until=clock.now(), days=life.days_before)
    with alive(books.realm, folder, clock, settings) as company:
        mondays = [_said(company)]
        for _ in range(weeks - 1):
            company.live(WEEK.days)
            pull_changes(company.business)
            mondays.append(_said(company))
    return Judged(mondays)


def _said(company: Healthy) -> Monday:
    now = company.clock.now()
    position = position_of(company.business, now)
    assert position.forecast is not None
    books = DigestDataOrchestrator(company.business).load(position.today, now)
    return Monday(position.forecast, position.actuals, books.open_items)


def _signed(item: OpenItem) -> Decimal:
    return item.open if item.side is Side.RECEIVABLE else -item.open


def _mean(amounts: Sequence[Decimal]) -> Decimal:
    return sum(amounts, ZERO) / len(amounts)
