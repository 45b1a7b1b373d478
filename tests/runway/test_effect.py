"""What moving money does to the expected case; books in docstrings, today is Mon, Nov 23, 2026, 1,000.00 in the bank.

Where nothing was learned, a due date to come is the day, and what is past due waits a month on average.
"""

import itertools
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document, Name, OpenItem, Side
from runway.calculators.arriving import arriving
from runway.calculators.base_case import BaseCase, Earmark, base_case
from runway.calculators.course import Course, certain_day, course_of
from runway.calculators.curve import Point
from runway.calculators.documents_ahead import document_entries
from runway.calculators.effect import BACK, Effects, Move, compared, with_moves
from runway.calculators.entries import Dates, Said
from runway.calculators.status import first_below
from tests.runway.books import Books

TODAY = date(2026, 11, 23)
CASH = Decimal(1000)
WEEKS = [TODAY + timedelta(days=last) for last in range(6, 92, 7)]
BILL, INVOICE = ("Bill", "1"), ("Invoice", "1")


def base_of(items: tuple[OpenItem, ...], said: Mapping[Name, date] | None = None) -> BaseCase:
    dates = Dates(said={name: Said(on) for name, on in (said or {}).items()})
    return base_case(CASH, document_entries(items, TODAY, dates), TODAY)


def course_on(books: Books) -> Course:
    return course_of(base_of(books.items))


def test_the_base_is_the_expected_case_of_the_forecast(books: Books) -> None:
    """
    2026-10-01  bill     Late vendor     300.00  due 2026-11-01
    2026-11-01  bill     Acme Paper      400.00  due 2026-12-01
    """
    base = base_of(books.items)
    pair = compared(course_of(base), {})
    assert pair.base == pair.chosen
    assert (pair.base.days, pair.base.lowest) == (base.available, base.lowest)
    assert pair.base.days[0] == Point(TODAY, CASH)
    assert 400 < pair.base.money_out < 700, (
        "what is past due is expected by its chances, not all of it in 13 weeks"
    )


def test_a_decision_gives_a_bill_past_due_a_day(books: Books) -> None:
    """
    2026-10-01  bill     Late vendor     300.00  due 2026-11-01
    """
    pair = compared(course_on(books), {BILL: Move(TODAY)})
    assert pair.chosen.days[0] == Point(TODAY, Decimal(700))
    assert pair.chosen.money_out == 300
    assert pair.low_change == 700 - pair.base.lowest.cash


def test_a_delay_moves_the_low_point_and_leaves_the_base_as_it_was(books: Books) -> None:
    """
    2026-11-01  bill     Acme Paper  800.00  due 2026-12-01
    2026-11-01  invoice  Amy         900.00  due 2026-12-10
    2026-11-01  bill     Film        300.00  due 2026-12-05
    """
    pair = compared(course_on(books), {BILL: Move(date(2026, 12, 11))})
    assert pair.base.lowest == Point(date(2026, 12, 5), Decimal(-100))
    assert pair.chosen.lowest == Point(date(2026, 12, 5), Decimal(700))
    assert (pair.low_change, pair.end_change) == (800, 0)
    dry = [first_below(course.days, Decimal(0)) for course in (pair.base, pair.chosen)]
    assert dry == [date(2026, 12, 5), None]


def test_a_discount_stays_as_cash_at_the_end(books: Books) -> None:
    """
    2026-11-01  bill  Acme Paper  800.00  due 2026-12-01
    """
    pair = compared(course_on(books), {BILL: Move(TODAY, Decimal(16))})
    assert pair.end_change == 16


def test_what_a_credit_pays_moves_no_cash(books: Books) -> None:
    """
    2026-11-01  bill           Acme Paper  800.00  due 2026-12-01
    2026-11-02  vendor credit  Acme Paper  300.00
    2026-11-01  bill           Film        200.00  due 2026-12-01
    2026-11-02  vendor credit  Film        200.00
    """
    course = course_on(books)
    assert compared(course, {BILL: Move(TODAY)}).chosen.days[0].cash == 500
    assert compared(course, {("Bill", "3"): Move(TODAY)}).chosen == course


