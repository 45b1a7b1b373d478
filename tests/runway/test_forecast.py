"""The forecast: expected case, band, odds, breach and low point. Today is Mon, Nov 23, 2026."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cash import Document
from runway.calculators.base_case import Earmark, base_case
from runway.calculators.chances import Chances
from runway.calculators.documents_ahead import document_entries
from runway.calculators.entries import Entry, Rule
from runway.calculators.forecast import Breach, Forecast, forecast
from runway.calculators.planned import weekly_entries
from runway.calculators.rows import Row
from tests.runway.books import Books

TODAY = date(2026, 11, 23)
ACME = 7


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def money(
    name: str, amount: str | int, ahead: int | Chances, row: Row = Row.VENDORS, probability: str = "1"
) -> Entry:
    """An entry that moves so many days ahead, or by chances."""
    chances = Chances.on(day(ahead), TODAY) if isinstance(ahead, int) else ahead
    return Entry(
        name, row, Rule.KNOWN, Decimal(amount), chances, probability=Decimal(probability), party=name
    )


def of(cash: int, *entries: Entry, line: int | None = None, earmarks: tuple[Earmark, ...] = ()) -> Forecast:
    return forecast(Decimal(cash), entries, TODAY, ACME, None if line is None else Decimal(line), earmarks)


EITHER = Chances((0.0, 0.5, *[0.0] * 18, 0.5))
"""Tomorrow, or in twenty days."""


def test_every_document_moves_the_closing_of_its_day(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds   500.00   due 2026-11-27
    2026-11-01  bill     Acme Paper    800.00   due 2026-11-28
    2026-11-01  bill     Acme Paper    100.00   due 2026-11-23
    """
    base = base_case(Decimal(1000), document_entries(books.items, TODAY), TODAY)
    closings = {point.on: point.cash for point in base.closings}
    assert [closings[day(n)] for n in (0, 3, 4, 5, 91)] == [900, 900, 1400, 600, 600]
    assert (base.lowest.on, base.lowest.cash) == (day(5), 600)


def test_nothing_to_come_is_a_flat_line() -> None:
    flat = of(1000)
    assert {point.cash for point in flat.base.closings} == {Decimal(1000)}
    assert (flat.lowest.on, flat.zero_breach, flat.zero_odds.within(91)) == (TODAY, None, 0)


def test_the_expected_case_weighs_by_probability() -> None:
    base = of(1000, money("grant", 1000, 10, probability="0.25"), money("bill", -100, EITHER)).base
    assert [base.closings[n].cash for n in (0, 1, 10, 20)] == [1000, 950, 1200, 1150]


def test_one_bill_that_comes_early_or_late_is_as_likely_a_breach_as_it_is_early() -> None:
    seen = of(50, money("bill", -100, EITHER), money("invoice", 200, 10))
    assert seen.zero_odds.on_day[1] == pytest.approx(0.5, abs=0.06)
    assert seen.zero_odds.on_day[10] == 0
    assert seen.zero_odds.by_day[0] == 0
    assert seen.zero_odds.within(28) == seen.zero_odds.on_day[1]


def test_what_is_expected_in_its_likeliest_week_is_drawn_by_all_that_may_happen() -> None:
    """A bill of 100 is expected in five days, as its book's weeks are told best; it has come in 20 as often."""
    sharp = Chances(Chances.on(day(5), TODAY).by_day, odds=(0.0,) * 5 + (0.5,) + (0.0,) * 14 + (0.5,))
    seen = of(50, money("bill", -100, sharp))
    assert [seen.base.closings[n].cash for n in (4, 5, 20)] == [50, -50, -50]
    assert seen.zero_odds.on_day[5] == pytest.approx(0.5, abs=0.06)
    assert (seen.bands[5].p10, seen.bands[5].p90) == (-50, 50)
    assert seen.zero_odds.on_day[20] == 1


def test_zero_is_not_below_zero_and_a_cent_less_is() -> None:
    assert of(100, money("bill", -100, 5)).zero_odds.within(91) == 0
    assert of(100, money("bill", "-100.01", 5)).zero_breach == Breach(day(5), 1.0)


def test_the_breach_of_the_line_comes_with_its_probability() -> None:
    seen = of(1000, money("bill", -600, 6), money("rent", -300, EITHER), line=500)
    assert seen.line_breach is not None
    assert (seen.line_breach.on, seen.line_breach.probability) == (day(6), 1.0)
    assert seen.zero_breach is None
    assert of(1000).line_odds is None


def test_the_band_holds_the_middle_eight_of_ten() -> None:
    seen = of(1000, *(money(f"invoice {n}", 100, EITHER) for n in range(40)))
    band = seen.bands[1]
    assert band.p10 < band.p50 < band.p90
    assert abs(band.p50 - 3000) <= 300
    assert seen.bands[0].p10 == seen.bands[0].p90 == 1000
    assert seen.bands[20].p10 == seen.bands[20].p90 == 5000


def test_one_partys_documents_come_together_more_often_than_those_of_many() -> None:
    alone = of(0, *(money(f"customer {n}", 100, EITHER) for n in range(40))).bands[1]
    one = of(0, *(replace(money(str(n), 100, EITHER), party="Amy's Birds") for n in range(40))).bands[1]
    assert one.p90 - one.p10 > alone.p90 - alone.p10


def test_the_weeks_of_one_average_are_better_or_worse_together() -> None:
    weeks = list(weekly_entries("sales", Row.OTHER_IN, [(Decimal(100), 0.5)] * 13, "average"))
    one = of(0, *weeks).bands[-1]
    apart = of(0, *(replace(entry, key=f"{number}:0") for number, entry in enumerate(weeks))).bands[-1]
    assert one.p90 - one.p10 > apart.p90 - apart.p10


