"""What moving money does to the due-date projection; books in docstrings, today is Mon, Nov 23, 2026."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document, OpenItem, Side
from runway.calculators.curve import Point, cash_curve
from runway.calculators.effect import Effects, Move, compared, name_of
from runway.calculators.status import first_below
from tests.runway.books import Books

TODAY = date(2026, 11, 23)
CASH = Decimal(1000)


def test_the_base_is_the_digests_line_and_leaves_what_is_past_due_beside_it(books: Books) -> None:
    """
    2026-10-01  bill     Late vendor     300.00  due 2026-11-01
    2026-10-01  invoice  Late customer   500.00  due 2026-11-01
    2026-11-01  bill     Acme Paper      400.00  due 2026-12-01
    """
    base = compared(CASH, books.items, {}, books.today).base
    assert base == cash_curve(CASH, (), books.items, books.today)
    assert base.days[0] == Point(books.today, CASH)
    assert base.lowest == Point(date(2026, 12, 1), Decimal(600))
    assert (base.overdue.money_in, base.overdue.money_out) == (500, 300)


def test_a_decision_brings_a_bill_past_due_onto_the_line(books: Books) -> None:
    """
    2026-10-01  bill     Late vendor     300.00  due 2026-11-01
    """
    pair = compared(CASH, books.items, {("Bill", "1"): Move(books.today, Decimal(300))}, books.today)
    assert (pair.low_change, pair.chosen.overdue.money_out) == (-300, 0)
    alone = Effects.on(pair.base).of(books.items[0], Move(books.today, Decimal(300)))
    assert alone is not None
    assert alone.change == -300


def test_a_delay_moves_the_low_point_and_leaves_the_base_as_it_was(books: Books) -> None:
    """
    2026-11-01  bill     Acme Paper  800.00  due 2026-12-01
    2026-11-01  invoice  Amy         900.00  due 2026-12-10
    2026-11-01  bill     Film        300.00  due 2026-12-05
    """
    move = {("Bill", "1"): Move(date(2026, 12, 11), Decimal(800))}
    pair = compared(CASH, books.items, move, books.today)
    assert pair.base.lowest == Point(date(2026, 12, 5), Decimal(-100))
    assert pair.chosen.lowest == Point(date(2026, 12, 5), Decimal(700))
    assert (pair.low_change, pair.end_change) == (800, 0)
    dry = [first_below(curve.days, Decimal(0)) for curve in (pair.base, pair.chosen)]
    assert dry == [date(2026, 12, 5), None]


def test_a_discount_stays_as_cash_at_the_end(books: Books) -> None:
    """
    2026-11-01  bill  Acme Paper  800.00  due 2026-12-01
    """
    pair = compared(CASH, books.items, {("Bill", "1"): Move(books.today, Decimal(784))}, books.today)
    assert pair.end_change == 16


def test_a_promise_brings_a_late_invoice_onto_the_line_and_a_dispute_takes_one_off(books: Books) -> None:
    """
    2026-10-01  invoice  Late   500.00  due 2026-11-01
    2026-11-01  invoice  Amy    900.00  due 2026-12-10
    """
    moves = {
        ("Invoice", "1"): Move(date(2026, 12, 2), Decimal(500)),
        ("Invoice", "2"): Move(None, Decimal(900)),
    }
    pair = compared(CASH, books.items, moves, books.today)
    assert (pair.base.days[-1].cash, pair.chosen.days[-1].cash) == (1900, 1500)
    assert pair.chosen.undated.money_in == 900


amounts = st.decimals(1, 5000, places=2)
days = st.integers(-30, 100)


@st.composite
def open_items(draw: st.DrawFn) -> list[OpenItem]:
    items = []
    for number in range(draw(st.integers(1, 6))):
        side = draw(st.sampled_from(list(Side)))
        due_on = draw(st.none() | days.map(lambda ahead: TODAY + timedelta(days=ahead)))
        entity = "Bill" if side is Side.PAYABLE else "Invoice"
        amount = draw(amounts)
        items.append(OpenItem(side, Document(entity, str(number)), "1", "A", TODAY, due_on, amount, amount))
    return items


@given(open_items(), st.integers(0, 100), amounts, st.data())
def test_a_single_effect_is_what_computing_everything_anew_gives(
    items: list[OpenItem], ahead: int, amount: Decimal, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(items))
    move = Move(TODAY + timedelta(days=ahead), amount)
    quick = Effects.on(cash_curve(CASH, (), items, TODAY)).of(item, move)
    exact = compared(CASH, items, {name_of(item): move}, TODAY)
    assert quick is not None
    assert (quick.lowest, quick.change) == (exact.chosen.lowest, exact.low_change)
