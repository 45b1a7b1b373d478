"""The two runway numbers (RUNWAY 3). Today is Monday, Nov 23, 2026; the last whole week ended Nov 20."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document
from runway.calculators.movements import Movement
from runway.calculators.runway import RunwayCalculator, Unknown, Verdict, trimmed
from runway.calculators.weeks import complete_weeks, week_end, weeks_ahead
from tests.runway.books import Books

TODAY = date(2026, 11, 23)
FRIDAYS = complete_weeks(TODAY, 13)


def move(on: date, amount: object, number: int = 1) -> Movement:
    return Movement(on, Decimal(str(amount)), "spend", "Acme Paper", Document("Purchase", str(number)))


def weekly(*amounts: object) -> tuple[Movement, ...]:
    """One movement on each Friday of the 13 weeks, after an old one that shows a history long enough."""
    on_fridays = (move(on, amount) for on, amount in zip(FRIDAYS, amounts, strict=True))
    return (move(date(2026, 6, 1), 0.01), *on_fridays)


def calculator(books: Books) -> RunwayCalculator:
    return RunwayCalculator(books.today, books.movements)


def test_buffer_days_divide_cash_by_the_average_outflow_of_91_days(books: Books) -> None:
    """
    2026-11-23  cash     Operating    9,000.00
    2026-08-24  spend    Landlord     9,100.00
    2026-10-01  receipt  Amy's Birds  5,000.00
    2026-11-22  spend    Acme Paper   9,100.00
    """
    buffer = calculator(books).buffer_days(Decimal(9000))
    assert buffer.daily == Decimal(18_200) / 91
    assert (buffer.verdict, buffer.days) == (Verdict.DAYS, Decimal(9000) / 200)


def test_the_91_days_end_yesterday(books: Books) -> None:
    """
    2026-11-23  cash   Operating    9,000.00
    2026-08-23  spend  Too old        100.00
    2026-08-24  spend  First day       91.00
    2026-11-22  spend  Yesterday       91.00
    2026-11-23  spend  Today        7,000.00
    2026-12-01  spend  Post-dated   7,000.00
    """
    buffer = calculator(books).buffer_days(Decimal(9000))
    assert (buffer.since, buffer.until) == (date(2026, 8, 24), date(2026, 11, 22))
    assert buffer.daily == Decimal(2)


def test_transfers_are_no_outflow(books: Books) -> None:
    """
    2026-11-23  cash      Operating    9,000.00
    2026-11-23  cash      Savings      1,000.00
    2026-08-01  spend     Landlord       910.00
    2026-09-01  spend     Landlord       910.00
    2026-10-01  transfer  Savings      4,000.00   from Operating
    """
    assert calculator(books).buffer_days(Decimal(9000)).daily == Decimal(10)


def test_a_history_shorter_than_the_average_makes_the_number_unknown(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-25  spend  Landlord   9,100.00
    """
    buffer = calculator(books).buffer_days(Decimal(9000))
    assert (buffer.verdict, buffer.days, buffer.why) == (Verdict.UNKNOWN, None, Unknown.SHORT_HISTORY)
    assert buffer.history_from == date(2026, 8, 25)
    assert buffer.daily is None


def test_no_movement_at_all_is_unknown_and_not_forever() -> None:
    buffer = RunwayCalculator(TODAY, ()).buffer_days(Decimal(9000))
    assert (buffer.verdict, buffer.why) == (Verdict.UNKNOWN, Unknown.NO_HISTORY)


def test_unknown_cash_makes_both_numbers_unknown() -> None:
    runway = RunwayCalculator(TODAY, weekly(*[-700] * 13))
    assert runway.buffer_days(None).why is Unknown.CASH
    assert runway.net_burn_runway(None).why is Unknown.CASH


def test_nothing_spent_in_91_days_is_said_and_divides_nothing(books: Books) -> None:
    """
    2026-11-23  cash     Operating    9,000.00
    2026-08-01  receipt  Amy's Birds    910.00
    2026-09-01  receipt  Amy's Birds    910.00
    """
    buffer = calculator(books).buffer_days(Decimal(9000))
    assert (buffer.verdict, buffer.days) == (Verdict.NO_OUTFLOW, None)


def test_an_overdraft_has_no_days_left_to_count() -> None:
    runway = RunwayCalculator(TODAY, weekly(*[-700] * 13))
    for number in (runway.buffer_days(Decimal("-0.01")), runway.net_burn_runway(Decimal("-0.01"))):
        assert (number.verdict, number.days) == (Verdict.OVERDRAWN, None)


def test_empty_accounts_last_zero_days() -> None:
    buffer = RunwayCalculator(TODAY, weekly(*[-700] * 13)).buffer_days(Decimal(0))
    assert (buffer.verdict, buffer.days) == (Verdict.DAYS, Decimal(0))


def test_net_burn_divides_cash_by_the_average_net_outflow_of_13_weeks() -> None:
    burn = RunwayCalculator(TODAY, weekly(*[-700] * 13)).net_burn_runway(Decimal(9000))
    assert (burn.verdict, burn.daily, burn.days) == (Verdict.DAYS, Decimal(100), Decimal(90))
    assert (burn.since, burn.until) == (date(2026, 8, 22), date(2026, 11, 20))


