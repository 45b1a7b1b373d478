"""What is found to recur, what of it is still expected, what is missing. Today is Monday, Nov 23, 2026."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from core.cash import Document
from core.dealings import SpentOn
from runway.calculators.expected import Expected, expected, missing
from runway.calculators.movements import Movement
from runway.calculators.recurring import Series, recurring
from runway.calculators.rows import Row
from tests.runway.books import Books

AHEAD = timedelta(days=91)


def series(books: Books) -> tuple[Series, ...]:
    return recurring(books.movements, books.today)


def still_expected(books: Books) -> tuple[Expected, ...]:
    return expected(series(books), books.items, books.movements, books.today, books.today + AHEAD)


def told(found: tuple[Expected, ...]) -> list[str]:
    return [f"{e.on} {e.series.party} {-e.amount}{' missing' if e.is_missing else ''}" for e in found]


def test_rent_that_was_paid_three_times_is_expected_for_thirteen_weeks(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-09-01  spend  Landlord   2,000.00
    2026-10-01  spend  Landlord   2,000.00
    2026-11-01  spend  Landlord   2,000.00
    """
    found = series(books)
    assert [(s.row, s.amount, s.spread) for s in found] == [(Row.RENT, Decimal(-2000), 0)]
    assert told(still_expected(books)) == [
        "2026-12-01 Landlord 2000.00",
        "2027-01-01 Landlord 2000.00",
        "2027-02-01 Landlord 2000.00",
    ]


def test_amounts_within_ten_percent_recur_and_wider_ones_do_not(books: Books) -> None:
    """
    2026-11-23  cash   Operating   9,000.00
    2026-09-05  spend  City Power    100.00
    2026-10-05  spend  City Power    118.00
    2026-11-05  spend  City Power    108.00
    2026-09-07  spend  Paper Mill    100.00
    2026-10-07  spend  Paper Mill    140.00
    2026-11-07  spend  Paper Mill    120.00
    """
    found = series(books)
    assert [(s.party, s.row, s.amount) for s in found] == [("City Power", Row.UTILITIES, Decimal(-108))]


def test_two_subscriptions_of_one_payee_are_two(books: Books) -> None:
    """
    2026-11-23  cash   Operating   9,000.00
    2026-09-05  spend  Softworks     100.00
    2026-09-20  spend  Softworks     400.00
    2026-10-05  spend  Softworks     100.00
    2026-10-20  spend  Softworks     400.00
    2026-11-05  spend  Softworks     100.00
    2026-11-20  spend  Softworks     400.00
    """
    found = series(books)
    assert [s.amount for s in found] == [Decimal(-100), Decimal(-400)]
    assert len({s.key for s in found}) == 2


def test_kinds_are_told_apart(books: Books) -> None:
    """
    2026-11-23  cash          Operating   9,000.00
    2026-09-05  spend         First Bank    100.00
    2026-10-05  card payment  First Bank    100.00
    2026-11-05  spend         First Bank    100.00
    """
    assert series(books) == ()


