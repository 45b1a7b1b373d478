"""What people type for money and days is read as they mean it, or refused with what would be read."""

from datetime import date
from decimal import Decimal

import pytest

from runway.reading import Quick, Unread, amount, quick

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12,500.00", "12500"),
        ("$50k", "50000"),
        ("1.2m", "1200000"),
        ("USD 20", "20"),
        ("20 dollars", "20"),
        ("\u22123", "-3"),
        (".50", "0.5"),
    ],
)
def test_an_amount_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert amount(typed, "USD") == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("50 EUR", "Amounts are in USD here, and this says EUR."),
        ("€5", "this says EUR"),
        ("20 quids", "this says QUIDS"),
        ("12,50", "is not an amount. Write it like 12,500.00"),
        ("1.234", "two decimals at most"),
        ("9" * 20, "too large"),
        ("plenty", "is not an amount"),
    ],
)
def test_what_is_no_amount_in_home_currency_is_refused_with_the_reason(typed: str, said: str) -> None:
    with pytest.raises(Unread, match=said):
        amount(typed, "USD")


@pytest.mark.parametrize(
    ("line", "understood"),
    [
        ("50k next Friday", Quick("", Decimal(50_000), None, date(2026, 12, 4))),
        ("grant in November", Quick("Grant", None, None, date(2026, 11, 30))),
        ("pay lawyer 12,500 on Dec 3", Quick("Lawyer", Decimal(12_500), True, date(2026, 12, 3))),
        ("Tax refund 3 dec $4,200.50", Quick("Tax refund", Decimal("4200.50"), None, date(2026, 12, 3))),
        ("2026-12-01 500 rent out", Quick("Rent", Decimal(500), True, date(2026, 12, 1))),
        ("in 2 weeks 10k bonus", Quick("Bonus", Decimal(10_000), None, date(2026, 12, 10))),
        ("-900 tomorrow printer", Quick("Printer", Decimal(900), True, date(2026, 11, 27))),
        ("grant end of march 1.2m", Quick("Grant", Decimal(1_200_000), None, date(2027, 3, 31))),
        ("Friday 7k", Quick("", Decimal(7_000), None, date(2026, 11, 27))),
        ("jan 5 2 vans 30k", Quick("2 vans", Decimal(30_000), None, date(2027, 1, 5))),
        ("feb 30 7k", Quick("Feb 30", Decimal(7_000), None, None)),
        ("", Quick("", None, None, None)),
    ],
)
def test_a_line_gives_its_day_its_amount_and_the_rest_as_a_name(line: str, understood: Quick) -> None:
    assert quick(line, THURSDAY, "USD") == understood


@pytest.mark.parametrize(
    ("today", "friday"),
    [("2026-11-23", "2026-12-04"), ("2026-11-27", "2026-12-04"), ("2026-11-28", "2026-12-04")],
)
def test_next_friday_is_the_one_of_the_next_week(today: str, friday: str) -> None:
    """Said on a Monday, on a Friday, on a Saturday: never the one that this week still has."""
    assert quick("1k next Friday", date.fromisoformat(today), "USD").on == date.fromisoformat(friday)