def test_earmarked_cash_is_not_available_until_it_is_paid_out() -> None:
    kept = (Earmark("Taxes", Decimal(300), day(10)), Earmark("Deposit", Decimal(100)))
    seen = of(350, money("tax", -300, 10), earmarks=kept)
    assert [seen.base.available[n].cash for n in (0, 9, 10)] == [-50, -50, -50]
    assert seen.base.closings[10].cash == 50
    assert seen.zero_breach == Breach(TODAY, 1.0)


@pytest.mark.parametrize(("ahead", "uncovered"), [(28, 1.0), (29, 0.0)])
def test_payroll_of_the_next_four_weeks_counts_and_the_next_does_not(ahead: int, uncovered: float) -> None:
    seen = of(100, money("staff", -500, ahead, Row.PAYROLL), money("loan", 500, ahead + 1, Row.FINANCING))
    assert seen.payroll_uncovered == uncovered


def test_payroll_is_uncovered_as_often_as_the_customer_is_late() -> None:
    seen = of(0, money("customer", 500, EITHER, Row.NOT_DUE), money("staff", -500, 4, Row.PAYROLL))
    assert seen.payroll_uncovered == pytest.approx(0.5, abs=0.06)


def test_what_varies_is_drawn_and_its_expectation_stays() -> None:
    trickle = replace(money("sales", 700, Chances.over(range(1, 8))), is_spread=True, varies=0.2)
    seen = of(0, trickle)
    assert seen.base.closings[7].cash == 700
    assert seen.bands[7].p10 < 600 < 800 < seen.bands[7].p90
    assert seen.bands[4].p50 == pytest.approx(Decimal(400), abs=20)


def test_another_date_or_business_draws_otherwise() -> None:
    entries = [money(f"invoice {n}", 100 + n, EITHER) for n in range(40)]
    draws = {forecast(Decimal(0), entries, TODAY, business).bands[1] for business in range(5)}
    assert len(draws) > 1


AMOUNTS = st.decimals(-5000, 5000, places=2).filter(bool)
CHANCES = st.lists(st.integers(0, 5), min_size=1, max_size=40).filter(any)
MIXED = st.lists(st.tuples(AMOUNTS, CHANCES, st.integers(0, 3), st.sampled_from("abc")), max_size=12)


def some(drawn: list[tuple[Decimal, list[int], int, str]]) -> list[Entry]:
    """Entries of any amount, chances, and party."""
    return [
        replace(
            money(str(number), str(amount), Chances(tuple(w / (sum(weights) + rest) for w in weights))),
            party=party,
            documents=(Document("Invoice", str(number)),),
        )
        for number, (amount, weights, rest, party) in enumerate(drawn)
    ]


@settings(deadline=None, max_examples=12)
@given(MIXED, st.randoms(use_true_random=False))
def test_the_order_of_documents_is_irrelevant_and_the_same_books_give_the_same_number(
    drawn, shuffler
) -> None:
    entries = some(drawn)
    first = of(1000, *entries, line=500)
    shuffler.shuffle(entries)
    assert of(1000, *entries, line=500) == first


@settings(deadline=None, max_examples=12)
@given(MIXED, st.decimals("0.01", 9000, places=2))
def test_more_cash_never_lowers_any_runway(drawn, more: Decimal) -> None:
    entries = some(drawn)
    poor = forecast(Decimal(500), entries, TODAY, ACME, Decimal(300))
    rich = forecast(500 + more, entries, TODAY, ACME, Decimal(300))
    assert rich.lowest.cash == poor.lowest.cash + more
    assert rich.lowest.on == poor.lowest.on
    for breach in ("zero_breach", "line_breach"):
        before, after = getattr(poor, breach), getattr(rich, breach)
        assert after is None or (before is not None and after.on >= before.on)
    assert all(p >= r for p, r in zip(poor.zero_odds.by_day, rich.zero_odds.by_day, strict=True))
    assert rich.payroll_uncovered <= poor.payroll_uncovered


@settings(deadline=None, max_examples=12)
@given(MIXED)
def test_every_documents_parts_add_up_to_the_document(drawn) -> None:
    base = base_case(Decimal(0), some(drawn), TODAY)
    for entry, parts in zip(base.entries, base.parts, strict=True):
        assert Decimal(int(parts.sum())).scaleb(-2) == entry.amount


@settings(deadline=None, max_examples=12)
@given(MIXED, st.integers(0, 90), st.integers(0, 90), AMOUNTS)
def test_moving_one_date_moves_exactly_that_amount(drawn, was: int, becomes: int, amount: Decimal) -> None:
    entries = some(drawn)
    before = base_case(Decimal(0), [*entries, money("moved", str(amount), was)], TODAY).closings
    after = base_case(Decimal(0), [*entries, money("moved", str(amount), becomes)], TODAY).closings
    first, last = min(was, becomes), max(was, becomes)
    sign = 1 if becomes < was else -1
    for ahead in range(92):
        change = sign * amount if first <= ahead < last else 0
        assert after[ahead].cash - before[ahead].cash == change


@settings(deadline=None, max_examples=8)
@given(MIXED)
def test_one_more_document_leaves_the_draws_of_the_others_alone(drawn) -> None:
    """A sure payment shifts every closing behind it by itself: the other draws are the same."""
    entries = some(drawn)
    before, after = of(0, *entries), of(0, *entries, money("one more", 100, 5))
    for ahead in (4, 5, 91):
        shift = 100 if ahead >= 5 else 0
        assert after.bands[ahead].p10 == before.bands[ahead].p10 + shift
