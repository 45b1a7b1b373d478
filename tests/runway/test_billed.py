"""What vendors bill again and again, however late it is paid. Books in docstrings; today is Mon, Nov 23, 2026."""

from datetime import date, timedelta
from decimal import Decimal

from core.cash import Document
from core.dealings import Settled
from runway.calculators.ahead import Ahead
from runway.calculators.entries import Entry, Rule
from runway.calculators.rows import Row
from runway.calculators.unseen import Paid
from tests.runway.books import Books
from tests.runway.test_ahead import of

LATE = (25, 4, 19, 33)
"""Days that the rent of the months from July on took to be paid."""


def rents(amount: int = 6800) -> tuple[Settled, ...]:
    return tuple(
        Settled(
            Document("Bill", f"r{month}"),
            "7",
            "Landlord",
            due_on=date(2026, month, 1),
            paid_on=date(2026, month, 1) + timedelta(days=late),
            amount=Decimal(amount),
            issued_on=date(2026, month, 1),
        )
        for month, late in zip(range(7, 11), LATE, strict=True)
    )


def ahead_of(books: Books) -> Ahead:
    """Rent of 6,800 a month, paid by bill payments 4 to 33 days late."""
    paid = rents()
    told = tuple((Row.RENT, Paid(one.issued_on, one.paid_on, -one.amount, one.party)) for one in paid)
    return of(books, paid=paid, settled=told, since=date(2026, 1, 1))


def expected_of(found: Ahead) -> list[Entry]:
    return [entry for entry in found.entries if entry.amount]


def test_rent_that_is_billed_monthly_and_paid_late_is_monthly_and_in_no_average(books: Books) -> None:
    """
    2026-11-23  cash  Operating  30,000.00
    2026-11-01  bill  Landlord    6,800.00   due 2026-11-01
    """
    entries = expected_of(ahead_of(books))
    assert [(e.rule, e.amount, e.due_on) for e in entries] == [
        (Rule.WAITING, -6800, date(2026, 11, 1)),
        (Rule.RECURRING, -6800, date(2026, 12, 1)),
        (Rule.RECURRING, -6800, date(2027, 1, 1)),
        (Rule.RECURRING, -6800, date(2027, 2, 1)),
    ]
    december = entries[1].chances.by_day
    days = [(date(2026, 12, 1) - books.today).days + late for late in LATE]
    assert [day for day, chance in enumerate(december) if chance] == sorted(days), "as late as it is paid"


def test_a_month_that_nobody_billed_is_missing_and_stays_reserved(books: Books) -> None:
    """
    2026-11-23  cash  Operating  30,000.00
    """
    found = ahead_of(books)
    assert [e.on for e in found.expected if e.is_missing] == [date(2026, 11, 1)]
    assert [e.rule for e in expected_of(found)] == [Rule.MISSING] + [Rule.RECURRING] * 3


def test_a_month_paid_by_cheque_without_a_bill_is_not_missing(books: Books) -> None:
    """
    2026-11-23  cash   Operating  30,000.00
    2026-11-03  spend  Landlord    6,800.00
    """
    found = ahead_of(books)
    assert not [e for e in found.expected if e.is_missing]
    assert {e.rule for e in expected_of(found)} == {Rule.RECURRING}


def test_payments_that_keep_a_rhythm_are_the_series_and_their_bills_are_not_another(books: Books) -> None:
    """
    2026-11-23  cash          Operating  30,000.00
    2026-08-10  bill payment  Landlord    6,800.00
    2026-09-10  bill payment  Landlord    6,800.00
    2026-10-10  bill payment  Landlord    6,800.00
    2026-11-10  bill payment  Landlord    6,800.00
    """
    found = ahead_of(books)
    assert {one.kind for one in found.series} == {"bill payment"}
    assert [(e.rule, e.amount) for e in expected_of(found)] == [(Rule.RECURRING, -6800)] * 3
