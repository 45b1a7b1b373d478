"""Accounts below zero, unsorted, or with receipts that wait for the bank. It is Nov 23, 2026."""

from datetime import date
from decimal import Decimal

from core.cash import Document, Problem
from core.papers import SetAside, Unsorted, VagueAccount
from runway.calculators.hygiene.accounts import negative_balances, undeposited, vague
from runway.calculators.hygiene.unreadable import incomplete, unreadable
from tests.runway.books import Books
from tests.runway.hygiene.papers import ids, only

TODAY = date(2026, 11, 23)


def test_a_card_may_be_below_zero_a_bank_account_not(books: Books) -> None:
    """
    2026-11-23  cash   Operating  -500.00
    2026-11-23  trust  Clients     -20.00
    2026-11-23  card   Visa       -900.00
    2026-11-23  cash   Savings       0.00
    """
    found = list(negative_balances(books.balances))
    assert ids(found) == ["Operating", "Clients"]
    assert [issue.amount for issue in found] == [Decimal(500), Decimal(20)]


def test_receipts_wait_more_than_seven_days(books: Books) -> None:
    """
    2026-11-23  undeposited  Waiting   600.00
    2026-11-15  receipt  Amy's Birds   100.00   into Waiting
    2026-11-16  receipt  Amy's Birds   500.00   into Waiting
    """
    issue = only(undeposited(books.balances, books.flows, books.today))
    assert (issue.amount, issue.since) == (Decimal(100), date(2026, 11, 15))


def test_what_a_deposit_collected_does_not_wait(books: Books) -> None:
    """
    2026-11-23  cash         Operating     100.00
    2026-11-23  undeposited  Waiting         0.00
    2026-11-01  receipt  Amy's Birds       100.00   into Waiting
    2026-11-03  deposit  Bank day          100.00   collects 3
    """
    assert ids(undeposited(books.balances, books.flows, books.today)) == []


def test_a_balance_that_no_document_explains_is_older_than_all_of_them(books: Books) -> None:
    """
    2026-11-23  undeposited  Waiting   250.00
    """
    issue = only(undeposited(books.balances, books.flows, books.today))
    assert (issue.amount, issue.since) == (Decimal(250), None)
    assert "250.00 of the balance is older" in issue.text


def test_an_expense_account_is_worth_its_lines_and_a_balance_sheet_account_its_balance() -> None:
    accounts = [
        VagueAccount("1", "Uncategorized Expense", None),
        VagueAccount("2", "Suspense", Decimal(-40)),
        VagueAccount("3", "Ask My Accountant", None),
    ]
    lines = [Unsorted("1", "", date(2026, 11, day), Decimal(day)) for day in (3, 9)]
    found = {issue.about.qbo_id: issue for issue in vague(accounts, lines)}
    assert set(found) == {"1", "2"}
    assert (found["1"].amount, found["1"].since) == (Decimal(12), date(2026, 11, 3))
    assert (found["2"].amount, found["2"].since) == (Decimal(40), None)


def test_what_cannot_be_read_has_an_unknown_worth() -> None:
    issue = only(unreadable([SetAside(Document("Bill", "9"), "no amount", TODAY)]))
    assert (issue.amount, issue.since, issue.where) == (None, TODAY, "Bill with id 9")


def test_a_document_with_a_problem_is_told_once_and_a_foreign_amount_is_not_priced() -> None:
    undated = Problem("undated", "Bill 7 has no date.", Document("Bill", "7"), Decimal(-50))
    foreign = Problem("unknown rate", "Bill 8 is in EUR.", Document("Bill", "8"), Decimal(90))
    account = Problem("no amount", "QuickBooks states no balance for Checking.")
    found = list(incomplete([undated, undated, foreign, account]))
    assert [(issue.about.qbo_id, issue.amount) for issue in found] == [("7", Decimal(50)), ("8", None)]
