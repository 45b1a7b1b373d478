"""A kept Monday is shown, bridged and scored as it was, whatever rules come later."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from runway.calculators.actuals import Actual, actuals
from runway.calculators.base_case import Earmark
from runway.calculators.bridge import bridge
from runway.calculators.chances import Chances
from runway.calculators.documents_ahead import document_entries
from runway.calculators.entries import Dates
from runway.calculators.forecast import Forecast, forecast
from runway.calculators.keeping import as_it_was, kept
from runway.calculators.planned import Planned, planned_entries
from runway.calculators.rows import Row
from runway.calculators.sheet import sheet
from tests.runway.books import Books

GRANT = Planned("7", "Grant", date(2026, 12, 4), Decimal(5000), Row.OTHER_IN, probability=Decimal("0.6"))


def of(books: Books, line: int | None = 300) -> tuple[Forecast, tuple[Actual, ...]]:
    learned = Dates(learned={("Invoice", "3"): Chances((0.0, 0.1, 0.2, 0.3), "9 payments")})
    entries = [
        *document_entries(books.items, books.today, learned),
        *planned_entries([GRANT], books.today),
    ]
    kept_for = [Earmark("Taxes", Decimal(50))]
    seen = forecast(Decimal(100), entries, books.today, 7, None if line is None else Decimal(line), kept_for)
    return seen, actuals(books.movements, books.today)


def test_a_kept_week_is_the_same_sheet(books: Books) -> None:
    """
    2026-11-23  cash     Operating    100.00
    2026-11-20  receipt  Beth's Bees   30.00
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-11-27
    2026-11-01  bill     Acme Paper   800.00   due 2026-11-28
    """
    seen, happened = of(books)
    told = json.loads(json.dumps(kept(seen, happened)))
    again, had_happened = as_it_was(told)
    assert sheet(again, had_happened) == sheet(seen, happened)
    assert sheet(again, had_happened).parts("net", 5) == sheet(seen, happened).parts("net", 5)
    assert (again.lowest, again.zero_breach, again.line_breach) == (
        seen.lowest,
        seen.zero_breach,
        seen.line_breach,
    )
    assert (again.zero_odds, again.line_odds, again.bands) == (seen.zero_odds, seen.line_odds, seen.bands)
    assert had_happened == happened


def test_a_kept_week_is_bridged_like_the_week_itself(books: Books) -> None:
    """
    2026-11-23  cash     Operating    100.00
    2026-11-01  invoice  Amy's Birds  500.00   due 2026-11-27
    2026-11-01  invoice  Beth's Bees  200.00   due 2026-11-28
    """
    seen, _ = of(books, line=None)
    again, _ = as_it_was(json.loads(json.dumps(kept(seen))))
    later = forecast(Decimal(90), (), books.today + timedelta(days=7), 7)
    assert bridge(again.base, later.base, ()) == bridge(seen.base, later.base, ())


def test_nothing_to_come_is_kept_too(books: Books) -> None:
    """
    2026-11-23  cash  Operating  100.00
    """
    seen = forecast(Decimal(100), (), books.today, 7)
    again, _ = as_it_was(json.loads(json.dumps(kept(seen))))
    assert again == seen


def test_an_unknown_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version 2"):
        as_it_was({"version": 2})
