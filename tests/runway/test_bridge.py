"""Why the numbers moved since last Monday, to the cent. Last Monday is Nov 16, 2026, today Monday, Nov 23."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cash import Document
from runway.calculators.actuals import Actual
from runway.calculators.base_case import BaseCase, Earmark, base_case
from runway.calculators.bridge import Bridge, Cause, bridge
from runway.calculators.chances import Chances
from runway.calculators.entries import Entry, Rule
from runway.calculators.rows import Row

THEN = date(2026, 11, 16)
TODAY = date(2026, 11, 23)


def money(name: str, amount: str | int, on: str, rule: Rule = Rule.DUE_DATE, seen: date = TODAY) -> Entry:
    row = Row.NOT_DUE if Decimal(amount) > 0 else Row.VENDORS
    return Entry(
        key=name,
        row=row,
        rule=rule,
        amount=Decimal(amount),
        chances=Chances.on(date.fromisoformat(on), seen),
        party=name,
        documents=(Document("Invoice", name),),
    )


def paid(name: str, amount: str | int, on: str) -> Actual:
    row = Row.COLLECTED if Decimal(amount) > 0 else Row.VENDORS
    return Actual(date.fromisoformat(on), Decimal(amount), row, name, (Document("Payment", name),))


def then(cash: int, *entries: Entry) -> BaseCase:
    return base_case(Decimal(cash), entries, THEN)


def now(cash: int, *entries: Entry, earmarks: tuple[Earmark, ...] = ()) -> BaseCase:
    return base_case(Decimal(cash), entries, TODAY, earmarks)


def steps(made: Bridge) -> dict[Cause, tuple[Decimal, Decimal]]:
    """The steps that did something: to the low point, to closing cash."""
    return {step.cause: (step.low, step.closing) for step in made.steps if step.low or step.closing}


def assert_adds_up(made: Bridge) -> None:
    assert made.low_before + sum(step.low for step in made.steps) == made.low_after
    assert made.closing_before + sum(step.closing for step in made.steps) == made.closing_after


def test_a_week_as_forecast_moves_nothing() -> None:
    before = then(
        1000, money("Amy", 500, "2026-11-18", seen=THEN), money("Acme", -800, "2026-12-01", seen=THEN)
    )
    after = now(1500, money("Acme", -800, "2026-12-01"))
    made = bridge(before, after, [paid("Amy", 500, "2026-11-18")])
    assert steps(made) == {}
    assert (made.low_before, made.low_after) == (700, 700)


def test_a_customer_who_did_not_pay_yet_is_timing() -> None:
    before = then(
        100, money("Amy", 500, "2026-11-18", seen=THEN), money("Acme", -300, "2026-12-01", seen=THEN)
    )
    after = now(100, money("Amy", 500, "2026-12-05"), money("Acme", -300, "2026-12-01"))
    made = bridge(before, after, ())
    assert steps(made) == {Cause.WINDOW: (Decimal(200), 0), Cause.TIMING: (Decimal(-500), 0)}
    assert made.steps[3].moves[0].amount == -500
    assert_adds_up(made)


def test_a_customer_who_paid_less_is_collections_and_one_who_paid_unforeseen_too() -> None:
    before = then(100, money("Amy", 500, "2026-11-18", seen=THEN))
    made = bridge(before, now(570), [paid("Amy", 400, "2026-11-19"), paid("Beth", 70, "2026-11-20")])
    assert steps(made) == {Cause.COLLECTIONS: (Decimal(-30), Decimal(-30)), Cause.WINDOW: (Decimal(500), 0)}
    assert [(move.party, move.amount) for move in made.steps[1].moves] == [("Amy", -100), ("Beth", 70)]


def test_a_part_paid_is_collections_and_the_rest_stays() -> None:
    before = then(100, money("Amy", 500, "2026-12-01", seen=THEN))
    made = bridge(
        before,
        now(300, money("Amy", 300, "2026-12-01")),
        [replace(paid("Amy", 200, "2026-11-20"), key="Amy")],
    )
    assert steps(made) == {Cause.COLLECTIONS: (Decimal(200), 0)}


def test_a_new_bill_is_bills_and_one_paid_higher_too() -> None:
    before = then(1000, money("Acme", -100, "2026-11-18", seen=THEN))
    made = bridge(before, now(880, money("Builder", -60, "2026-12-01")), [paid("Acme", -120, "2026-11-18")])
    assert steps(made) == {Cause.BILLS: (Decimal(-80), Decimal(-80))}


def test_a_bill_that_was_expected_by_its_rhythm_is_bills_by_its_difference() -> None:
    rent = money("recurring:rent", -2000, "2026-12-01", Rule.RECURRING, THEN)
    made = bridge(then(5000, rent), now(5000, money("Bill:9", -2100, "2026-12-01")), ())
    assert steps(made) == {Cause.BILLS: (Decimal(-100), Decimal(-100))}


def test_new_invoices_known_items_and_earmarks_are_news() -> None:
    before = then(1000, money("grant", 300, "2026-12-01", Rule.KNOWN, THEN))
    after = now(
        1000,
        money("grant", 200, "2026-12-01", Rule.KNOWN),
        money("Amy", 50, "2026-12-01"),
        earmarks=(Earmark("Taxes", Decimal(40)),),
    )
    assert steps(bridge(before, after, ())) == {Cause.NEWS: (Decimal(-40), Decimal(-90))}


def test_what_was_voided_or_corrected_is_a_data_fix() -> None:
    before = then(
        1000, money("Acme", -300, "2026-12-01", seen=THEN), money("Beth", 80, "2026-12-01", seen=THEN)
    )
    made = bridge(before, now(1000, money("Beth", 90, "2026-12-01")), (), fixed={"Acme"})
    assert steps(made) == {Cause.FIXES: (Decimal(220), Decimal(310))}


def test_cash_that_changed_by_nothing_dated_since_is_a_data_fix() -> None:
    """A payment of Nov 9 was entered late."""
    made = bridge(then(1000), now(900), [paid("Acme", -100, "2026-11-09")])
    assert steps(made) == {Cause.FIXES: (Decimal(-100), Decimal(-100))}


def test_what_was_known_on_the_day_itself_is_not_counted_again() -> None:
    morning = paid("Acme", -100, "2026-11-16")
    later = replace(paid("Acme", -50, "2026-11-16"), documents=(Document("Payment", "later"),))
    made = bridge(then(1000), now(950), [morning, later], known=[morning])
    assert steps(made) == {Cause.BILLS: (Decimal(-50), Decimal(-50))}


def test_rent_of_the_week_that_came_into_view_is_the_windows() -> None:
    rent = money("recurring:rent:2027-02", -400, "2027-02-20", Rule.RECURRING)
    assert steps(bridge(then(1000), now(1000, rent), ())) == {Cause.WINDOW: (Decimal(-400), Decimal(-400))}


def test_a_low_point_that_is_over_is_the_windows() -> None:
    before = then(0, money("Acme", -100, "2026-11-17", seen=THEN), money("Amy", 500, "2026-11-18", seen=THEN))
    made = bridge(before, now(400), [paid("Acme", -100, "2026-11-17"), paid("Amy", 500, "2026-11-18")])
    assert steps(made) == {Cause.WINDOW: (Decimal(500), 0)}


def test_a_bridge_leads_forward() -> None:
    with pytest.raises(ValueError, match="before"):
        bridge(now(0), then(0), ())


AMOUNTS = st.decimals(-5000, 5000, places=2).filter(bool)
WEIGHTS = st.lists(st.integers(0, 4), min_size=1, max_size=92)
KEYED = st.dictionaries(
    st.sampled_from("ABCDEFGH"), st.tuples(AMOUNTS, WEIGHTS, st.sampled_from(list(Rule))), max_size=6
)
PAID = st.lists(st.tuples(st.sampled_from("ABCDEFGHX"), AMOUNTS, st.integers(-3, 10)), max_size=6)


def some(drawn: dict[str, tuple[Decimal, list[int], Rule]]) -> list[Entry]:
    return [
        Entry(
            key,
            Row.NOT_DUE if amount > 0 else Row.VENDORS,
            rule,
            amount,
            Chances(tuple(weight / (sum(weights) + 1) for weight in weights)),
            key,
        )
        for key, (amount, weights, rule) in drawn.items()
    ]


@settings(deadline=None, max_examples=15)
@given(KEYED, KEYED, PAID, AMOUNTS, AMOUNTS, st.integers(0, 100))
def test_any_bridge_adds_up_to_the_cent(old, new, moved, cash, cash_now, days: int) -> None:
    before = base_case(cash, some(old), THEN, [Earmark("Kept", Decimal(5), THEN + timedelta(days=9))])
    after = base_case(cash_now, some(new), THEN + timedelta(days=days), [Earmark("Kept", Decimal("7.5"))])
    happened = [
        Actual(THEN + timedelta(days=on), amount, Row.OTHER_IN if amount > 0 else Row.VENDORS, party)
        for party, amount, on in moved
    ]
    made = bridge(before, after, happened, fixed={"A"})
    assert (made.low_before, made.low_after) == (before.lowest.cash, after.lowest.cash)
    assert_adds_up(made)
