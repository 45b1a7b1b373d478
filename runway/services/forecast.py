"""Flow: mirrored. The 13-week forecast of one business: its sheet, and what each cell of it is made of."""

from dataclasses import dataclass
from datetime import datetime

from core.cash import Name
from core.models import Business
from core.moment import one_moment
from runway.calculators.keeping import ShownSheet
from runway.calculators.position import earmarks
from runway.calculators.sheet_grid import WEEKS_BACK
from runway.services import decisions, expected_dates, sentences
from runway.services.as_of import as_of
from runway.services.choices import day_field
from runway.services.digest_page import AsOf, Notice
from runway.services.forecast_cells import Opened, SetDate, summed, week_at
from runway.services.forecast_lines import columns_of, line_at
from runway.services.forecast_page import CellPage, ForecastPage
from runway.services.forecast_sheet import Computed, as_forecast, sheet_of
from runway.services.forecast_words import rule_of, week_end
from runway.services.kept_weeks import sheet_before
from runway.services.known import KnownService
from runway.services.overlay import left_out
from runway.services.position import Grounds, Position, grounds_of, position_on
from runway.services.refusals import nothing_ahead, refusal, warning
from sync.orchestrators.digest import DigestSnapshot

PAGE = "forecast"
PIECES_SHOWN = 100


@dataclass(frozen=True)
class Look:
    """What a page is made from: the books and people's word of one moment, what follows from them, and their age."""

    grounds: Grounds
    position: Position
    age: AsOf
    before: ShownSheet | None = None

    @property
    def books(self) -> DigestSnapshot:
        return self.grounds.snapshot.books

    @property
    def refused(self) -> Notice | None:
        """Why these books carry no forecast; None where they do."""
        return refusal(self.books, PAGE) or nothing_ahead(self.position, self.age, PAGE)

    @property
    def computed(self) -> Computed | None:
        """The sheet and what it follows from; None where the books carry none."""
        made, seen, outlook = self.position.sheet, self.position.forecast, self.position.outlook
        if made is None or seen is None or self.refused:
            return None
        rule = sentences.line_rule(outlook.line_rule)
        return Computed(made, seen, self.position.currency, rule, outlook.days, self.before)


class ForecastService:
    """Makes the forecast's pages of one business."""

    def __init__(self, business: Business) -> None:
        self.business = business

    def page(self, now: datetime, week: str = "") -> ForecastPage:
        """The sheet at an instant, with the waterfall of a week, by its last day; of this one where there is no such.

        Dated in the business's time zone. A constant number of queries. Refuses rather than shows parts.
        """
        business, look = self.business, self._look(now)
        books, of, refused = look.books, look.computed, look.refused
        asked = week_at(of.made, week) if of else None
        return ForecastPage(
            name=business.name,
            slug=business.slug,
            currency=business.home_currency,
            today=look.position.today,
            week_end=week_end(look.position.week_end),
            as_of=look.age,
            problems=() if refused else (*books.freshness.problems, *books.problems),
            sheet=sheet_of(of, WEEKS_BACK if asked is None else asked) if of else None,
            refusal=refused,
            warning=None if refused else warning(books.freshness),
            left_out=left_out(books.left_out),
        )

    def cell(self, now: datetime, line: str, week: str, *, whole: bool = False) -> CellPage | None:
        """One cell, opened, with all of its pieces or the largest; None where today's sheet has no such cell."""
        look = self._look(now)
        of = look.computed
        found = line_at(of.made, line) if of else None
        place = week_at(of.made, week) if of else None
        if of is None or found is None or place is None:
            return None
        kept = earmarks(look.grounds.owned, look.books.balances)
        dates, promises = self._dates(look), self._promises(look)
        cell = Opened(of.made, found, place, dates, kept, promises, look.position.own_rests)
        return self._opened(look, of, cell, whole=whole)

    def _look(self, now: datetime) -> Look:
        business = self.business
        with one_moment():
            on = grounds_of(business, now)
            before = sheet_before(business, on.today)
        freshness = on.snapshot.books.freshness
        age = as_of(freshness.as_of, now, business.timezone, connected=freshness.connected)
        return Look(on, position_on(business, on, now), age, before)

    def _dates(self, look: Look) -> dict[Name, SetDate]:
        """The days that people set, by document. One query."""
        known = KnownService(self.business)
        return {
            (row.entity, row.qbo_id): SetDate(row.pk, known.dated(row, look.position.today))
            for row in expected_dates.current(self.business)
        }

    def _promises(self, look: Look) -> dict[Name, str]:
        """The console's fields for a promised day, by open invoice. One query."""
        decided = {(d.entity, d.qbo_id): d.pk for d in decisions.current(self.business)}
        invoices = (item for item in look.books.open_items if item.document.entity == "Invoice")
        return {
            name: day_field(name, item.open, decided.get(name))
            for item in invoices
            if (name := item.document.name)
        }

    def _opened(self, look: Look, of: Computed, cell: Opened, *, whole: bool) -> CellPage:
        columns, pieces = columns_of(of.made), cell.pieces()
        shown = pieces if whole else pieces[:PIECES_SHOWN]
        last = len(columns) - 1
        return CellPage(
            name=self.business.name,
            slug=self.business.slug,
            currency=self.business.home_currency,
            today=look.position.today,
            as_of=look.age,
            key=cell.address,
            title=cell.line.name,
            column=columns[cell.week],
            amount=cell.amount,
            rule=rule_of(cell.line, of.line_rule, is_actual=columns[cell.week].is_actual),
            terms=cell.terms(),
            pieces=shown,
            more=len(pieces) - len(shown),
            more_amount=summed(pieces[len(shown) :]),
            before=columns[cell.week - 1].ends_on if cell.week else None,
            after=columns[cell.week + 1].ends_on if cell.week < last else None,
            then=as_forecast(of.before, cell.line.key, columns[cell.week].ends_on) if of.before else None,
        )