def test_a_promise_brings_a_late_invoice_on_its_day_and_a_dispute_takes_one_off(books: Books) -> None:
    """
    2026-10-01  invoice  Late   500.00  due 2026-11-01
    2026-11-01  invoice  Amy    900.00  due 2026-12-10
    """
    moves = {INVOICE: Move(date(2026, 12, 2)), ("Invoice", "2"): Move(None)}
    pair = compared(course_on(books), moves)
    assert pair.chosen.on(date(2026, 12, 1)) == 1000
    assert pair.chosen.days[-1].cash == pair.chosen.on(date(2026, 12, 2)) == 1500
    assert pair.chosen.money_in == 500


def test_only_money_that_surely_moves_on_one_day_has_a_day(books: Books) -> None:
    """
    2026-11-01  bill     Acme Paper  800.00  due 2026-12-01
    2026-10-01  bill     Late        500.00  due 2026-11-01
    2026-11-01  bill     Far         500.00  due 2027-11-01
    """
    course = course_on(books)
    days = [certain_day(parts, TODAY) for parts in course.cents()]
    assert dict(zip(course.documents, days, strict=True)) == {
        BILL: date(2026, 12, 1),
        ("Bill", "2"): None,
        ("Bill", "3"): None,
    }


def test_a_day_that_has_gone_is_refused(books: Books) -> None:
    """
    2026-11-01  bill     Acme Paper  800.00  due 2026-12-01
    """
    with pytest.raises(ValueError, match="what has passed cannot be decided"):
        with_moves(course_on(books), {BILL: Move(TODAY - timedelta(days=1))})


def test_cash_set_aside_is_not_available_in_base_and_set_alike(books: Books) -> None:
    """
    2026-11-01  bill     Acme Paper  800.00  due 2026-12-01
    """
    entries = document_entries(books.items, TODAY)
    kept = base_case(CASH, entries, TODAY, [Earmark("tax", Decimal(150), date(2026, 12, 20))])
    pair = compared(course_of(kept), {BILL: Move(date(2026, 12, 24))})
    assert pair.chosen.on(date(2026, 12, 19)) == 850
    assert pair.chosen.on(date(2026, 12, 20)) == 1000
    assert pair.chosen.lowest == Point(date(2026, 12, 24), Decimal(200))


def test_one_chase_is_worth_what_would_not_come_by_the_low_point_anyway(books: Books) -> None:
    """
    2026-10-01  invoice  Late   600.00  due 2026-11-01
    2026-11-01  bill     Rent   900.00  due 2026-12-03
    2026-11-01  invoice  Amy    900.00  due 2026-12-10
    """
    effects = Effects(course_on(books))
    assert effects.lowest.on == date(2026, 12, 3)
    late, amy = (arriving(effects, name, TODAY) for name in (INVOICE, ("Invoice", "3")))
    assert late is not None
    assert amy is not None
    assert late.chance == Decimal("0.288"), "one in thirty of what is left, on each of ten days"
    assert late.worth == 600 - (effects.lowest.cash - 100)
    assert amy.chance == 0
    assert arriving(effects, ("Invoice", "9"), TODAY) is None


def test_a_promise_that_is_taken_back_leaves_what_would_be_expected_without_it(books: Books) -> None:
    """
    2026-10-01  invoice  Late   600.00  due 2026-11-01
    2026-11-01  bill     Rent   900.00  due 2026-12-03
    """
    entries = document_entries(books.items, TODAY)
    promised = base_of(books.items, {INVOICE: date(2026, 12, 1)})
    course = course_of(promised, [entry for entry in entries if entry.amount > 0])
    without = course_on(books)
    assert with_moves(course, {INVOICE: BACK}).days == without.days
    assert Effects(course).undecided(INVOICE) == without.lowest != course.lowest
    assert Effects(course).undecided(("Bill", "2")) == course.lowest, "nobody said anything of it"


