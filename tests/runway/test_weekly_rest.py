"""What no document explains, week by week, from balances that were read on the days after. It is Mon, Nov 23, 2026.

Weeks end on Fridays, so the last four ended on Oct 30, Nov 6, 13 and 20; their readings are those of the Saturdays.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cash import ZERO, AccountKind, Balance, Document, Flow, Reading
from runway.calculators.actuals import Actual
from runway.calculators.hygiene.unexplained_money import unexplained_money
from runway.calculators.unexplained import unexplained
from runway.calculators.weekly_rest import WeekRest, own_rests, unexplained_actuals, weekly_rests
from runway.calculators.weeks import DAY, FRIDAY, SUNDAY, WEEK, complete_weeks
from tests.runway.books import Books

TODAY = date(2026, 11, 23)
SATURDAYS = tuple(date(2026, 10, 24) + WEEK * n for n in range(5))


def reading(on: date, balance: object, explained: object, account: str = "Operating") -> Reading:
    return Reading(account, on, Decimal(str(balance)), Decimal(str(explained)))


def weeks(books: Books, *readings: Reading, last: int = FRIDAY) -> tuple[WeekRest, ...]:
    spans = unexplained(books.balances, books.flows, "USD", books.today)
    return weekly_rests(books.balances, books.flows, readings, spans, books.today, last)


def pieces_of(books: Books, found: tuple[WeekRest, ...]) -> tuple[Actual, ...]:
    spans = unexplained(books.balances, books.flows, "USD", books.today)
    return unexplained_actuals(own_rests(found, books.balances, spans))


def told(found: tuple[WeekRest, ...]) -> dict[str, tuple[object, ...]]:
    return {f"{w.until:%b %d}": (w.opening, w.movements, w.unexplained, w.closing) for w in found}


def test_a_payroll_that_no_document_tells_of_is_the_rest_of_its_week(books: Books) -> None:
    """
    2026-11-23  cash     Operating      550.00
    2026-10-01  receipt  Amy's Birds  1,000.00
    2026-11-12  spend    Landlord       200.00
    """
    found = weeks(
        books,
        reading(date(2026, 11, 7), 1000, 1000),
        reading(date(2026, 11, 14), 550, 800),
        reading(date(2026, 11, 21), 550, 800),
    )
    assert told(found) == {
        "Nov 13": (1000, -200, -250, 550),
        "Nov 20": (550, 0, 0, 550),
        "Nov 23": (550, 0, 0, 550),
    }


def test_the_tray_names_the_weeks_of_which_it_is_known(books: Books) -> None:
    """
    2026-11-23  cash     Operating      550.00
    2026-10-01  receipt  Amy's Birds  1,000.00
    """
    spans = unexplained(books.balances, books.flows, "USD", TODAY)
    read = [reading(on, balance, 1000) for on, balance in zip(SATURDAYS[2:], (900, 550, 550), strict=True)]
    (issue,) = unexplained_money(spans, {}, weeks(books, *read))
    assert "Of it \u2212350.00 in the week to Nov 13, 2026. At stake" in issue.text


def test_the_tray_says_of_this_week_that_it_is_not_over_and_of_several_how_many(books: Books) -> None:
    """
    2026-11-23  cash     Operating      510.00
    2026-10-01  receipt  Amy's Birds  1,000.00
    """
    spans = unexplained(books.balances, books.flows, "USD", TODAY)
    read = [reading(on, balance, 1000) for on, balance in ((SATURDAYS[2], 900), (SATURDAYS[4], 550))]
    (issue,) = unexplained_money(spans, {}, weeks(books, *read))
    assert (
        "Of it \u2212350.00 in the 2 weeks to Nov 20, 2026; \u221240.00 after Nov 20, 2026 so far."
        in issue.text
    )


def test_a_cheque_of_saturday_before_a_late_reading_counts_in_the_week_that_was_over(books: Books) -> None:
    """Saturday's balance was read in the evening; at noon 30 had gone, of which no document tells.

    2026-11-23  cash     Operating    770.00
    2026-10-01  receipt  Amy's Birds  800.00
    """
    found = weeks(books, reading(SATURDAYS[3], 800, 800), reading(SATURDAYS[4], 770, 800))
    assert told(found) == {"Nov 20": (800, 0, -30, 770), "Nov 23": (770, 0, 0, 770)}


def test_weeks_between_which_nothing_was_read_are_told_as_one(books: Books) -> None:
    """
    2026-11-23  cash     Operating    550.00
    2026-10-01  receipt  Amy's Birds  800.00
    2026-11-10  receipt  Amy's Birds  200.00
    """
    read = [reading(on, 1000, 1000) for on in SATURDAYS[:3]]
    found = weeks(books, *read, reading(SATURDAYS[4], 550, 1000))
    assert told(found) == {
        "Oct 30": (800, 0, 0, 800),
        "Nov 06": (800, 0, 0, 800),
        "Nov 20": (800, 200, -450, 550),
        "Nov 23": (550, 0, 0, 550),
    }
    assert [week.weeks for week in found] == [1, 1, 2, 1]


def test_a_payroll_of_months_ago_stays_in_its_week(books: Books) -> None:
    """
    2026-11-23  cash     Operating    550.00
    2026-06-01  receipt  Amy's Birds  800.00
    """
    first = date(2026, 6, 6)
    read = [reading(first + WEEK * n, 800 if n < 2 else 550, 800) for n in range(25)]
    found = told(weeks(books, *read))
    assert found["Jun 19"] == (800, 0, -250, 550)
    assert len(found) == 25, "24 weeks between 25 readings, and this one so far"


def test_before_the_first_reading_all_is_unknown(books: Books) -> None:
    """
    2026-11-23  cash     Operating    800.00
    2026-10-01  receipt  Amy's Birds  800.00
    """
    found = weeks(books, reading(date(2026, 11, 14), 800, 800))
    assert told(found) == {"Nov 23": (800, 0, 0, 800)}
    assert weeks(books) == ()


def test_a_reading_of_any_other_day_says_nothing_of_a_week(books: Books) -> None:
    """
    2026-11-23  cash     Operating    800.00
    2026-10-01  receipt  Amy's Birds  800.00
    """
    assert weeks(books, *(reading(on + DAY * 3, 800, 800) for on in SATURDAYS)) == ()


def test_weeks_that_end_on_sunday_are_told_by_the_readings_of_mondays(books: Books) -> None:
    """
    2026-11-23  cash     Operating    780.00
    2026-10-01  receipt  Amy's Birds  800.00
    """
    read = reading(date(2026, 11, 16), 800, 800), reading(date(2026, 11, 23), 780, 800)
    assert told(weeks(books, *read, last=SUNDAY)) == {
        "Nov 22": (800, 0, -20, 780),
        "Nov 23": (780, 0, 0, 780),
    }


def test_a_cheque_dated_ahead_is_in_every_balance_and_in_no_week_yet(books: Books) -> None:
    """Entered on Nov 10 for the Friday after today.

    2026-11-23  cash     Operating    700.00
    2026-10-01  receipt  Amy's Birds  800.00
    2026-11-27  spend    Landlord     100.00
    """
    read = reading(date(2026, 11, 7), 800, 800), reading(date(2026, 11, 14), 700, 700)
    assert told(weeks(books, *read)) == {"Nov 13": (800, 0, 0, 800), "Nov 23": (800, 0, 0, 800)}


def test_what_was_entered_later_than_it_is_dated_leaves_no_week_unexplained(books: Books) -> None:
    """The bill payment of Nov 10 was entered on Nov 18: the balance of Nov 14 did not hold it, nor was it explained.

    2026-11-23  cash          Operating    700.00
    2026-10-01  receipt       Amy's Birds  800.00
    2026-11-10  bill payment  Acme Paper   100.00
    """
    found = weeks(books, *(reading(on, 800, 800) for on in SATURDAYS[2:4]), reading(SATURDAYS[4], 700, 700))
    assert told(found) == {
        "Nov 13": (800, -100, 0, 700),
        "Nov 20": (700, 0, 0, 700),
        "Nov 23": (700, 0, 0, 700),
    }


def test_what_was_deleted_after_a_reading_leaves_no_week_unexplained(books: Books) -> None:
    """The balance of Nov 14 held a receipt of 90 that is gone since, and it was explained by it.

    2026-11-23  cash     Operating    800.00
    2026-10-01  receipt  Amy's Birds  800.00
    """
    found = weeks(books, reading(date(2026, 11, 14), 890, 890), reading(date(2026, 11, 21), 800, 800))
    assert told(found) == {"Nov 20": (800, 0, 0, 800), "Nov 23": (800, 0, 0, 800)}


def test_the_bounds_of_a_week_are_after_friday_to_friday(books: Books) -> None:
    """
    2026-11-23  cash     Operating    107.00
    2026-11-13  receipt  Amy's Birds  100.00
    2026-11-14  receipt  Amy's Birds    4.00
    2026-11-20  receipt  Amy's Birds    2.00
    2026-11-21  receipt  Amy's Birds    1.00
    """
    found = weeks(books, *(reading(on, 107, 107) for on in SATURDAYS))
    assert [week.movements for week in found] == [0, 0, 100, 6, 1]
    assert [week.closing for week in found] == [0, 0, 100, 106, 107]


def test_trust_money_has_weeks_of_its_own_and_is_not_on_the_sheet(books: Books) -> None:
    """
    2026-11-23  cash   Operating    0.00
    2026-11-23  trust  Escrow     500.00
    """
    read = [reading(on, 0, 0) for on in SATURDAYS[3:]] + [
        reading(on, 500, 0, "Escrow") for on in SATURDAYS[3:]
    ]
    found = weeks(books, *read)
    assert {week.account_id for week in found} == {"Operating", "Escrow"}
    pieces = pieces_of(books, found)
    assert [(piece.party, piece.on) for piece in pieces] == [("Operating", date(2026, 11, 20))]


def test_where_one_account_is_unknown_the_week_of_all_is(books: Books) -> None:
    """
    2026-11-23  cash  Operating  0.00
    2026-11-23  cash  Savings    0.00
    """
    own, other = ([reading(on, 0, 0, name) for on in SATURDAYS[2:]] for name in ("Operating", "Savings"))
    known = pieces_of(books, weeks(books, *own, *other))
    assert {piece.on for piece in known} == {date(2026, 11, 13), date(2026, 11, 20)}
    only_later = pieces_of(books, weeks(books, *own, *other[1:]))
    assert {piece.on for piece in only_later} == {date(2026, 11, 20)}


def test_what_one_account_lacks_is_told_of_all_with_the_next_week(books: Books) -> None:
    """Savings was not read on Nov 14; of 450 that left Operating in the week before, and 20 since, nobody tells.

    2026-11-23  cash     Operating    530.00
    2026-11-23  cash     Savings        0.00
    2026-10-01  receipt  Amy's Birds  1,000.00
    """
    own = [reading(on, left, 1000) for on, left in zip(SATURDAYS[2:], (1000, 550, 530), strict=True)]
    other = [reading(on, 0, 0, "Savings") for on in (SATURDAYS[2], SATURDAYS[4])]
    pieces = pieces_of(books, weeks(books, *own, *other))
    assert [(piece.party, piece.on, piece.amount) for piece in pieces] == [
        ("Operating", date(2026, 11, 20), -470),
        ("Savings", date(2026, 11, 20), 0),
    ]


def test_of_a_foreign_account_nothing_is_said(books: Books) -> None:
    """
    2026-11-23  cash  Operating  0.00
    """
    euro = replace(books.balances[0], account_id="Euro", name="Euro", currency="EUR")
    with_euro = replace(books, balances=(*books.balances, euro))
    found = weeks(with_euro, *(reading(on, 0, 0) for on in SATURDAYS))
    assert {week.account_id for week in found} == {"Operating"}
    assert {piece.party for piece in pieces_of(with_euro, found)} == {"Operating"}


@dataclass
class Ledger:
    """Books as they are kept: what is entered, edited, deleted, and what no document tells of; one account."""

    docs: dict[int, tuple[date, Decimal]] = field(default_factory=dict)
    hidden: dict[date, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    readings: dict[date, Reading] = field(default_factory=dict)

    def explained(self) -> Decimal:
        return sum((amount for _, amount in self.docs.values()), ZERO)

    def balance(self) -> Decimal:
        return self.explained() + sum(self.hidden.values(), ZERO)

    def read(self, on: date) -> None:
        self.readings[on] = Reading("Operating", on, self.balance(), self.explained())

    def do(self, on: date, act: tuple[str, int, int, Decimal]) -> None:
        deed, which, days, amount = act
        if deed == "hide":
            self.hidden[on] += amount
        elif deed == "delete":
            self.docs.pop(which, None)
        else:
            self.docs[which] = (on + timedelta(days=days), amount)


cents = st.integers(-500_000, 500_000).map(lambda n: Decimal(n) / 100)
acts = st.tuples(
    st.sampled_from(["enter", "enter", "delete", "hide"]), st.integers(0, 6), st.integers(-50, 30), cents
)
lives = st.lists(st.tuples(st.integers(0, 45), acts), max_size=40)


@given(lives, st.sets(st.integers(0, 45)), st.integers(0, 6), st.sampled_from([FRIDAY, SUNDAY]))
def test_whatever_is_entered_edited_deleted_or_dated_every_week_adds_up_to_the_cent(
    life: list[tuple[int, Any]], unread: set[int], weekday: int, last: int
) -> None:
    """Every day is read at its beginning, some are not; which documents there were then, nobody remembers."""
    today = TODAY + DAY * weekday
    ledger = Ledger()
    for back in range(45, -1, -1):
        day = today - DAY * back
        if back not in unread:
            ledger.read(day)
        for when, act in life:
            if when == back:
                ledger.do(day, act)
    account = Balance("Operating", "Operating", AccountKind.OPERATING, "USD", ledger.balance(), ZERO, None)
    flows = [
        Flow(on, amount, "Operating", "journal", "", Document("JournalEntry", str(n)))
        for n, (on, amount) in ledger.docs.items()
    ]
    spans = unexplained([account], flows, "USD", today)
    found = weekly_rests([account], flows, ledger.readings.values(), spans, today, last)
    for week in found:
        assert week.opening + week.movements + week.unexplained == week.closing
        hidden = [amount for on, amount in ledger.hidden.items() if week.begins_on < on <= week.until]
        assert week.unexplained == sum(hidden, ZERO)
        dated = [flow.amount for flow in flows if flow.on <= week.until]
        seen = [amount for on, amount in ledger.hidden.items() if on <= week.until]
        assert week.closing == sum(dated, ZERO) + sum(seen, ZERO)
    edges = [end for end in complete_weeks(today, 26, last) if end + DAY in ledger.readings]
    known = [w.until for w in found if w.until != today]
    assert known == edges[1:]


@pytest.mark.parametrize("today", [date(2026, 11, 20), date(2026, 11, 21)])
def test_a_week_is_over_on_the_day_after_its_last(books: Books, today: date) -> None:
    """
    2026-11-23  cash     Operating    800.00
    2026-10-01  receipt  Amy's Birds  800.00
    """
    found = weeks(replace(books, today=today), *(reading(on, 800, 800) for on in SATURDAYS if on <= today))
    over = [week.until for week in found if week.until != today]
    assert over[-1] == (date(2026, 11, 13) if today == date(2026, 11, 20) else date(2026, 11, 20))
