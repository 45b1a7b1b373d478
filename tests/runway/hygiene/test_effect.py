"""What issues weigh. It is Nov 23, 2026."""

from datetime import date
from decimal import Decimal

import pytest

from core.cash import Document
from core.dealings import Liability, SpentOn
from runway.calculators.ahead import Ahead, Known, money_ahead
from runway.calculators.base_case import BaseCase, base_case
from runway.calculators.entries import Rule
from runway.calculators.hygiene.absent import missing_bills
from runway.calculators.hygiene.effect import Score, at_stake, by_effect, days_at_stake, score, severity
from runway.calculators.hygiene.foreseen import foreseen, priced, reserved
from runway.calculators.hygiene.issue import Issue, Kind, Severity
from runway.calculators.owned import Cycle, Payroll
from runway.calculators.unexplained import Rest
from tests.runway.books import Books, parse
from tests.runway.hygiene.papers import ids


def issue(qbo_id: str, amount: str | None, kind: Kind = Kind.OLD, *touches: tuple[str, str]) -> Issue:
    worth = None if amount is None else Decimal(amount)
    return Issue(kind, Document("Bill", qbo_id), "", "", date(2026, 11, 1), worth, frozenset(touches))


def test_days_are_money_over_the_daily_outflow_and_unknown_without_one() -> None:
    assert days_at_stake(Decimal(16960), Decimal(8480)) == 2
    assert days_at_stake(Decimal(100), Decimal(0)) is None
    assert days_at_stake(Decimal(100), None) is None
    assert days_at_stake(None, Decimal(10)) is None


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("1", Severity.HIGH),
        ("0.99", Severity.MEDIUM),
        ("0.25", Severity.MEDIUM),
        ("0.24", Severity.LOW),
        ("0", Severity.LOW),
    ],
)
def test_severity_follows_days(days: str, said: Severity) -> None:
    assert severity(Decimal(days)) is said


def test_what_is_unknown_may_be_any_so_it_is_medium() -> None:
    assert severity(None) is Severity.MEDIUM


def test_most_money_comes_first_and_unknown_last() -> None:
    assert ids(by_effect([issue("1", None), issue("2", "5"), issue("3", "50")])) == ["3", "2", "1"]


def test_a_document_with_two_issues_counts_once_at_its_largest() -> None:
    two = [issue("1", "50"), issue("1", "70", Kind.SILENT), issue("2", "30"), issue("3", None)]
    assert at_stake(two) == Decimal(100)


def test_a_vendors_bill_that_is_odd_itself_counts_once() -> None:
    first, second = ("Bill", "1"), ("Bill", "2")
    vendor = issue("71", "90", Kind.NO_TERMS, first, second)
    assert at_stake([vendor, issue("1", "50", Kind.OLD, first)]) == Decimal(90)
    assert at_stake([vendor, issue("3", "50", Kind.OLD, ("Bill", "3"))]) == Decimal(140)


def scored(books: Books, *issues: Issue) -> Score:
    base = expected(books)
    return score(foreseen(base, issues), issues)


def expected(books: Books) -> BaseCase:
    """The expected case of open documents and of what recurs."""
    return base_case(Decimal(0), ahead(books).entries, books.today)


def ahead(books: Books, **known: object) -> Ahead:
    return money_ahead(Known(books.today, books.balances, books.flows, books.items, **known))


def missing_of(books: Books, **known: object) -> list[Issue]:
    """The issues of what is missing, with what the expected case keeps for it."""
    told = ahead(books, **known)
    base = base_case(Decimal(0), told.entries, books.today)
    return list(missing_bills(told.expected, reserved(base, told.expected)))


def test_the_score_is_the_share_of_forecast_money_on_clean_records(books: Books) -> None:
    """
    2026-11-01  invoice      Amy's Birds  600.00   due 2026-12-01
    2026-11-01  bill         Acme Paper   300.00   due 2026-12-01
    2026-11-01  credit memo  Amy's Birds  100.00
    """
    made = scored(books, issue("9", "1", Kind.OLD, ("Bill", "2")))
    assert (made.points, made.clean, made.expected) == (62, Decimal(500), Decimal(800))


def test_overdue_is_expected_by_its_chances_and_what_is_due_after_13_weeks_is_not(books: Books) -> None:
    """
    2026-01-01  invoice  Amy's Birds  600.00   due 2026-02-01
    2026-11-01  invoice  Amy's Birds  600.00   due 2027-02-22
    2026-11-01  invoice  Amy's Birds  600.00   due 2027-02-23
    """
    assert scored(books).expected == Decimal("572.56") + 600