def test_more_in_than_out_is_not_burning_and_has_no_number() -> None:
    burn = RunwayCalculator(TODAY, weekly(*[700] * 13)).net_burn_runway(Decimal(9000))
    assert (burn.verdict, burn.days, burn.daily) == (Verdict.NOT_BURNING, None, Decimal(-100))


def test_as_much_in_as_out_is_not_burning() -> None:
    pairs = [amount for week in FRIDAYS for amount in (move(week, -70, 1), move(week, 70, 2))]
    burn = RunwayCalculator(TODAY, (move(date(2026, 6, 1), 1), *pairs)).net_burn_runway(Decimal(9000))
    assert (burn.verdict, burn.daily) == (Verdict.NOT_BURNING, Decimal(0))


def test_a_single_unusual_week_is_left_out_and_shown() -> None:
    weeks = [-700, -650, -720, -700, -690, -60_000, -710, -700, -700, -740, -700, -700, -700]
    burn = RunwayCalculator(TODAY, weekly(*weeks)).net_burn_runway(Decimal(9000))
    assert [(week.ends_on, week.net) for week in burn.weeks_left_out] == [(FRIDAYS[5], Decimal(-60_000))]
    assert burn.daily == (Decimal(8410 + 0) / (7 * 12))
    assert len(burn.weeks) == 13


def test_a_loan_that_came_once_does_not_hide_the_burn() -> None:
    weeks = [-700, -650, -720, -700, -690, 90_000, -710, -650, -700, -740, -700, -700, -700]
    burn = RunwayCalculator(TODAY, weekly(*weeks)).net_burn_runway(Decimal(9000))
    assert [week.net for week in burn.weeks_left_out] == [Decimal(90_000)]
    assert burn.verdict is Verdict.DAYS


def test_rent_that_comes_every_month_is_a_pattern_and_stays() -> None:
    weeks = [0, 0, -6000, 0, 0, 0, -6000, 0, 0, 0, -6000, 0, 0]
    burn = RunwayCalculator(TODAY, weekly(*weeks)).net_burn_runway(Decimal(9000))
    assert burn.weeks_left_out == ()
    assert burn.daily == Decimal(18_000) / 91


def test_payroll_every_second_week_stays_in_the_sample() -> None:
    weeks = [38_000, -42_000] * 6 + [38_000]
    burn = RunwayCalculator(TODAY, weekly(*weeks)).net_burn_runway(Decimal(9000))
    assert burn.weeks_left_out == ()


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 20), date(2026, 11, 13)),  # Friday: its week is not over
        (date(2026, 11, 21), date(2026, 11, 20)),  # Saturday
        (date(2026, 11, 26), date(2026, 11, 20)),  # Thursday
    ],
)
def test_a_week_is_complete_when_its_friday_is_over(today: date, last: date) -> None:
    assert complete_weeks(today, 13)[-1] == last


def test_a_friday_closes_its_own_week_and_a_saturday_opens_the_next() -> None:
    assert week_end(date(2026, 11, 20)) == date(2026, 11, 20)
    assert week_end(date(2026, 11, 21)) == date(2026, 11, 27)
    assert weeks_ahead(date(2026, 11, 20), 2) == (date(2026, 11, 20), date(2026, 11, 27))


def test_money_of_the_unfinished_week_does_not_count_in_net_burn() -> None:
    movements = (*weekly(*[-700] * 13), move(date(2026, 11, 21), -90_000), move(date(2026, 8, 21), -90_000))
    assert RunwayCalculator(TODAY, movements).net_burn_runway(Decimal(9000)).daily == Decimal(100)


NETS = st.lists(st.integers(-10_000, 10_000).map(Decimal), min_size=13, max_size=13)


@given(NETS)
def test_at_most_one_week_is_left_out_on_each_side(nets: list[Decimal]) -> None:
    out = [week.net for week in trimmed(zip(FRIDAYS, nets, strict=True)) if not week.used]
    assert len(out) <= 2
    assert all(net in (min(nets), max(nets)) for net in out)


@given(NETS)
def test_trimming_treats_money_in_and_money_out_alike(nets: list[Decimal]) -> None:
    used = [week.used for week in trimmed(zip(FRIDAYS, nets, strict=True))]
    mirrored = [week.used for week in trimmed((day, -net) for day, net in zip(FRIDAYS, nets, strict=True))]
    assert sorted(used) == sorted(mirrored)


@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(-900, 900)), max_size=10),
    st.randoms(use_true_random=False),
)
def test_the_order_of_movements_does_not_change_a_number(rows: list[tuple[int, int]], random) -> None:
    movements = [move(TODAY - timedelta(days=back), amount, n) for n, (back, amount) in enumerate(rows)]
    here = RunwayCalculator(TODAY, (*weekly(*[-700] * 13), *movements))
    there = replace(here, movements=tuple(random.sample(here.movements, len(here.movements))))
    assert here.buffer_days(Decimal(100)) == there.buffer_days(Decimal(100))
    assert here.net_burn_runway(Decimal(100)) == there.net_burn_runway(Decimal(100))
