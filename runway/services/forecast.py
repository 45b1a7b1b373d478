"""Flow: mirrored. The 13-week forecast of one business: its sheet, and what each cell of it is made of."""

from dataclasses import dataclass
from datetime import datetime

from core.models import Business
from runway.calculators.names import Name
from runway.calculators.position import earmarks
from runway.calculators.sheet_grid import WEEKS_BACK
from runway.services import expected_dates, sentences
from runway.services.as_of import as_of
from runway.services.digest_page import AsOf, Notice
from runway.services.forecast_cells import Opened, SetDate, summed, week_at
from runway.services.forecast_lines import columns_of, line_at
from runway.services.forecast_page import CellPage, ForecastPage
from runway.services.forecast_sheet import Computed, sheet_of
from runway.services.forecast_words import rule_of, week_end
from runway.services.known import KnownService
from runway.services.overlay import left_out
from runway.services.position import Grounds, Position, computed, grounds_of
from runway.services.refusals import no_cash, no_history, refusal, too_old, warning
from sync.orchestrators.digest import DigestSnapshot

PAGE = "forecast"
PIECES_SHOWN = 100


@dataclass(frozen=True)
class Look:
    """What a page is made from: the books and people's word of one moment, what follows from them, and their age."""

    grounds: Grounds
    position: Position
    age: AsOf

    @property
    def books(self) -> DigestSnapshot:
        return self.grounds.snapshot.books

    @property
    def refused(self) -> Notice | None:
        """Why these books carry no forecast; None where they do."""
        unfit = refusal(self.books, PAGE) or too_old(self.age, PAGE)
        return unfit or no_cash(self.position.outlook.book, PAGE)

    @property
    def computed(self) -> Computed | None:
        """The sheet and what it follows from; None where the books carry none."""
        made, seen, outlook = self.position.sheet, self.position.forecast, self.position.outlook
        if made is None or seen is None or self.refused:
            return None
        rule = sentences.line_rule(outlook.line_rule)
        return Computed(made, seen, self.position.currency, rule, outlook.days)


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
            warning=None if refused else warning(books.freshness) or no_history(look.position),
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
        return self._opened(
            look, of, Opened(of.made, found, place, self._dates(look), kept, look.position.rests), whole=whole
        )

    def _look(self, now: datetime) -> Look:
        business, on = self.business, grounds_of(self.business, now)
        freshness = on.snapshot.books.freshness
        age = as_of(freshness.as_of, now, business.timezone, connected=freshness.connected)
        return Look(on, computed(on.snapshot, on.owned, business, on.today), age)

    def _dates(self, look: Look) -> dict[Name, SetDate]:
        """The days that people set, by document. One query."""
        known = KnownService(self.business)
        return {
            (row.entity, row.qbo_id): SetDate(row.pk, known.dated(row, look.position.today))
            for row in expected_dates.current(self.business)
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
        )
