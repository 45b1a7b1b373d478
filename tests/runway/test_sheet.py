"""The 13-week sheet foots, opens to its documents, and splits weeks where they end. Today is Mon, Nov 23, 2026."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cash import Document
from runway.calculators.actuals import Actual, actuals
from runway.calculators.base_case import Earmark
from runway.calculators.chances import Chances
from runway.calculators.documents_ahead import document_entries
from runway.calculators.entries import Dates, Entry, Rule
from runway.calculators.forecast import forecast
from runway.calculators.movements import book_cash
from runway.calculators.planned import dated_ahead
from runway.calculators.rows import Row
from runway.calculators.sheet import Line, Sheet, sheet
from runway.calculators.weeks import FRIDAY, SUNDAY
from tests.runway.books import Books

TODAY = date(2026, 11, 23)
THIS = 4  # the place of this week, behind four past ones


def of(books: Books, last: int = FRIDAY, dates: Dates | None = None) -> Sheet:
    """The sheet of books: what is dated ahead is not in the bank yet."""
    later = dated_ahead(books.movements, books.today)
    cash = (book_cash(books.balances).total or 0) - sum(entry.amount for entry in later)
    entries = [*document_entries(books.items, books.today, dates or Dates()), *later]
    seen = forecast(Decimal(cash), entries, books.today, 7, Decimal(100))
    return sheet(seen, actuals(books.movements, books.today), last)


def assert_foots(made: Sheet) -> None:
    """Every column and the total are sums, and weeks hang together."""
    opening, net, closing = (made.line(key) for key in ("opening", "net", "closing"))
    rows = [line for line in made.lines if line.row]
    for week in range(17):
        moved = sum(line.amounts[week] or 0 for line in rows)
        assert moved == net.amounts[week]
        assert opening.amounts[week] + moved == closing.amounts[week]
        assert week == 0 or opening.amounts[week] == closing.amounts[week - 1]
        for line in rows:
            assert sum(part.amount for part in made.parts(line.key, week)) == (line.amounts[week] or 0)
        for line in made.lines:
            parts = made.parts(line.key, week)
            assert not parts or sum(part.amount for part in parts) == line.amounts[week]
    assert opening.total + net.total == closing.total
    assert all(line.total == total(line) for line in (*rows, net))


def total(line: Line) -> Decimal | None:
    """Unknown where a week is."""
    return None if None in line.amounts else sum(line.amounts)


def column(made: Sheet, week: int) -> dict[str, Decimal]:
    """The lines with money in one week."""
    return {line.key: line.amounts[week] for line in made.lines if line.row and line.amounts[week]}


def test_four_weeks_as_they_were_and_thirteen_ahead(books: Books) -> None:
    """
    2026-11-23  cash      Operating    1,000.00
    2026-10-23  spend     Landlord        50.00
    2026-10-24  spend     Landlord       300.00
    2026-11-20  receipt   Amy's Birds    200.00
    2026-11-01  invoice   Amy's Birds    500.00   due 2026-11-27
    2026-11-01  bill      Acme Paper     800.00   due 2026-11-28
    """
    made = of(books)
    ends = [date(2026, 10, 30) + timedelta(weeks=n) for n in range(17)]
    assert [week.ends_on for week in made.weeks] == ends
    assert [week.is_actual for week in made.weeks] == [True] * 4 + [False] * 13
    assert column(made, 0) == {"rent": -300}
    assert column(made, 3) == {"collected": 200}
    assert column(made, 4) == {"not_due": 500}
    assert column(made, 5) == {"vendor:Acme Paper": -800}
    assert made.line("opening").amounts[:6] == (1100, 800, 800, 800, 1000, 1500)
    assert made.line("closing").total == 700
    assert_foots(made)


def test_this_week_has_what_happened_of_it_and_what_is_to_come(books: Books) -> None:
    """
    2026-11-26  today
    2026-11-26  cash     Operating    1,000.00
    2026-11-20  spend    Acme Paper      10.00
    2026-11-21  spend    Acme Paper     300.00
    2026-11-26  spend    Acme Paper      40.00
    2026-11-01  bill     Acme Paper     100.00   due 2026-11-26
    2026-11-01  bill     Acme Paper     200.00   due 2026-11-27
    """
    made = of(books)
    assert made.line("opening").amounts[THIS] == 1340
    assert made.line("closing").amounts[THIS] == 700
    rules = [(part.amount, part.rule) for part in made.parts("vendor:Acme Paper", THIS)]
    assert rules == [(-300, None), (-200, Rule.DUE_DATE), (-100, Rule.DUE_DATE), (-40, None)]
    assert_foots(made)


def test_weeks_end_on_sunday_by_choice(books: Books) -> None:
    """
    2026-11-22  today
    2026-11-22  cash     Operating    1,000.00
    2026-11-01  bill     Acme Paper     100.00   due 2026-11-22
    2026-11-01  bill     Acme Paper     200.00   due 2026-11-23
    """
    made = of(books, SUNDAY)
    assert made.weeks[THIS].ends_on == date(2026, 11, 22)
    assert [column(made, week)["vendor:Acme Paper"] for week in (4, 5)] == [-100, -200]
    friday = of(books)
    assert friday.weeks[THIS].ends_on == date(2026, 11, 27)
    assert column(friday, THIS)["vendor:Acme Paper"] == -300
    assert friday.line("closing").total == made.line("closing").total == 700


def test_receivables_are_split_at_their_due_date(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-01  invoice  Amy's Birds    100.00   due 2026-11-23
    2026-11-01  invoice  Beth's Bees    200.00   due 2026-11-22
    """
    promised = Dates(promised={("Invoice", "3"): date(2026, 11, 25)})
    assert column(of(books, dates=promised), THIS) == {"not_due": 100, "overdue": 200}