def test_a_score_is_never_rounded_up_to_100(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds  99,999.00   due 2026-12-01
    2026-11-01  bill     Acme Paper        1.00   due 2026-12-01
    """
    assert scored(books, issue("9", "1", Kind.OLD, ("Bill", "2"))).points == 99


def test_without_any_expected_money_the_score_is_unknown(books: Books) -> None:
    """Nothing is open."""
    assert scored(books).points is None


def test_an_open_document_puts_at_stake_what_the_forecast_counts_on_from_it(books: Books) -> None:
    """
    2026-01-01  bill  Acme Paper  600.00   due 2026-02-01
    2026-11-01  bill  Acme Paper  700.00   due 2026-12-01
    2026-11-01  bill  Film        800.00   due 2027-12-01
    """
    issues = [
        issue("1", "600", Kind.SILENT),
        issue("2", "700", Kind.DUPLICATE_BILL),
        issue("3", "800", Kind.OLD),
        issue("77", "90", Kind.DUPLICATE_BILL),
        issue("5", "90", Kind.VAGUE),
        issue("v", "1300", Kind.NO_TERMS, ("Bill", "1"), ("Bill", "2")),
    ]
    found = [one.amount for one in priced(issues, expected(books))]
    by_chance = Decimal("572.56")
    assert found == [by_chance, 700, 0, 90, 90, by_chance + 700], (
        "paid documents and accounts keep their amount"
    )


RENT = """
    2026-11-23  cash     Operating  9,000.00
    2026-07-01  spend    Landlord   2,000.00
    2026-08-01  spend    Landlord   2,000.00
    2026-09-01  spend    Landlord   2,000.00
    2026-10-01  spend    Landlord   2,000.00
"""


def test_a_missing_bill_says_what_stays_reserved_for_it() -> None:
    """The rent of November was neither billed nor paid; it is Nov 23."""
    books = parse(RENT)
    base = expected(books)
    (found,) = missing_of(books)
    assert (found.kind, found.where, found.since) == (Kind.MISSING, "Landlord, monthly", date(2026, 11, 1))
    assert found.amount == sum(reserved(base, ahead(books).expected).values())
    assert 1990 < found.amount < 2000, "it takes two weeks on average"
    assert (
        "Expected Nov 1, 2026 after 4 payments, the last of Oct 1, 2026; neither bill nor payment since."
        in (found.text)
    )
    assert found.opens == Document("Spend", "5", "5")
    assert found.about == Document("Expected", "Spend.5.20261101")


def test_a_bill_that_was_entered_is_not_missing_and_an_accepted_one_costs_no_score() -> None:
    entered = parse(f"{RENT}    2026-11-02  bill  Landlord  2,000.00  due 2026-11-10")
    assert not missing_of(entered)
    books = parse(RENT)
    base = expected(books)
    issues = tuple(missing_of(books))
    flow = foreseen(base, issues)
    assert score(flow, ()).points == 100
    assert score(flow, issues).clean == flow.total - issues[0].amount


def test_a_stated_payday_and_a_filing_that_passed_unpaid_are_missing_once() -> None:
    """The payroll and the sales tax of Nov 15 were neither billed nor paid; it is Nov 23."""
    books = parse("""
    2026-11-23  cash     Operating  9,000.00
    2026-08-15  payroll  Payroll      500.00
    2026-09-15  payroll  Payroll      500.00
    2026-10-15  payroll  Payroll      500.00
    2026-08-15  spend    Sales tax    300.00
    2026-09-15  spend    Sales tax    300.00
    2026-10-15  spend    Sales tax    300.00
    """)
    owed = Liability("77", "Sales Tax", "SalesTaxPayable", Decimal(280))
    account = (SpentOn("Sales Tax", "Other Current Liability", "SalesTaxPayable", Decimal(1)),)
    known = {
        "payroll": Payroll(Cycle.MONTHLY, date(2026, 10, 15), Decimal(600)),
        "liabilities": (owed,),
        "posted_to": {("Spend", number): account for number in "567"},
    }
    late = [e for e in ahead(books, **known).entries if e.due_on == date(2026, 11, 15)]
    assert sorted((e.rule, e.amount) for e in late) == [(Rule.FILING, -280), (Rule.STATED, -600)]
    payroll, tax = sorted(missing_of(books, **known), key=lambda found: found.where)
    assert (payroll.where, tax.where) == ("Payroll, monthly", "Sales tax, monthly")
    assert payroll.amount == 500
    assert 0 < tax.amount <= 280


def test_money_that_no_document_explains_is_clean_until_its_issue_is_open() -> None:
    amounts = (Decimal(9910), Decimal(0), Decimal(-910), Decimal(9000))
    rest = Rest(date(2026, 8, 21), date(2026, 11, 20), *amounts)
    books = parse("2026-11-23  cash  Operating  9,000.00")
    known = Known(books.today, books.balances, books.flows, books.items, rest=rest)
    base = base_case(Decimal(0), money_ahead(known).entries, books.today)
    unexplained = Issue(Kind.UNEXPLAINED, Document("Account", "1"), "", "", None, Decimal(910))
    flow = foreseen(base, [unexplained])
    assert (score(flow, []).points, score(flow, [unexplained]).points) == (100, 0)
