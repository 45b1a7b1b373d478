"""All money to come, nothing counted twice. Books in docstrings; today is Mon, Nov 23, 2026."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from core.cash import Document
from runway.calculators.actuals import Piece
from runway.calculators.ahead import Ahead, Known, money_ahead
from runway.calculators.entries import Rule
from runway.calculators.planned import Planned
from runway.calculators.rows import Row
from runway.calculators.unexplained import Rest
from runway.calculators.unseen import Paid
from tests.runway.books import Books

TODAY = date(2026, 11, 23)


def of(books: Books, **known: object) -> Ahead:
    return money_ahead(Known(books.today, books.balances, books.flows, books.items, **known))


def by_rule(ahead: Ahead) -> dict[Rule, Decimal]:
    """The sum of each rule's entries."""
    sums: dict[Rule, Decimal] = {}
    for entry in ahead.entries:
        sums[entry.rule] = sums.get(entry.rule, Decimal(0)) + entry.amount
    return sums


def wednesdays(amount: int, days_to_pay: int) -> Iterable[tuple[Row, Paid]]:
    for back in range(13):
        on = date(2026, 11, 18) - timedelta(weeks=back)
        yield Row.OTHER_IN, Paid(on - timedelta(days=days_to_pay), on, Decimal(amount))


def test_every_kind_of_money_is_there_once(books: Books) -> None:
    """
    2026-11-23  cash           Operating          9,000.00
    2026-11-23  undeposited    Undeposited Funds    300.00
    2026-09-01  spend          Landlord           2,000.00
    2026-10-01  spend          Landlord           2,000.00
    2026-11-01  spend          Landlord           2,000.00
    2026-12-02  spend          Builder              700.00
    2026-11-01  bill           Landlord           2,000.00   due 2026-12-01
    2026-11-01  invoice        Amy's Birds          500.00   due 2026-12-01
    """
    rest = Rest(TODAY - timedelta(days=91), TODAY, Decimal(0), Decimal(0), Decimal(-910), Decimal(0))
    grant = Planned("7", "Grant", date(2026, 12, 4), Decimal(5000), Row.OTHER_IN)
    ahead = of(books, rest=rest, planned=(grant,))
    assert by_rule(ahead) == {
        Rule.DUE_DATE: 500 - 2000,
        Rule.RECURRING: -2 * 2000,
        Rule.KNOWN: 5000,
        Rule.IN_TRANSIT: 300,
        Rule.DATED_AHEAD: -700,
        Rule.RUN_RATE: -910,
    }
    assert ahead.cash == 9000 + 700


def test_unknown_cash_is_unknown_and_the_rest_is_told(books: Books) -> None:
    """
    2026-11-23  cash  Paris  9,000.00  no rate
    2026-11-01  bill  Builder  70.00   due 2026-12-01
    """
    ahead = of(books)
    assert (ahead.cash, len(ahead.entries)) == (None, 1)


def test_missing_bills_and_unused_credits_are_told(books: Books) -> None:
    """
    2026-11-23  cash         Operating    9,000.00
    2026-08-15  spend        Landlord     2,000.00
    2026-09-15  spend        Landlord     2,000.00
    2026-10-15  spend        Landlord     2,000.00
    2026-11-01  credit memo  Amy's Birds     50.00
    """
    ahead = of(books)
    assert [e.on for e in ahead.expected if e.is_missing] == [date(2026, 11, 15)]
    assert [(credit.item.party, credit.left) for credit in ahead.unused] == [("Amy's Birds", 50)]


