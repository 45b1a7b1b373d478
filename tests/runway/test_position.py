"""How a business stands and what is ahead, from books and people's word. It is Mon, Nov 23, 2026, in the business."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.cash import Document, Side
from core.dealings import Part, Settled, SpentOn
from runway.calculators.entries import Entry, Rule
from runway.calculators.owned import (
    Assumptions,
    Cycle,
    DateSource,
    Direction,
    ExpectedDate,
    KnownItem,
    Owned,
    Payroll,
    Reserve,
    ReserveKind,
    WeekEnd,
)
from runway.calculators.position import Facts, Position, position
from runway.calculators.rows import Row
from runway.calculators.status import Light, Why
from runway.calculators.weeks import WEEK
from tests.runway.books import Books, parse

TODAY = date(2026, 11, 23)
NOTHING = Owned()


def facts(books: Books, **more: object) -> Facts:
    return Facts(books.today, 7, "USD", books.balances, books.flows, books.items, books.moved, **more)


def stands(books: Books, owned: Owned = NOTHING, **more: object) -> Position:
    return position(facts(books, **more), owned)


def entry_of(found: Position, party: str) -> Entry:
    (entry,) = (entry for entry in found.ahead.entries if entry.party == party)
    return entry


def settled(party: str, days_late: Iterable[int], entity: str = "Invoice") -> tuple[Settled, ...]:
    """One document a week, issued 60 days before it was settled."""
    return tuple(
        Settled(
            Document(entity, f"s{number}"),
            party,
            party,
            due_on=TODAY - timedelta(days=7 * number + late),
            paid_on=TODAY - timedelta(days=7 * number),
            amount=Decimal(100),
            issued_on=TODAY - timedelta(days=7 * number + 60),
        )
        for number, late in enumerate(days_late, 1)
    )


def test_an_open_invoice_comes_when_its_customer_usually_pays(books: Books) -> None:
    """
    2026-11-23  cash     Operating    500.00
    2026-11-01  invoice  Amy's Birds  100.00   due 2026-12-01
    """
    found = stands(books, received=settled("Amy's Birds", [10] * 30))
    entry = entry_of(found, "Amy's Birds")
    assert entry.rule is Rule.LEARNED
    by = (date(2026, 12, 20) - TODAY).days
    assert sum(entry.chances.by_day[: by + 1]) > 0.5
    assert "30 settled of this party" in entry.assumption


def test_bills_are_learned_from_bills_alone(books: Books) -> None:
    """
    2026-11-23  cash  Operating   500.00
    2026-11-01  bill  Acme Paper  100.00   due 2026-12-01
    """
    assert entry_of(stands(books, received=settled("Acme", [9] * 9)), "Acme Paper").rule is Rule.DUE_DATE
    late = entry_of(stands(books, paid=settled("Acme Paper", [9] * 30, "Bill")), "Acme Paper")
    assert (late.rule, late.chances.by_day[8] < 0.5) == (Rule.LEARNED, True)


def test_what_is_overdue_is_neither_dropped_nor_paid_today(books: Books) -> None:
    """
    2026-11-23  cash     Operating    500.00
    2026-08-01  invoice  Amy's Birds  100.00   due 2026-09-01
    """
    for received in ((), settled("Amy's Birds", [10] * 30)):
        entry = entry_of(stands(books, received=received), "Amy's Birds")
        assert (entry.amount, entry.chances.by_day[0], entry.row) == (100, 0, Row.OVERDUE)


def test_a_date_that_a_person_set_goes_before_a_promise_and_both_before_the_learned(books: Books) -> None:
    """
    2026-11-23  cash     Operating    500.00
    2026-11-01  invoice  Amy's Birds  100.00   due 2026-12-01
    """
    for source, rule in ((DateSource.USER, Rule.USER_DATE), (DateSource.PROMISE, Rule.PROMISE)):
        owned = Owned(dates={("Invoice", "2"): ExpectedDate(date(2026, 12, 24), source)})
        found = stands(books, owned, received=settled("Amy's Birds", [10] * 30))
        assert entry_of(found, "Amy's Birds").rule is rule
        assert next(p.on for p in found.forecast.base.closings if p.cash == 600) == date(2026, 12, 24)


def test_known_items_count_by_their_probability(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    grant = KnownItem(3, "Grant", Direction.IN, Decimal(1000), date(2026, 12, 4), Decimal("0.6"))
    roof = KnownItem(4, "Roof", Direction.OUT, Decimal(300), date(2026, 12, 1), Decimal(1))
    found = stands(books, Owned(known_items=(grant, roof)))
    assert (found.forecast.lowest.cash, found.forecast.lowest.on) == (200, date(2026, 12, 1))
    assert found.forecast.base.closings[-1].cash == 500 - 300 + 600


def test_reserves_are_not_available_to_the_end_of_their_last_day(books: Books) -> None:
    """
    2026-11-23  cash  Operating  500.00
    """
    tax = Reserve(ReserveKind.EARMARK, "Tax", Decimal(200), date(2026, 11, 25), date(2026, 11, 30))
    available = {p.on: p.cash for p in stands(books, Owned(reserves=(tax,))).forecast.base.available}
    days = [date(2026, 11, day) for day in (24, 25, 30)] + [date(2026, 12, 1)]
    assert [available[day] for day in days] == [500, 300, 300, 500]


def test_payroll_that_people_stated_is_paid_on_its_days_weekends_included(books: Books) -> None:
    """
    2026-11-23  cash  Operating  5,000.00
    """
    weekly = Payroll(Cycle.WEEKLY, date(2026, 11, 28), Decimal(100))
    entries = stands(books, Owned(Assumptions(payroll=weekly))).ahead.entries
    assert (len(entries), {e.row for e in entries}) == (13, {Row.PAYROLL})
    assert min(e.due_on for e in entries) == date(2026, 11, 28)


@pytest.mark.parametrize(("paid", "first"), [("2026-11-23", "2026-11-30"), ("2026-11-16", "2026-11-23")])
def test_payroll_that_was_paid_today_is_not_paid_again(paid: str, first: str) -> None:
    weekly = Payroll(Cycle.WEEKLY, TODAY, Decimal(100))
    books = parse(f"""
    2026-11-23  cash     Operating  5,000.00
    {paid}  payroll  Payroll      100.00
    """)
    entries = stands(books, Owned(Assumptions(payroll=weekly))).ahead.entries
    assert min(e.due_on for e in entries if e.rule is Rule.STATED).isoformat() == first


def test_stated_payroll_takes_the_place_of_what_recurs(books: Books) -> None:
    """
    2026-11-23  cash     Operating  5,000.00
    2026-10-30  payroll  Payroll      100.00
    2026-11-06  payroll  Payroll      100.00
    2026-11-13  payroll  Payroll      100.00
    2026-11-20  payroll  Payroll      100.00
    """
    assert {e.rule for e in stands(books).ahead.entries} == {Rule.RECURRING}
    stated = Owned(Assumptions(payroll=Payroll(Cycle.WEEKLY, date(2026, 11, 27), None)))
    entries = stands(books, stated).ahead.entries
    assert ({e.rule for e in entries}, {e.amount for e in entries}) == ({Rule.STATED}, {Decimal(-100)})


def test_stated_payroll_is_in_no_average_of_past_payroll(books: Books) -> None:
    """
    2026-11-23  cash     Operating  5,000.00
    2026-09-03  payroll  Payroll       70.00
    2026-09-30  payroll  Payroll      130.00
    2026-11-06  payroll  Payroll       90.00
    """
    assert {e.rule for e in stands(books).ahead.entries} == {Rule.RUN_RATE}
    assert payroll_of(books, "2026-12-04") == [(Rule.STATED, date(2026, 12, 4) + n * WEEK) for n in range(12)]


def test_stated_payroll_that_the_ledger_dates_ahead_is_paid_once(books: Books) -> None:
    """
    2026-11-23  cash     Operating  5,000.00
    2026-11-27  payroll  Amy           60.00
    2026-11-27  payroll  Payroll       50.00
    """
    posted = {
        ("Payroll", number): (SpentOn("Wages", "Expense", "PayrollExpenses", Decimal(1)),) for number in "23"
    }
    found = payroll_of(books, "2026-11-27", posted_to=posted)
    assert found[:3] == [
        (Rule.DATED_AHEAD, None),
        (Rule.DATED_AHEAD, None),
        (Rule.STATED, date(2026, 12, 4)),
    ]


@pytest.mark.parametrize(("bill", "first"), [("100.00", "2026-12-04"), ("20.00", "2026-11-27")])
def test_a_bill_of_payroll_stands_for_its_payday_and_a_fee_does_not(bill: str, first: str) -> None:
    books = parse(f"""
    2026-11-23  cash  Operating  5,000.00
    2026-11-20  bill  Gusto      {bill}   due 2026-11-27
    """)
    found = payroll_of(books, "2026-11-27")
    assert min(day for rule, day in found if rule is Rule.STATED).isoformat() == first
    assert sum(rule is Rule.DUE_DATE for rule, _ in found) == 1


def payroll_of(books: Books, next_on: str, **more: object) -> list[tuple[Rule, date | None]]:
    """Rule and day of every entry of the payroll row, where people stated 100 a week."""
    stated = Owned(Assumptions(payroll=Payroll(Cycle.WEEKLY, date.fromisoformat(next_on), Decimal(100))))
    entries = [e for e in stands(books, stated, **more).ahead.entries if e.row is Row.PAYROLL]
    return sorted(((e.rule, e.due_on) for e in entries), key=lambda found: (found[1] or TODAY, found[0]))


@pytest.mark.parametrize(
    ("next_on", "late"),
    [("2026-11-20", ["2026-11-20"]), ("2026-11-19", [])],
)
def test_a_stated_payday_that_no_book_shows_waits_for_the_days_of_grace(
    next_on: str, late: list[str]
) -> None:
    books = parse("2026-11-23  cash  Operating  5,000.00")
    found = [day for _, day in payroll_of(books, next_on) if day and day < TODAY]
    assert [day.isoformat() for day in found] == late


def test_stated_paydays_that_passed_unpaid_stay_the_last_two(books: Books) -> None:
    """
    2026-11-23  cash     Operating  5,000.00
    2026-10-30  payroll  Payroll      100.00
    """
    late = [day for _, day in payroll_of(books, "2026-10-23") if day and day < TODAY]
    assert late == [date(2026, 11, 13), date(2026, 11, 20)]


def test_two_payrolls_paid_on_one_day_are_both_paid(books: Books) -> None:
    """
    2026-11-23  cash     Operating  5,000.00
    2026-11-20  payroll  Payroll      200.00
    """
    assert min(day for _, day in payroll_of(books, "2026-11-13")) == date(2026, 11, 27)


def test_a_deposit_of_two_payments_happened_on_the_rows_of_their_invoices(books: Books) -> None:
    """
    2026-11-23  cash     Operating  5,000.00
    2026-11-12  receipt  Amy          100.00
    2026-11-12  receipt  Bo            50.00
    2026-11-13  deposit  Bank day     160.00   collects 2 3
    """
    paid = {
        ("Deposit", "4"): (
            Part(Document("Receipt", "2"), Decimal(100)),
            Part(Document("Receipt", "3"), Decimal(50)),
        ),
        ("Receipt", "2"): (Part(Document("Invoice", "s1"), Decimal(100)),),
        ("Receipt", "3"): (Part(Document("Invoice", "s2"), Decimal(50)),),
    }
    late, early = settled("Amy", [30]), settled("Bo", [0, -30])[1:]
    found = stands(books, parts=paid, received=(*late, *early))
    assert [(a.row, a.party, a.amount) for a in found.actuals] == [
        (Row.OVERDUE, "Amy", 100),
        (Row.NOT_DUE, "Bo", 50),
        (Row.COLLECTED, "Bank day", 10),
    ]


def test_a_payment_that_used_a_credit_happened_for_less_than_its_bills(books: Books) -> None:
    """
    2026-11-23  cash          Operating  5,000.00
    2026-11-13  bill payment  Acme         180.00
    """
    bills = settled("Acme", [0, 0], "Bill")
    paid = {("BillPayment", "2"): tuple(Part(bill.document, Decimal(100)) for bill in bills)}
    found = stands(books, parts=paid, paid=bills)
    assert [(a.row, a.amount) for a in found.actuals] == [(Row.VENDORS, -100), (Row.VENDORS, -80)]


def test_the_sheet_ends_its_weeks_as_the_business_chose(books: Books) -> None:
    """
    2026-11-23  cash  Operating  5,000.00
    """
    sunday = stands(books, Owned(Assumptions(week_end=WeekEnd.SUNDAY))).sheet
    assert {week.ends_on.weekday() for week in sunday.weeks} == {6}


def test_the_status_goes_by_the_odds(books: Books) -> None:
    """
    2026-11-23  cash  Operating   50.00
    2026-11-01  bill  Acme Paper  100.00   due 2026-11-30
    """
    status = stands(books).status
    assert (status.light, status.why, status.on) == (Light.RED, Why.BELOW_ZERO, date(2026, 11, 30))


@pytest.mark.parametrize(("first", "light"), [("2026-10-26", Light.GREEN), ("2026-10-27", Light.UNKNOWN)])
def test_books_of_fewer_than_four_weeks_are_not_green(first: str, light: Light) -> None:
    books = parse(f"""
    2026-11-23  cash   Operating  9,000.00
    {first}  spend  Builder       10.00
    2026-11-20  spend  Builder       90.00
    """)
    chosen = Owned(Assumptions(minimum_line=Decimal(100)))
    assert stands(books, chosen).status.light is light
    empty = stands(replace(books, flows=()), chosen).status
    assert (empty.light, empty.why) == (Light.UNKNOWN, Why.NO_HISTORY)


def test_unknown_cash_has_no_forecast_no_sheet_and_no_status(books: Books) -> None:
    """
    2026-11-23  cash  Paris  9,000.00  no rate
    """
    found = stands(books)
    assert (found.forecast, found.sheet, found.status.light) == (None, None, Light.UNKNOWN)


def test_the_order_in_which_books_are_read_is_irrelevant(books: Books) -> None:
    """
    2026-11-23  cash     Operating    500.00
    2026-11-01  invoice  Amy's Birds  100.00   due 2026-12-01
    2026-11-02  invoice  Amy's Birds   90.00   due 2026-12-01
    2026-11-01  bill     Acme Paper    70.00   due 2026-12-01
    """
    history = settled("Amy's Birds", [3, 10, 40, 0, 8, 9, 30, 20] * 3)
    turned = replace(books, items=books.items[::-1])
    one, other = stands(books, received=history), stands(turned, received=history[::-1])
    assert one.forecast == other.forecast
    assert one.forecast.bands == other.forecast.bands


def test_a_kept_tuning_gives_the_same_number(books: Books) -> None:
    """
    2026-11-23  cash     Operating    500.00
    2026-11-01  invoice  Amy's Birds  100.00   due 2026-12-01
    """
    history = facts(books, received=settled("Amy's Birds", range(40)))
    first = position(history, NOTHING)
    assert set(first.tunings) == {Side.RECEIVABLE}
    assert position(history, NOTHING, first.tunings).forecast == first.forecast


def test_money_that_left_unexplained_goes_on_and_what_came_so_is_not_counted_on(books: Books) -> None:
    """
    2026-11-23  cash     Operating  30,000.00
    2026-05-29  receipt  Amy        57,250.00
    2026-08-24  spend    Landlord    9,100.00
    2026-11-23  all movements are read
    """
    (gone,) = {e.amount for e in stands(books).ahead.entries if e.row is Row.UNEXPLAINED}
    assert gone == (Decimal(-18150) / 185 * 7).quantize(Decimal("0.01"))
    more = replace(
        books, balances=(replace(books.balances[0], amount=Decimal(90_000), home=Decimal(90_000)),)
    )
    assert not [e for e in stands(more).ahead.entries if e.row is Row.UNEXPLAINED]