def test_a_course_of_some_documents_has_the_same_days(books: Books) -> None:
    """
    2026-11-01  bill     Acme Paper  800.00  due 2026-12-01
    2026-11-01  invoice  Amy         900.00  due 2026-12-10
    """
    course = course_on(books)
    few = course.only({("Invoice", "2")})
    assert list(few.documents) == [("Invoice", "2")]
    assert Effects(few).without(("Invoice", "2")) == Effects(course).without(("Invoice", "2"))
    assert Effects(few).without(BILL) == few.lowest, "it is not known there"


amounts = st.decimals(Decimal("0.01"), 5000, places=2)
ahead = st.integers(0, 100).map(lambda days: TODAY + timedelta(days=days))


@st.composite
def open_items(draw: st.DrawFn) -> tuple[OpenItem, ...]:
    items = []
    for number in range(draw(st.integers(1, 6))):
        side = draw(st.sampled_from(list(Side)))
        due_on = draw(st.none() | st.integers(-30, 100).map(lambda days: TODAY + timedelta(days=days)))
        entity, amount = "Bill" if side is Side.PAYABLE else "Invoice", draw(amounts)
        party = str(number)
        items.append(OpenItem(side, Document(entity, str(number)), party, "A", TODAY, due_on, amount, amount))
    return tuple(items)


@given(open_items(), ahead, st.data())
def test_a_single_effect_is_what_computing_everything_anew_gives(
    items: tuple[OpenItem, ...], on: date, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(items)).document.name
    base = base_of(items)
    quick = Effects(course_of(base)).of(name, Move(on))
    exact = base_of(items, {name: on})
    assert quick is not None
    assert quick.lowest == exact.lowest
    assert quick.change == exact.lowest.cash - base.lowest.cash


@given(open_items(), st.data())
def test_a_set_is_what_computing_everything_anew_gives_and_leaves_the_base(
    items: tuple[OpenItem, ...], data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from([item.document.name for item in items]), unique=True))
    said = {name: data.draw(ahead) for name in names}
    base = course_of(base_of(items))
    pair = compared(base, {name: Move(on) for name, on in said.items()})
    assert pair.chosen.days == course_of(base_of(items, said)).days
    assert pair.base == course_of(base_of(items))


@given(open_items(), ahead, ahead, st.data())
def test_moving_an_item_moves_exactly_its_amount_between_two_weeks(
    items: tuple[OpenItem, ...], first: date, then: date, data: st.DataObject
) -> None:
    item = data.draw(st.sampled_from(items))
    signed = item.open if item.side is Side.RECEIVABLE else -item.open
    here, there = (
        with_moves(course_of(base_of(items)), {item.document.name: Move(on)}) for on in (first, then)
    )
    before, after = _by_week(here), _by_week(there)
    expected = [signed * ((_week_of(then) == week) - (_week_of(first) == week)) for week in range(len(WEEKS))]
    assert [b - a for a, b in zip(before, after, strict=True)] == expected


@given(open_items(), st.data())
def test_the_order_of_documents_and_of_a_set_is_irrelevant(
    items: tuple[OpenItem, ...], data: st.DataObject
) -> None:
    moves = {item.document.name: Move(data.draw(ahead)) for item in items[:3]}
    turned = dict(reversed(moves.items()))
    shuffled = tuple(data.draw(st.permutations(items)))
    assert (
        with_moves(course_of(base_of(items)), moves).days
        == with_moves(course_of(base_of(shuffled)), turned).days
    )


@given(open_items(), ahead, st.data())
def test_moving_and_moving_back_is_nothing(
    items: tuple[OpenItem, ...], on: date, data: st.DataObject
) -> None:
    course = course_of(base_of(items))
    name = data.draw(st.sampled_from(items)).document.name
    there = with_moves(course, {name: Move(data.draw(ahead))})
    again = with_moves(with_moves(there, {name: Move(None)}), {name: Move(on)})
    assert again == with_moves(course, {name: Move(on)})
    if (day := certain_day(course.cents()[course.documents[name].place], TODAY)) is not None:
        assert with_moves(again, {name: Move(day)}) == course


def _by_week(course: Course) -> list[Decimal]:
    closings = [CASH, *(course.on(day) for day in WEEKS)]
    return [after - before for before, after in itertools.pairwise(closings)]


def _week_of(day: date) -> int:
    return (day - TODAY).days // 7
