"""A week as forecast on Monday, Nov 16, 2026 against what is known of it on Monday, Nov 23."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings

from core.cash import Document
from runway.calculators.actuals import Actual
from runway.calculators.base_case import BaseCase, base_case
from runway.calculators.chances import Chances
from runway.calculators.entries import Entry, Rule
from runway.calculators.rows import Row
from runway.calculators.variance import Kind, RowVariance, variance
from tests.runway.test_bridge import KEYED, PAID, THEN, TODAY, money, now, paid, some, then

SUNDAY = date(2026, 11, 22)


def of(
    before: BaseCase, after: BaseCase, *happened: Actual, fixed: tuple[str, ...] = ()
) -> tuple[RowVariance, ...]:
    return variance(before, after, happened, SUNDAY, fixed=fixed)


def kinds(*rows: RowVariance) -> list[tuple[Row, dict[Kind, Decimal]]]:
    return [(row.row, {kind: amount for kind, amount in row.kinds.items() if amount}) for row in rows]


def test_paid_as_forecast_is_no_difference_and_stands_on_the_row_of_its_invoice() -> None:
    (row,) = of(then(0, money("Amy", 500, "2026-11-18", seen=THEN)), now(500), paid("Amy", 500, "2026-11-20"))
    assert (row.row, row.forecast, row.actual) == (Row.NOT_DUE, 500, 500)


def test_what_is_still_open_is_timing() -> None:
    before = then(0, money("Amy", 500, "2026-11-18", seen=THEN))
    assert kinds(*of(before, now(0, money("Amy", 500, "2026-12-01")))) == [
        (Row.NOT_DUE, {Kind.TIMING: Decimal(-500)})
    ]


def test_what_came_earlier_than_forecast_is_timing() -> None:
    before = then(0, money("Amy", 500, "2026-12-18", seen=THEN))
    assert kinds(*of(before, now(500), paid("Amy", 500, "2026-11-20"))) == [
        (Row.NOT_DUE, {Kind.TIMING: Decimal(500)})
    ]


def test_paid_the_day_after_the_week_is_timing() -> None:
    before = then(0, money("Amy", 500, "2026-11-18", seen=THEN))
    assert kinds(*of(before, now(500), paid("Amy", 500, "2026-11-23"))) == [
        (Row.NOT_DUE, {Kind.TIMING: Decimal(-500)})
    ]


def test_another_amount_is_permanent_and_so_is_what_will_not_come() -> None:
    before = then(0, money("Acme", -500, "2026-11-18", seen=THEN), money("Beth", 70, "2026-11-19", seen=THEN))
    assert kinds(*of(before, now(-520), paid("Acme", -520, "2026-11-18"))) == [
        (Row.NOT_DUE, {Kind.PERMANENT: Decimal(-70)}),
        (Row.VENDORS, {Kind.PERMANENT: Decimal(-20)}),
    ]


def test_earlier_and_more_is_both() -> None:
    before = then(0, money("Acme", -500, "2026-12-18", seen=THEN))
    assert kinds(*of(before, now(-520), paid("Acme", -520, "2026-11-18"))) == [
        (Row.VENDORS, {Kind.TIMING: Decimal(-500), Kind.PERMANENT: Decimal(-20)})
    ]


def test_what_nobody_announced_is_missing() -> None:
    assert kinds(*of(then(0), now(-80), paid("Acme", -80, "2026-11-18"))) == [
        (Row.VENDORS, {Kind.MISSING: Decimal(-80)})
    ]


def test_a_document_that_was_voided_is_a_data_error() -> None:
    before = then(0, money("Acme", -500, "2026-11-18", seen=THEN))
    assert kinds(*of(before, now(0), fixed=("Acme",))) == [(Row.VENDORS, {Kind.DATA_ERROR: Decimal(500)})]


def test_rent_that_was_entered_as_a_bill_and_is_not_paid_yet_is_timing() -> None:
    before = then(
        0, replace(money("Landlord", -900, "2026-11-20", Rule.RECURRING, THEN), key="recurring:rent")
    )
    after = now(0, money("Landlord", -900, "2026-12-01"))
    assert kinds(*of(before, after)) == [(Row.VENDORS, {Kind.TIMING: Decimal(900)})]


def test_an_average_is_compared_with_all_that_came_on_its_row() -> None:
    week = Chances.over(range(1, 8))
    sales = Entry("sales:0", Row.OTHER_IN, Rule.RUN_RATE, Decimal(700), week, is_spread=True)
    came = [
        Actual(THEN + timedelta(days=day), Decimal(90), Row.OTHER_IN, f"Guest {day}") for day in range(1, 7)
    ]
    (row,) = of(then(0, sales), now(540), *came)
    assert (row.forecast, row.actual, kinds(row)[0][1]) == (600, 540, {Kind.PERMANENT: Decimal(-60)})


def test_errors_that_cancel_show_piece_by_piece() -> None:
    before = then(0, money("Amy", 500, "2026-11-18", seen=THEN), money("Beth", 500, "2026-12-18", seen=THEN))
    after = now(500, money("Amy", 500, "2026-12-01"))
    (row,) = of(before, after, paid("Beth", 500, "2026-11-20"))
    assert (row.difference, sorted(piece.amount for piece in row.pieces)) == (0, [-500, 500])


def test_a_payment_is_matched_by_its_document_before_its_amount() -> None:
    first, second = (replace(money("Amy", 500, "2026-11-18", seen=THEN), key=name) for name in ("one", "two"))
    second = replace(second, documents=(Document("Invoice", "two"),))
    sale = Actual(date(2026, 11, 18), Decimal(400), Row.COLLECTED, "Amy", (Document("Invoice", "two"),))
    (row,) = of(then(0, first, second), now(400, replace(first, chances=Chances.on(TODAY, TODAY))), sale)
    assert {piece.key: piece.actual for piece in row.pieces} == {"one": 0, "two": 400}


def part(invoice: str, payment: str, amount: int, on: str) -> Actual:
    """What one payment did for an invoice."""
    documents = (Document("Invoice", invoice), Document("Payment", payment))
    return Actual(date.fromisoformat(on), Decimal(amount), Row.COLLECTED, invoice, documents)


def test_two_payments_of_one_invoice_carry_it_out_together() -> None:
    before = then(0, money("Amy", 500, "2026-11-18", seen=THEN))
    halves = [part("Amy", "1", 200, "2026-11-17"), part("Amy", "2", 300, "2026-11-18")]
    (row,) = of(before, now(500), *halves)
    assert (row.forecast, row.actual, [piece.amount for piece in row.pieces]) == (500, 500, [0])


def test_a_payment_that_was_dated_ahead_is_itself_and_no_other_of_its_payee() -> None:
    ahead = money("Acme", -400, "2026-11-18", rule=Rule.DATED_AHEAD, seen=THEN)
    ahead = replace(ahead, documents=(Document("BillPayment", "9"),))
    bill, check = (Document("Bill", "4"), Document("BillPayment", "9")), (Document("Purchase", "7"),)
    came = Actual(date(2026, 11, 18), Decimal(-400), Row.VENDORS, "Acme", bill)
    other = Actual(date(2026, 11, 17), Decimal(-390), Row.VENDORS, "Acme", check)
    (row,) = of(then(500, ahead), now(-290), came, other)
    assert (row.forecast, row.actual) == (-400, -790)
    assert {kind: amount for kind, amount in row.kinds.items() if amount} == {Kind.MISSING: Decimal(-390)}


def test_a_deposit_of_payments_from_before_banks_what_was_in_transit() -> None:
    waiting = replace(
        money("Undeposited", 300, "2026-11-18", rule=Rule.IN_TRANSIT, seen=THEN), row=Row.IN_TRANSIT
    )
    banked = [
        replace(
            part(name, "1", 150, "2026-11-17"),
            documents=(Document("Invoice", name), Document("Deposit", "8")),
        )
        for name in ("Amy", "Beth", "Cara")
    ]
    rows = of(then(0, waiting), now(450), *banked)
    assert {row.row: (row.forecast, row.actual) for row in rows} == {
        Row.IN_TRANSIT: (300, 300),
        Row.COLLECTED: (0, 150),
    }


def test_a_payment_that_was_known_hides_no_later_one_of_the_same_invoice() -> None:
    before = then(0, money("Amy", 300, "2026-11-18", seen=THEN))
    first, second = part("Amy", "1", 200, "2026-11-16"), part("Amy", "2", 300, "2026-11-18")
    (row,) = variance(before, now(300), [first, second], SUNDAY, known=[first])
    assert (row.forecast, row.actual) == (300, 300)


@settings(deadline=None, max_examples=15)
@given(KEYED, KEYED, PAID)
def test_kinds_add_up_to_every_difference_and_nothing_that_happened_is_left_out(old, new, moved) -> None:
    before, after = base_case(Decimal(0), some(old), THEN), base_case(Decimal(0), some(new), TODAY)
    happened = [
        Actual(THEN + timedelta(days=on), amount, Row.OTHER_IN if amount > 0 else Row.VENDORS, party)
        for party, amount, on in moved
    ]
    rows = of(before, after, *happened, fixed=("A",))
    for row in rows:
        assert sum(row.kinds.values()) == row.difference
        assert row.difference == sum(piece.amount for piece in row.pieces)
    assert sum(row.actual for row in rows) == sum(a.amount for a in happened if THEN <= a.on <= SUNDAY)
    assert sum(row.forecast for row in rows) == before.closings[6].cash