def test_sales_that_nobody_entered_count_where_history_is_given(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    """
    assert of(books).entries == ()
    ahead = of(books, settled=tuple(wednesdays(100, 30)), since=date(2026, 1, 1))
    assert by_rule(ahead) == {Rule.RUN_RATE: 900}
    assert {entry.row for entry in ahead.entries} == {Row.OTHER_IN}


def test_averages_leave_out_what_recurs_and_loans_that_came_in(books: Books) -> None:
    """
    2026-11-23  cash     Operating         9,000.00
    2026-09-01  spend    Landlord          2,000.00
    2026-10-01  spend    Landlord          2,000.00
    2026-11-01  spend    Landlord          2,000.00
    2026-11-02  spend    Corner Shop         130.00
    2026-11-03  deposit  Line of credit   50,000.00
    """
    ahead = of(books, settled=tuple(wednesdays(0, 0)), since=date(2026, 1, 1))
    averages = [entry for entry in ahead.entries if entry.rule is Rule.RUN_RATE and entry.amount]
    assert {entry.row for entry in averages} == {Row.VENDORS}
    assert sum(entry.amount for entry in averages) == -130


def test_a_months_other_amount_stands_for_that_month_and_what_comes_beside_it_does_not(books: Books) -> None:
    """
    2026-11-23  cash   Operating    9,000.00
    2026-06-15  spend  Owner        2,000.00
    2026-07-15  spend  Owner        2,000.00
    2026-08-15  spend  Owner        2,000.00
    2026-09-15  spend  Owner        2,000.00
    2026-09-25  spend  Owner        1,300.00
    2026-10-15  spend  Owner        2,700.00
    2026-11-15  spend  Owner        2,000.00
    """
    ahead = of(books, settled=tuple(wednesdays(0, 0)), since=date(2026, 1, 1))
    assert by_rule(ahead) == {Rule.RECURRING: -3 * 2000, Rule.RUN_RATE: -1300}


def test_bills_of_a_vendor_that_recurs_are_in_no_average(books: Books) -> None:
    """
    2026-11-23  cash          Operating  9,000.00
    2026-09-01  bill payment  Landlord   2,000.00
    2026-10-01  bill payment  Landlord   2,000.00
    2026-11-01  bill payment  Landlord   2,000.00
    """
    rent, paper = (
        Paid(date(2026, 10, 1), date(2026, 11, 1), Decimal(-2000), name) for name in ("Landlord", "Acme")
    )
    ahead = of(books, settled=((Row.NOT_BILLED, rent),), since=date(2026, 1, 1))
    assert by_rule(ahead) == {Rule.RECURRING: -3 * 2000}
    both = of(books, settled=((Row.NOT_BILLED, rent), (Row.NOT_BILLED, paper)), since=date(2026, 1, 1))
    assert by_rule(both)[Rule.RUN_RATE] < 0


def test_transfers_are_in_no_average(books: Books) -> None:
    """
    2026-11-23  cash      Operating     9,000.00
    2026-11-23  trust     Client Money  5,000.00
    2026-11-02  transfer  Client Money    130.00
    """
    ahead = of(books, settled=tuple(wednesdays(0, 0)), since=date(2026, 1, 1))
    assert [movement.amount for movement in ahead.movements] == [-130]
    assert not any(entry.amount for entry in ahead.entries)


def test_entries_name_their_documents(books: Books) -> None:
    """
    2026-11-23  cash  Operating  9,000.00
    2026-11-01  bill  Builder       70.00   due 2026-12-01
    """
    assert of(books).entries[0].documents == (Document("Bill", "2", "2"),)


def test_payouts_of_sales_at_once_are_averaged_and_deposits_of_paid_invoices_are_not(books: Books) -> None:
    """
    2026-11-23  cash     Operating  9,000.00
    2026-11-03  deposit  Payout       260.00
    2026-11-04  deposit  Payments     500.00
    2026-11-05  deposit  Trust        300.00
    """
    sold = (Piece(Document("SalesReceipt", "8"), Decimal(270), Row.COLLECTED),)
    paid = (Piece(Document("Invoice", "9"), Decimal(500), Row.NOT_DUE),)
    known = {"paid_for": {("Deposit", "2"): sold, ("Deposit", "3"): paid}, "since": date(2026, 1, 1)}
    ahead = of(books, settled=tuple(wednesdays(0, 0)), **known)
    assert sum(entry.amount for entry in ahead.entries if entry.row is Row.OTHER_IN) == 260 / 13 * 12


def test_purchases_of_a_book_without_invoices_and_bills_go_on(books: Books) -> None:
    """
    2026-11-23  cash   Operating    9,000.00
    2026-08-25  spend  Fuel            91.00
    2026-10-13  spend  Groceries      130.00
    2026-11-20  spend  Printer         39.00
    """
    assert by_rule(of(books, settled=(), since=date(2026, 1, 1))) == {Rule.RUN_RATE: -260}