def test_an_entered_bill_consumes_the_expectation_of_its_vendor_and_period(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-09-01  spend  Landlord   2,000.00
    2026-10-01  spend  Landlord   2,000.00
    2026-11-01  spend  Landlord   2,000.00
    2026-11-20  bill   Landlord   2,100.00   due 2026-12-05
    """
    assert [e.on for e in still_expected(books)] == [date(2027, 1, 1), date(2027, 2, 1)]


def test_another_vendors_bill_consumes_nothing(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-09-01  spend  Landlord   2,000.00
    2026-10-01  spend  Landlord   2,000.00
    2026-11-01  spend  Landlord   2,000.00
    2026-11-20  bill   Builder    2,000.00   due 2026-12-01
    """
    assert len(still_expected(books)) == 3


def test_a_small_bill_of_the_landlord_is_not_the_rent(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-09-01  spend  Landlord   2,000.00
    2026-10-01  spend  Landlord   2,000.00
    2026-11-01  spend  Landlord   2,000.00
    2026-11-20  bill   Landlord     120.00   due 2026-12-01
    """
    assert len(still_expected(books)) == 3


def test_an_overdue_bill_consumes_the_month_that_it_is_of(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-01  spend  Landlord   2,000.00
    2026-09-01  spend  Landlord   2,000.00
    2026-10-01  spend  Landlord   2,000.00
    2026-10-20  bill   Landlord   2,000.00   due 2026-11-01
    """
    assert [e.on for e in still_expected(books)] == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]


def test_expected_and_absent_is_a_missing_bill_and_stays_expected(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-15  spend  Landlord   2,000.00
    2026-09-15  spend  Landlord   2,000.00
    2026-10-15  spend  Landlord   2,000.00
    """
    found = still_expected(books)
    assert told(missing(found)) == ["2026-11-15 Landlord 2000.00 missing"]
    assert len(found) == 4


def test_three_days_late_is_not_missing_yet(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-20  spend  Landlord   2,000.00
    2026-09-20  spend  Landlord   2,000.00
    2026-10-20  spend  Landlord   2,000.00
    """
    found = still_expected(books)
    assert (found[0].on, found[0].is_missing) == (date(2026, 11, 20), False)
    later = expected(series(books), (), books.movements, date(2026, 11, 24), date(2027, 1, 1))
    assert later[0].is_missing


def test_due_today_is_expected_today_and_paid_today_is_not(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-23  spend  Landlord   2,000.00
    2026-09-23  spend  Landlord   2,000.00
    2026-10-23  spend  Landlord   2,000.00
    """
    assert told(still_expected(books))[0] == "2026-11-23 Landlord 2000.00"
    today = Movement(books.today, Decimal(-2000), "spend", "Landlord", Document("Spend", "9"))
    paid = (*books.movements, today)
    left = expected(recurring(paid, books.today), (), paid, books.today, books.today + AHEAD)
    assert left[0].on == date(2026, 12, 23)


def test_a_month_paid_with_another_amount_is_not_missing(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-15  spend  Landlord   2,000.00
    2026-09-15  spend  Landlord   2,000.00
    2026-10-15  spend  Landlord   2,000.00
    2026-11-14  spend  Landlord   2,900.00
    """
    assert missing(still_expected(books)) == ()


def test_after_two_absences_a_series_has_ended(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-06-01  spend  Landlord   2,000.00
    2026-07-01  spend  Landlord   2,000.00
    2026-08-01  spend  Landlord   2,000.00
    """
    assert series(books) == ()


def test_payroll_without_a_payee_recurs_by_its_account(books: Books) -> None:
    """
    2026-11-23  cash     Operating  90,000.00
    2026-10-16  payroll  Wages       8,000.00
    2026-10-30  payroll  Wages       8,100.00
    2026-11-13  payroll  Wages       8,050.00
    """
    nameless = [replace(movement, party="") for movement in books.movements]
    wages = (SpentOn("Salaries", "Expense", "PayrollExpenses", Decimal(8000)),)
    posted = {(m.document.entity, m.document.qbo_id): wages for m in nameless}
    found = recurring(nameless, books.today, posted)
    assert [(s.row, s.amount) for s in found] == [(Row.PAYROLL, Decimal(-8050))]
    ahead = expected(found, (), nameless, books.today, date(2026, 12, 31))
    assert [e.on for e in ahead] == [date(2026, 11, 27), date(2026, 12, 11), date(2026, 12, 25)]


def test_retainers_of_customers_recur_as_money_in(books: Books) -> None:
    """
    2026-11-23  cash     Operating    9,000.00
    2026-09-03  receipt  Amy's Birds    500.00
    2026-10-03  receipt  Amy's Birds    500.00
    2026-11-03  receipt  Amy's Birds    500.00
    2026-11-25  invoice  Amy's Birds    500.00   due 2026-12-03
    """
    found = still_expected(books)
    assert (found[0].on, found[0].amount) == (date(2027, 1, 3), Decimal(500))
    assert missing(found) == ()


def test_what_is_dated_ahead_has_not_happened(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-10-01  spend  Landlord   2,000.00
    2026-11-01  spend  Landlord   2,000.00
    2026-12-01  spend  Landlord   2,000.00
    """
    assert series(books) == ()


def test_the_name_of_an_expectation_stays_when_one_more_payment_came(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-02  spend  Landlord   2,000.00
    2026-09-01  spend  Landlord   2,000.00
    2026-10-01  spend  Landlord   2,000.00
    2026-11-03  spend  Landlord   2,000.00
    """
    before = recurring(books.movements[:3], date(2026, 10, 20))
    then = expected(before, (), books.movements[:3], date(2026, 10, 20), date(2027, 1, 20))
    assert {e.key for e in still_expected(books) if e.on < date(2027, 1, 20)} < {e.key for e in then}


@settings(deadline=None, max_examples=8)
@given(st.permutations(range(9)))
def test_the_order_of_movements_is_irrelevant(order: list[int]) -> None:
    monthly = [(date(2026, 9 + n // 3, 5 + 7 * (n % 3)), f"Vendor {n % 3}", n) for n in range(9)]
    movements = [
        Movement(on, Decimal(-100 - number), "spend", party, Document("Purchase", str(number)))
        for on, party, number in monthly
    ]
    shuffled = [movements[place] for place in order]
    assert recurring(shuffled, date(2026, 11, 23)) == recurring(movements, date(2026, 11, 23))
