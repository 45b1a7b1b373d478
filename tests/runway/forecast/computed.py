"""What the forecast's page is laid out from, for books in a docstring; and a page around it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from core.cash import ZERO
from runway.calculators.actuals import actuals
from runway.calculators.base_case import Earmark
from runway.calculators.documents_ahead import document_entries
from runway.calculators.entries import UNDATED, Dates
from runway.calculators.forecast import forecast
from runway.calculators.movements import book_cash
from runway.calculators.planned import dated_ahead
from runway.calculators.sheet import sheet
from runway.calculators.weeks import FRIDAY
from runway.services.digest_page import Age, AsOf
from runway.services.forecast_page import ForecastPage
from runway.services.forecast_sheet import Computed, sheet_of
from tests.runway.books import Books

NOW = datetime(2026, 11, 23, 12, 58, tzinfo=UTC)
LINE = Decimal(400)


def computed(
    books: Books, earmarks: Iterable[Earmark] = (), dates: Dates = UNDATED, last: int = FRIDAY
) -> Computed:
    """A sheet and its forecast: what is dated ahead is not in the bank yet."""
    later = dated_ahead(books.movements, books.today)
    cash = (book_cash(books.balances).total or ZERO) - sum((entry.amount for entry in later), ZERO)
    entries = [*document_entries(books.items, books.today, dates), *later]
    seen = forecast(cash, entries, books.today, 7, LINE, earmarks)
    made = sheet(seen, actuals(books.movements, books.today), last)
    return Computed(made, seen, "USD", "chosen for this business", lambda amount: amount / 100)


def page_of(of: Computed, name: str = "Acme") -> ForecastPage:
    """The page around a sheet, of books four minutes old."""
    return ForecastPage(
        name=name,
        slug="acme",
        currency="USD",
        today=of.made.today,
        week_end="Friday",
        as_of=AsOf(NOW - timedelta(minutes=4), timedelta(minutes=4), Age.FRESH),
        problems=(),
        sheet=sheet_of(of),
        refusal=None,
        warning=None,
    )