def test_a_payment_dated_ahead_is_in_the_week_of_its_date(books: Books) -> None:
    """
    2026-11-23  cash   Operating  1,000.00
    2026-12-01  spend  Landlord     300.00
    """
    made = of(books)
    assert column(made, 5) == {"rent": -300}
    assert (made.line("opening").amounts[THIS], made.line("closing").amounts[5]) == (1300, 1000)
    assert_foots(made)


def test_the_largest_vendors_are_named_and_the_others_are_one_line(books: Books) -> None:
    """
    2026-11-23  cash   Operating  1,000.00
    2026-11-18  spend  Vendor A      10.00
    2026-11-01  bill   Vendor A     100.00   due 2026-11-25
    2026-11-01  bill   Vendor B     105.00   due 2026-11-25
    2026-11-01  bill   Vendor C     300.00   due 2026-11-25
    2026-11-01  bill   Vendor D     400.00   due 2026-11-25
    2026-11-01  bill   Vendor E     500.00   due 2026-11-25
    2026-11-01  bill   Vendor F     600.00   due 2026-11-25
    2026-11-01  bill   Vendor G       1.00   due 2026-11-25
    """
    made = of(books)
    vendors = [line.key for line in made.lines if line.row is Row.VENDORS]
    assert vendors == [*(f"vendor:Vendor {name}" for name in "FEDCA"), "vendors"]
    assert [part.party for part in made.parts("vendors", THIS)] == ["Vendor B", "Vendor G"]


def test_financing_debt_and_owners_are_not_operating() -> None:
    moved = [
        Actual(TODAY, Decimal(100), Row.COLLECTED),
        Actual(TODAY, Decimal(1000), Row.FINANCING),
        Actual(TODAY, Decimal(-30), Row.DEBT),
        Actual(TODAY, Decimal(-20), Row.OWNERS),
        Actual(TODAY, Decimal(-7), Row.PAYROLL),
    ]
    made = sheet(forecast(Decimal(0), (), TODAY, 7), moved)
    nets = ("receipts", "disbursements", "net_operating", "net")
    assert [made.line(key).amounts[THIS] for key in nets] == [1100, -57, 93, 1043]


def test_the_unexplained_of_past_weeks_is_unknown_until_balances_were_read() -> None:
    seen, rest = (
        forecast(Decimal(500), (), TODAY, 7),
        Actual(date(2026, 11, 20), Decimal(-40), Row.UNEXPLAINED),
    )
    unknown, known = sheet(seen, ()), sheet(seen, (), unexplained=[rest])
    assert unknown.line("unexplained").amounts[:4] == (None,) * 4
    assert known.line("unexplained").amounts[:4] == (None, None, None, -40)
    assert (known.line("opening").amounts[3], known.line("closing").amounts[3]) == (540, 500)


