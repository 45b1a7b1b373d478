"""Why the low point moved since an earlier forecast, to the cent. Books in docstrings; today is Mon, Nov 23, 2026."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.cash import Document, Reading
from runway.calculators.actuals import Actual
from runway.calculators.bridge import Cause
from runway.calculators.owned import Direction, KnownItem, Owned
from runway.calculators.position import Facts, Position, position
from runway.calculators.rows import Row
from runway.services.low_moved import LowMoved, low_moved
from tests.runway.books import Books, parse

THEN = """
    2026-11-16  today
    2026-11-16  cash     Operating  1,000.00
    2026-11-01  bill     Acme         400.00   due 2026-11-30
    2026-11-02  bill     Power         50.00   due 2026-11-30
"""


def stands(books: Books, owned: Owned | None = None, readings: Iterable[Reading] = ()) -> Position:
    facts = Facts(books.today, 7, "USD", books.balances, books.flows, books.items)
    if readings:
        facts = replace(facts, moved=books.flows, readings=tuple(readings))
    return position(facts, owned or Owned())


def moved(now: Position) -> LowMoved:
    """From the forecast of last Monday; the steps add up."""
    then = stands(parse(THEN))
    assert then.forecast is not None
    found = low_moved((then.forecast, then.actuals), now)
    assert found is not None
    assert found.before + sum(step.amount for step in found.steps) == found.after
    return found


def test_a_week_as_forecast_moves_nothing(books: Books) -> None:
    """
    2026-11-23  today
    2026-11-23  cash  Operating  1,000.00
    2026-11-01  bill  Acme         400.00   due 2026-11-30
    2026-11-02  bill  Power         50.00   due 2026-11-30
    """
    found = moved(stands(books))
    assert (found.since, found.before, found.after) == (date(2026, 11, 16), 550, 550)
    assert (found.steps, found.change) == ((), 0)


def test_a_new_bill_is_named_with_what_it_takes(books: Books) -> None:
    """
    2026-11-23  today
    2026-11-23  cash  Operating  1,000.00
    2026-11-01  bill  Acme         400.00   due 2026-11-30
    2026-11-02  bill  Power         50.00   due 2026-11-30
    2026-11-20  bill  Roofer       120.00   due 2026-12-10
    """
    (step,) = moved(stands(books)).steps
    assert (step.cause, step.amount, step.more) == (Cause.BILLS, -120, 0)
    assert [(move.party, move.amount) for move in step.named] == [("Roofer", -120)]


def test_the_bars_float_from_one_low_point_to_the_other(books: Books) -> None:
    """
    2026-11-23  today
    2026-11-23  cash  Operating  1,000.00
    2026-11-01  bill  Acme         400.00   due 2026-11-30
    2026-11-02  bill  Power         50.00   due 2026-11-30
    2026-11-20  bill  Roofer       220.00   due 2026-12-10
    """
    found = moved(stands(books))
    bars = [found.bar_before, *(step.bar for step in found.steps), found.bar_after]
    assert [(bar.x, bar.width, bar.negative) for bar in bars] == [
        ("0.0", "150.0", False),
        ("90.0", "60.0", True),
        ("0.0", "90.0", False),
    ]
    assert found.days_before is None, "nothing flowed out yet, so no amount is a number of days"


def test_what_people_know_of_is_new_information(books: Books) -> None:
    """
    2026-11-23  today
    2026-11-23  cash  Operating  1,000.00
    2026-11-01  bill  Acme         400.00   due 2026-11-30
    2026-11-02  bill  Power         50.00   due 2026-11-30
    """
    van = KnownItem(3, "Van", Direction.OUT, Decimal(200), date(2026, 12, 1), Decimal(1))
    (step,) = moved(stands(books, Owned(known_items=(van,)))).steps
    assert (step.cause, step.amount) == (Cause.NEWS, -200)


def test_only_the_largest_moves_are_named(books: Books) -> None:
    """
    2026-11-23  today
    2026-11-23  cash  Operating  1,000.00
    2026-11-01  bill  Acme         400.00   due 2026-11-30
    2026-11-02  bill  Power         50.00   due 2026-11-30
    2026-11-20  bill  A              1.00   due 2026-12-10
    2026-11-20  bill  B              2.00   due 2026-12-10
    2026-11-20  bill  C              3.00   due 2026-12-10
    2026-11-20  bill  D              4.00   due 2026-12-10
    """
    (step,) = moved(stands(books)).steps
    assert ([move.party for move in step.named], step.more) == (["D", "C", "B"], 1)


def test_everybody_is_named_once_with_all_that_they_moved(books: Books) -> None:
    """
    2026-11-23  today
    2026-11-23  cash  Operating  1,000.00
    2026-11-01  bill  Acme         400.00   due 2026-11-30
    2026-11-02  bill  Power         50.00   due 2026-11-30
    2026-11-20  bill  Roofer       120.00   due 2026-12-10
    2026-11-21  bill  Roofer        30.00   due 2026-12-10
    """
    (step,) = moved(stands(books)).steps
    assert ([(move.party, move.amount) for move in step.named], step.more) == ([("Roofer", -150)], 0)


def test_without_an_earlier_forecast_or_with_one_to_come_there_is_no_bridge(books: Books) -> None:
    """
    2026-11-23  today
    2026-11-23  cash  Operating  1,000.00
    """
    now = stands(books)
    later = stands(replace(books, today=date(2026, 11, 30)))
    assert later.forecast is not None
    assert low_moved(None, now) is None
    assert low_moved((later.forecast, ()), now) is None
    assert low_moved((later.forecast, ()), replace(now, forecast=None)) is None


def test_what_no_document_tells_of_is_no_correction_of_the_books(books: Books) -> None:
    """Of 450 that went in the week to Friday, 50 had gone by Monday, and were not in its cash.

    2026-11-23  today
    2026-11-23  cash  Operating    600.00
    2026-11-01  bill  Acme         400.00   due 2026-11-30
    2026-11-02  bill  Power         50.00   due 2026-11-30
    """
    then = stands(parse(THEN))
    read = [
        Reading("Operating", on, Decimal(amount), Decimal(0))
        for on, amount in ((date(2026, 11, 14), 1050), (date(2026, 11, 21), 600))
    ]
    now = stands(books, readings=read)
    so_far = Actual(
        then.today, Decimal(-50), Row.UNEXPLAINED, "Operating", (Document("Account", "Operating"),)
    )
    assert then.forecast is not None
    found = low_moved((then.forecast, (so_far,)), now)
    assert found is not None
    (step,) = found.steps
    assert (step.cause, step.amount) == (Cause.UNEXPLAINED, -400)
    assert [(move.party, move.amount) for move in step.named] == [("Operating", -400)]
