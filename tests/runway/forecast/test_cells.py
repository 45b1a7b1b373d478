"""Every cell opens to its documents, rule and assumption, and what it opens to is the cell, to the cent."""

from datetime import date
from decimal import Decimal

from runway.calculators.base_case import Earmark
from runway.calculators.entries import Dates
from runway.services.forecast_cells import Opened, SetDate, summed, week_at
from runway.services.forecast_sheet import Computed
from runway.services.known_page import DateRow
from tests.runway.books import Books
from tests.runway.forecast.computed import computed

THIS = 4


def opened(of: Computed, key: str, week: int = THIS) -> Opened:
    return Opened(of.made, of.made.line(key), week)


def test_the_pieces_of_every_cell_are_the_cell(of: Computed) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-20  spend    Landlord       300.00
    2026-11-18  receipt  Amy's Birds    120.10
    2026-11-01  invoice  Amy's Birds    500.33   due 2026-11-27
    2026-09-01  invoice  Beth's Bees    333.34   due 2026-10-01
    2026-11-01  bill     Acme Paper     800.00   due 2026-11-28
    2026-12-01  spend    Landlord       300.00
    """
    checked = 0
    for line in of.made.lines:
        for week in range(17):
            cell = Opened(of.made, line, week)
            if pieces := cell.pieces():
                assert summed(pieces) == cell.amount, (line.key, week)
                checked += 1
            known = [term.amount for term in cell.terms() if term.amount is not None]
            if len(known) < len(cell.terms()):
                assert cell.amount is None or line.key == "net"  # of past weeks the unexplained is unknown
            elif known:
                assert sum(known) == cell.amount, (line.key, week)
    assert checked > 60


def test_a_bill_opens_with_its_page_in_quickbooks_its_rule_and_its_days(of: Computed) -> None:
    """
    2026-11-23  cash  Operating   1,000.00
    2026-11-01  bill  Acme Paper    800.00   due 2026-11-28
    """
    (piece,) = opened(of, "vendor:Acme Paper", 5).pieces()
    assert (piece.party, piece.amount, piece.whole) == ("Acme Paper", 800, None)
    assert [paper.href for paper in piece.papers] == ["https://app.qbo.intuit.com/app/bill?txnId=2"]
    assert (piece.rule, piece.assumption) == ("the due date", "due Nov 28")
    assert piece.due_on == piece.expected_on == piece.first == piece.last == date(2026, 11, 28)
    assert piece.can_be_dated


def test_what_is_spread_over_weeks_says_of_what_it_is_a_share(of: Computed) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-09-01  invoice  Beth's Bees    333.34   due 2026-10-01
    """
    (piece,) = opened(of, "overdue", 5).pieces()
    assert piece.whole == Decimal("333.34")
    assert piece.amount < piece.whole
    assert piece.happened_on is None
    assert piece.first is not None
    assert piece.first < (piece.expected_on or date.max) < (piece.last or date.max)


def test_what_happened_has_its_day_and_no_date_to_set(of: Computed) -> None:
    """
    2026-11-23  cash   Operating  1,000.00
    2026-11-20  spend  Landlord     300.00
    """
    (piece,) = opened(of, "rent", 3).pieces()
    assert (piece.happened_on, piece.amount, piece.rule) == (date(2026, 11, 20), 300, "happened")
    assert not piece.can_be_dated
    assert piece.expected_on is None


def test_a_sum_opens_to_its_lines_and_a_balance_to_what_it_rests_on(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-01  invoice  Amy's Birds    500.00   due 2026-11-27
    2026-11-01  bill     Acme Paper     800.00   due 2026-11-26
    """
    of = computed(books, [Earmark("Taxes", Decimal(150), date(2026, 12, 1)), Earmark("Roof", Decimal(50))])
    terms = {
        key: [(term.name, term.amount) for term in opened(of, key).terms()]
        for key in ("disbursements", "net", "closing", "available", "headroom", "earmarked", "opening")
    }
    assert terms == {
        "disbursements": [("Acme Paper", 800)],
        "net": [("Invoices not yet due", 500), ("Acme Paper", -800)],
        "closing": [("Opening cash", 1000), ("Net cash flow", -300)],
        "available": [("Closing cash", 700), ("Earmarked", -200)],
        "headroom": [("Available cash", 500), ("Minimum line", -400)],
        "earmarked": [],
        "opening": [("Closing cash", 1000)],
    }
    kept = Opened(of.made, of.made.line("earmarked"), THIS, earmarks=(Earmark("Roof", Decimal(50)),))
    assert [(term.name, term.amount) for term in kept.terms()] == [("Roof", -50)]


def test_moving_a_date_moves_exactly_its_amount_and_shows_who_moved_it(books: Books) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-01  invoice  Amy's Birds    500.00   due 2026-11-27
    """
    name = ("Invoice", "2")
    moved = computed(books, dates=Dates(promised={name: date(2026, 12, 3)}))
    before = computed(books).made.line("not_due").amounts
    after = moved.made.line("not_due").amounts
    assert [b - a for b, a in zip(before, after, strict=True)][4:7] == [500, -500, 0]  # type: ignore[operator]
    row = DateRow(
        books.items[0].document, "Amy's Birds", Decimal(500), None, date(2026, 12, 3), "Said so", "Cora",
        date(2026, 11, 23), is_past=False,
    )  # fmt: skip
    cell = Opened(moved.made, moved.made.line("not_due"), 5, {name: SetDate(9, row)})
    (piece,) = cell.pieces()
    assert (piece.dated, piece.seen, piece.due_on) == (row, 9, date(2026, 11, 27))


def test_a_memo_of_what_is_open_opens_to_its_documents(of: Computed) -> None:
    """
    2026-11-23  cash     Operating    1,000.00
    2026-11-01  invoice  Amy's Birds    500.00   due 2026-12-01
    2026-11-01  bill     Acme Paper     800.00   due 2026-12-01
    """
    assert [piece.party for piece in opened(of, "open_ar").pieces()] == ["Amy's Birds"]
    assert [piece.amount for piece in opened(of, "open_ap").pieces()] == [800]
    assert opened(of, "open_ap").pieces()[0].whole is None


def test_a_week_is_named_by_its_last_day(of: Computed) -> None:
    """
    2026-11-23  cash  Operating  1,000.00
    """
    assert week_at(of.made, "2026-11-27") == THIS
    assert [week_at(of.made, asked) for asked in ("2026-11-26", "", "soon")] == [None] * 3