def test_what_stands_below_closing_cash(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-01  invoice  Amy's Birds    500.00   due 2026-12-01
    2026-10-01  invoice  Beth's Bees     70.00   due 2026-11-01
    2026-11-01  bill     Acme Paper     800.00   due 2026-12-05
    """
    disputed = Dates(promised={("Invoice", "3"): date(2026, 12, 8)})
    seen = forecast(
        Decimal(1000),
        document_entries(books.items, TODAY, disputed),
        TODAY,
        7,
        Decimal(100),
        [Earmark("Taxes", Decimal(150), date(2026, 12, 4))],
    )
    made = sheet(seen, (), undrawn=Decimal(2000))
    at = {
        key: made.line(key).amounts[4:7]
        for key in ("earmarked", "available", "headroom", "open_ar", "open_ap", "open_overdue")
    }
    assert at == {
        "earmarked": (-150, 0, 0),
        "available": (850, 1500, 770),
        "headroom": (750, 1400, 670),
        "open_ar": (570, 70, 0),
        "open_ap": (800, 800, 0),
        "open_overdue": (70, 70, 0),
    }
    assert made.line("undrawn").amounts[THIS] == 2000
    assert made.line("line").amounts[:5] == (None, None, None, None, 100)
    assert made.line("p10").amounts[6] == made.line("p90").amounts[6] == 770
    assert [part.party for part in made.parts("open_overdue", 5)] == ["Beth's Bees"]


def test_every_cell_opens_to_documents_rule_and_assumption(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-01  invoice  Amy's Birds    500.00   due 2026-12-01
    """
    (part,) = of(books).parts("not_due", 5)
    assert (part.documents, part.rule, part.amount) == ((books.items[0].document,), Rule.DUE_DATE, 500)
    assert part.assumption == "due 2026-12-01"


def test_no_two_lines_share_a_key(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-01  invoice  Amy's Birds    500.00   due 2026-11-01
    """
    keys = [line.key for line in of(books).lines]
    assert len(set(keys)) == len(keys)


def test_a_line_or_week_that_is_not_there_is_refused(books: Books) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    made = of(books)
    with pytest.raises(KeyError):
        made.line("magic")
    with pytest.raises(IndexError):
        made.parts("not_due", 17)


def test_clocks_that_change_move_no_money_to_another_week(books: Books) -> None:
    """
    Clocks in New York go back in the night to Sunday, Nov 1, 2026, and forward on Mar 14, 2027.

    2026-10-30  today
    2026-10-30  cash  Operating   1,000.00
    2026-10-01  bill  Acme Paper    100.00   due 2026-11-01
    2026-10-01  bill  Acme Paper    200.00   due 2026-11-06
    2026-10-01  bill  Acme Paper    300.00   due 2026-11-07
    """
    assert [column(of(books), week).get("vendor:Acme Paper") for week in (4, 5, 6)] == [None, -300, -300]


AMOUNTS = st.decimals(-5000, 5000, places=2).filter(bool)
ROWS = st.sampled_from(list(Row))
MOVED = st.lists(st.tuples(AMOUNTS, st.integers(-60, 0), ROWS, st.sampled_from("ABCDEFG")), max_size=10)
AHEAD = st.lists(
    st.tuples(
        AMOUNTS, st.lists(st.integers(0, 5), min_size=1, max_size=92), ROWS, st.sampled_from("ABCDEFG")
    ),
    max_size=10,
)


def some_sheet(
    moved: Iterable, ahead: Iterable, *more: Entry, last: int = FRIDAY, turned: bool = False
) -> Sheet:
    happened = [
        Actual(TODAY + timedelta(days=day), amount, row, party, (Document("Purchase", str(number)),))
        for number, (amount, day, row, party) in enumerate(moved)
    ]
    entries = [
        Entry(
            str(number),
            row,
            Rule.LEARNED,
            amount,
            Chances(tuple(weight / (sum(weights) + 2) for weight in weights)),
            party,
        )
        for number, (amount, weights, row, party) in enumerate(ahead)
    ]
    step = -1 if turned else 1
    return sheet(forecast(Decimal(1000), [*entries, *more][::step], TODAY, 7), happened[::step], last)


@settings(deadline=None, max_examples=6)
@given(MOVED, AHEAD, st.sampled_from([FRIDAY, SUNDAY]))
def test_any_sheet_foots(moved, ahead, last: int) -> None:
    assert_foots(some_sheet(moved, ahead, last=last))


@settings(deadline=None, max_examples=10)
@given(MOVED, AHEAD)
def test_the_order_of_documents_is_irrelevant(moved, ahead) -> None:
    assert some_sheet(moved, ahead) == some_sheet(moved, ahead, turned=True)


@settings(deadline=None, max_examples=10)
@given(AHEAD, AMOUNTS, st.integers(0, 88), st.integers(0, 88))
def test_moving_one_items_date_moves_exactly_its_amount_between_two_weeks(
    ahead, amount, was, becomes
) -> None:
    one = Entry("moved", Row.ONE_OFF, Rule.USER_DATE, amount, Chances.on(TODAY + timedelta(days=was), TODAY))
    then = TODAY + timedelta(days=becomes)
    before = some_sheet((), ahead, one)
    after = some_sheet((), ahead, replace(one, chances=Chances.on(then, TODAY)))
    change = [0] * 17
    change[before.grid.week_of(TODAY + timedelta(days=was))] -= amount
    change[before.grid.week_of(then)] += amount
    pairs = zip(before.line("net").amounts, after.line("net").amounts, strict=True)
    assert [now - earlier for earlier, now in pairs] == change
