"""What stands on a Monday, made by the calculators of the books in a docstring."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.cash import ZERO
from core.models import Business
from runway.calculators.actuals import Actual, actuals
from runway.calculators.base_case import Earmark
from runway.calculators.documents_ahead import document_entries
from runway.calculators.forecast import Forecast, forecast
from runway.calculators.odds_status import odds_status
from runway.calculators.sheet import Sheet, sheet
from runway.calculators.status import Status
from runway.models import KeptWeek
from runway.services import kept_weeks
from tests.runway.books import Books

LINE = Decimal(300)


@dataclass(frozen=True)
class Monday:
    """How a business stands on one local date."""

    today: date
    currency: str
    forecast: Forecast | None
    actuals: tuple[Actual, ...]
    status: Status
    sheet: Sheet | None


def monday(books: Books, line: Decimal = LINE, earmarked: Decimal = ZERO) -> Monday:
    """The forecast of the books as of their today; cash is the sum of their balances."""
    cash = sum((balance.amount or ZERO for balance in books.balances), ZERO)
    happened = actuals(books.movements, books.today)
    entries = document_entries(books.items, books.today)
    seen = forecast(cash, entries, books.today, 7, line, [Earmark("Taxes", earmarked)])
    return Monday(books.today, "USD", seen, happened, odds_status(seen), sheet(seen, happened))


def keep(acme: Business, books: Books, **rules: Decimal) -> KeptWeek:
    """Acme's week, kept on the morning of the books' today."""
    morning = datetime.combine(books.today, datetime.min.time(), UTC) + timedelta(hours=13)
    assert kept_weeks.write_down(acme, monday(books, **rules), morning, 1, morning) == ""
    return KeptWeek.objects.get(business=acme, monday=kept_weeks.monday_of(books.today))
