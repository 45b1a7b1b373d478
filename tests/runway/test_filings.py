"""Taxes that the books owe, at the dates on which they used to be paid. Books in docstrings; today is Nov 23, 2026."""

from datetime import date
from decimal import Decimal

from core.dealings import Liability, SpentOn
from runway.calculators.ahead import Known, money_ahead
from runway.calculators.entries import Entry, Rule
from runway.calculators.rows import Row
from runway.calculators.unseen import Paid
from tests.runway.books import Books

OWED = Liability("77", "Sales Tax Payable", "SalesTaxPayable", Decimal(900))
ON_IT = (SpentOn("Sales Tax Payable", "Other Current Liability", "SalesTaxPayable", Decimal(1)),)
HISTORY = ((Row.OTHER_IN, Paid(date(2026, 1, 1), date(2026, 1, 1), Decimal(1))),)


def taxes(books: Books, *liabilities: Liability) -> list[Entry]:
    posted = {("Spend", flow.document.qbo_id): ON_IT for flow in books.flows if flow.party == "State"}
    known = Known(
        books.today,
        books.balances,
        books.flows,
        books.items,
        liabilities=liabilities,
        posted_to=posted,
        settled=HISTORY,
        since=date(2026, 1, 1),
    )
    return [entry for entry in money_ahead(known).entries if entry.row is Row.TAXES and entry.amount]


def test_what_is_owed_goes_on_the_next_filing_date_and_the_usual_after_it(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-15  spend  State        500.00
    2026-09-15  spend  State        900.00
    2026-10-15  spend  State        700.00
    2026-11-15  spend  State        600.00
    """
    entries = taxes(books, OWED)
    assert {entry.rule for entry in entries} == {Rule.FILING}
    assert [(entry.due_on, entry.amount) for entry in sorted(entries, key=lambda e: e.due_on)] == [
        (date(2026, 12, 15), -900),
        (date(2027, 1, 15), -700),
        (date(2027, 2, 15), -700),
    ]


def test_a_filing_that_is_due_today_and_not_paid_is_today(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-23  spend  State        500.00
    2026-09-23  spend  State        900.00
    2026-10-23  spend  State        700.00
    """
    assert min(entry.due_on for entry in taxes(books, OWED)) == books.today


def test_a_filing_that_was_due_yesterday_and_not_paid_waits_and_no_later_one_is_lost(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-22  spend  State        500.00
    2026-09-22  spend  State        900.00
    2026-10-22  spend  State        700.00
    """
    late, *later = sorted(taxes(books, OWED), key=lambda e: e.due_on)
    assert (late.due_on, late.amount, late.rule) == (date(2026, 11, 22), -900, Rule.FILING)
    assert late.chances.by_day[0] == 0
    assert [(e.due_on, e.amount) for e in later] == [
        (date(2026, 12, 22), -700),
        (date(2027, 1, 22), -700),
        (date(2027, 2, 22), -700),
    ]


def test_payments_without_a_rhythm_leave_it_to_the_average(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-11-15  spend  State        600.00
    """
    assert {entry.rule for entry in taxes(books, OWED)} == {Rule.RUN_RATE}


def test_taxes_that_are_paid_up_leave_it_to_the_average_too(books: Books) -> None:
    """
    2026-11-23  cash   Operating  9,000.00
    2026-08-15  spend  State        500.00
    2026-09-15  spend  State        900.00
    2026-10-15  spend  State        700.00
    """
    assert {entry.rule for entry in taxes(books)} == {Rule.RUN_RATE}
