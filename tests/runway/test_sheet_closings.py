"""Past closings of the sheet, with what no document explains. It is Mon, Nov 23, 2026; weeks end on Fridays."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from core.cash import ZERO, AccountKind, Balance, Reading
from runway.calculators.owned import Owned
from runway.calculators.position import Facts, Position, position
from runway.calculators.sheet_grid import WEEKS_BACK
from runway.calculators.weeks import DAY
from tests.runway.books import Books
from tests.runway.test_weekly_rest import SATURDAYS, TODAY, reading


def at(books: Books, *readings: Reading) -> Position:
    facts = Facts(
        books.today, 7, "USD", books.balances, books.flows, books.items, moved=books.flows, readings=readings
    )
    return position(facts, Owned())


def test_past_closings_of_the_sheet_are_those_of_the_accounts(books: Books) -> None:
    """Of a payroll of 250 in the week to Nov 13 and 40 since Saturday, no document tells.

    2026-11-23  cash     Operating      460.00
    2026-11-23  cash     Savings         50.00
    2026-10-01  receipt  Amy's Birds  1,000.00
    2026-11-12  spend    Landlord       200.00
    2026-11-18  transfer  Savings        50.00   from Operating
    """
    read = [
        *(
            reading(on, balance, balance)
            for on, balance in zip(SATURDAYS[:3], (1000, 1000, 1000), strict=True)
        ),
        reading(SATURDAYS[3], 550, 800),
        reading(SATURDAYS[4], 500, 750),
        *(reading(on, 0, 0, "Savings") for on in SATURDAYS[:4]),
        reading(SATURDAYS[4], 50, 50, "Savings"),
    ]
    found = at(books, *read)
    made = found.sheet
    assert made is not None
    assert made.line("unexplained").amounts[:WEEKS_BACK] == (0, 0, -250, 0)
    this = [(part.party, part.amount) for part in made.parts("unexplained", WEEKS_BACK) if part.rule is None]
    assert this == [("Operating", -40)], "so far; what is ahead goes on"
    assert made.line("closing").amounts[:WEEKS_BACK] == (1000, 1000, 550, 550)
    for place, week in enumerate(made.weeks[:WEEKS_BACK]):
        theirs = [rest for rest in found.rests if rest.until == week.ends_on]
        assert made.line("closing").amounts[place] == sum(rest.closing for rest in theirs)
        assert made.line("opening").amounts[place] == sum(rest.opening for rest in theirs)
        parts = {part.party: part.amount for part in made.parts("unexplained", place)}
        assert parts == {rest.name: rest.unexplained for rest in theirs}


def test_a_reading_that_is_missing_leaves_the_closings_before_it_as_they_were(books: Books) -> None:
    """A payroll of 450 left in the week to Nov 13; on Nov 14 nothing was read.

    2026-11-23  cash     Operating      550.00
    2026-10-01  receipt  Amy's Birds  1,000.00
    """
    read = [reading(on, 1000, 1000) for on in SATURDAYS[:3]]
    found = at(books, *read, reading(SATURDAYS[4], 550, 1000))
    made = found.sheet
    assert made is not None
    assert made.line("unexplained").amounts[:WEEKS_BACK] == (0, 0, None, -450)
    assert made.line("unexplained").total is None
    assert made.line("closing").amounts[:WEEKS_BACK] == (1000, 1000, 1000, 550)


missing = st.sets(st.tuples(st.sampled_from(["Operating", "Savings"]), st.sampled_from(SATURDAYS)))
hidden = st.lists(st.tuples(st.sampled_from(["Operating", "Savings"]), st.integers(0, 4), st.integers(-9, 9)))


@given(hidden, missing)
def test_whatever_readings_are_missing_the_sheet_closes_as_its_accounts_do(
    moved: list[tuple[str, int, int]], unread: set[tuple[str, date]]
) -> None:
    """In the week before each Saturday, money moved that no document tells of; nothing was entered at all."""
    held = {
        (name, place): Decimal(sum(n for other, week, n in moved if other == name and week <= place))
        for name in ("Operating", "Savings")
        for place in range(len(SATURDAYS))
    }
    balances = [
        Balance(name, name, AccountKind.OPERATING, "USD", held[name, 4], held[name, 4], None)
        for name in ("Operating", "Savings")
    ]
    read = [
        Reading(name, SATURDAYS[place], amount, ZERO)
        for (name, place), amount in held.items()
        if (name, SATURDAYS[place]) not in unread
    ]
    found = position(Facts(TODAY, 7, "USD", tuple(balances), (), (), moved=(), readings=tuple(read)), Owned())
    made = found.sheet
    assert made is not None
    known = [place for place, on in enumerate(SATURDAYS) if not {("Operating", on), ("Savings", on)} & unread]
    for place in known:
        if place:
            assert (
                made.line("closing").amounts[place - 1] == held["Operating", place] + held["Savings", place]
            )
        if place < WEEKS_BACK:
            assert made.line("opening").amounts[place] == held["Operating", place] + held["Savings", place]
    for rest in found.own_rests:
        assert (
            rest.closing == held[rest.name, 4 if rest.until == TODAY else SATURDAYS.index(rest.until + DAY)]
        )
        assert rest.opening == held[rest.name, SATURDAYS.index(rest.begins_on + DAY)]
        assert rest.opening + rest.movements + rest.unexplained == rest.closing
