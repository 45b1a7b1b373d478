"""Which bills can wait, and until when; books in docstrings, today is Mon, Nov 23, 2026."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.cash import Document, OpenItem, Side
from core.dealings import Discount, LateFee, Settled, SpentOn
from runway.calculators.lanes import Lane, Low, bill_lane, invoice_lane
from runway.calculators.latest_safe import discount_beats_delay, latest_safe, patience
from runway.calculators.tiers import Tier, VendorTiers
from tests.runway.books import Books

TODAY = date(2026, 11, 23)
REST = Tier(5, False, "the rest")
PAYROLL = Tier(1, False, "payroll and withheld taxes: account Payroll")


def posted(name: str, sub_type: str = "", account_type: str = "Expense") -> tuple[SpentOn, ...]:
    return (SpentOn(name, account_type, sub_type, Decimal(100)),)


def tier(
    books: Books, vendor: str, spent_on: tuple[SpentOn, ...] = (), paid: tuple[Settled, ...] = ()
) -> Tier:
    bill = next(item for item in books.items if item.party == vendor)
    return VendorTiers.of(books.items, paid, books.today).tier(bill, spent_on)


def paid_late(vendor: str, due: str, days: int, number: str = "1") -> Settled:
    due_on = date.fromisoformat(due)
    return Settled(
        Document("Bill", number), vendor, vendor, due_on, due_on + timedelta(days=days), Decimal(100)
    )


def bill_due(days: int | None, amount: str = "1000") -> OpenItem:
    due_on = None if days is None else TODAY + timedelta(days=days)
    document = Document("Bill", "905", "GG-5512")
    return OpenItem(
        Side.PAYABLE, document, "Granite", "Granite", TODAY, due_on, Decimal(amount), Decimal(amount)
    )


@pytest.mark.parametrize(
    ("account", "sub_type", "number", "kind"),
    [
        ("Wages", "PayrollExpenses", 1, "payroll and withheld taxes: account Wages"),
        ("Payroll liabilities:State", "", 1, "payroll and withheld taxes: account Payroll liabilities:State"),
        ("Office", "RentOrLeaseOfBuildings", 2, "rent: account Office"),
        ("Liability cover", "Insurance", 2, "insurance: account Liability cover"),
        ("Power and light", "Utilities", 2, "utilities: account Power and light"),
        ("Business licences", "", 2, "licences: account Business licences"),
        ("Truck", "NotesPayable", 2, "secured debt: account Truck"),
        ("Olive", "OwnersEquity", 5, "owners come last: account Olive"),
        ("Software", "OfficeGeneralAdministrativeExpenses", 5, "the rest"),
    ],
)
def test_the_account_says_the_tier_and_is_its_reason(
    books: Books, account: str, sub_type: str, number: int, kind: str
) -> None:
    """
    2026-11-01  bill  Vendor  100.00  due 2026-12-20
    """
    found = tier(books, "Vendor", posted(account, sub_type))
    assert (found.number, found.reason) == (number, kind)


def test_a_vendors_name_says_the_tier_where_no_account_does(books: Books) -> None:
    """
    2026-11-01  bill  Gusto Payroll      100.00  due 2026-12-20
    2026-11-01  bill  Current Events     100.00  due 2026-12-20
    """
    assert tier(books, "Gusto Payroll").reason == "payroll and withheld taxes: vendor Gusto Payroll"
    assert tier(books, "Current Events").number == 5


def test_old_and_small_is_tier_four(books: Books) -> None:
    """
    2026-08-01  bill  Courier     90.00  due 2026-09-01
    2026-11-01  bill  Courier B   90.00  due 2026-11-01
    2026-11-01  bill  Studio   20,000.00  due 2026-12-20
    """
    assert tier(books, "Courier").number == 4
    assert tier(books, "Courier B").number == 5


def test_a_vendor_with_a_bill_every_two_weeks_is_a_supplier_of_the_next_two(books: Books) -> None:
    """
    2026-11-01  bill  Paper  900.00  due 2026-12-20
    """
    paid = tuple(
        paid_late("Paper", f"2026-{month}-{day}", 0)
        for month, day in [("09", "04"), ("09", "18"), ("10", "02"), ("10", "16"), ("10", "30")]
    )
    assert tier(books, "Paper", paid=paid).reason == "supplier: 6 bills in 13 weeks"
    assert tier(books, "Paper", paid=paid[1:]).number == 5


def test_what_is_sold_on_is_supplied_by_tier_three_when_due_within_two_weeks(books: Books) -> None:
    """
    2026-11-01  bill  Film      900.00  due 2026-12-07
    2026-11-01  bill  Film too  900.00  due 2026-12-08
    """
    sold = posted("Subcontractors", "SuppliesMaterialsCogs", "Cost of Goods Sold")
    assert tier(books, "Film", sold).number == 3
    assert tier(books, "Film too", sold).number == 5


def test_a_vendor_waits_as_long_as_it_once_did_without_a_fee() -> None:
    known = patience([paid_late("Granite", "2026-08-01", 18), paid_late("Granite", "2026-09-01", 4)], [])
    safe = latest_safe(bill_due(10), REST, None, known["Granite"], TODAY)
    assert safe.on == TODAY + timedelta(days=28)
    assert safe.reason == "18 days late once, of 2 bills"


def test_a_payment_that_a_late_fee_followed_is_no_measure() -> None:
    paid = [paid_late("Granite", "2026-08-01", 18), paid_late("Granite", "2026-05-01", 4)]
    known = patience(paid, [LateFee("Granite", date(2026, 9, 1)), LateFee("Slate", date(2026, 5, 10))])
    safe = latest_safe(bill_due(10), REST, None, known["Granite"], TODAY)
    assert safe.on == TODAY + timedelta(days=14)
    assert safe.reason.endswith("; 1 with a late fee left out")


def test_without_history_and_for_payroll_the_due_date_is_the_latest() -> None:
    known = patience([paid_late("Granite", "2026-08-01", 18)], [])["Granite"]
    assert latest_safe(bill_due(10), REST, None, None, TODAY).on == TODAY + timedelta(days=10)
    assert latest_safe(bill_due(10), PAYROLL, None, known, TODAY).on == TODAY + timedelta(days=10)


def test_a_latest_safe_date_that_has_passed_is_today_and_says_so() -> None:
    safe = latest_safe(bill_due(-30), REST, None, None, TODAY)
    assert safe.on == TODAY
    assert safe.reason == "Oct 24 has passed: no bill of this vendor was paid before"


def test_a_bill_without_due_date_has_no_latest_safe_date() -> None:
    assert latest_safe(bill_due(None), REST, None, None, TODAY).on is None


@pytest.mark.parametrize(
    ("percent", "until", "due", "beats"),
    [
        ("2", 10, 30, True),  # 2 percent for 20 days, against 0.66 percent
        ("0.5", 10, 30, False),
        ("2", -1, 30, False),  # it has ended
        ("2", 0, 61, False),  # 61 days at 12 percent a year are worth more
        ("2", 0, 60, True),
    ],
)
def test_a_discount_is_weighed_against_the_days_that_it_costs(
    percent: str, until: int, due: int, beats: bool
) -> None:
    discount = Discount(Decimal(percent), TODAY + timedelta(days=until))
    assert discount_beats_delay(bill_due(due), discount, TODAY) is beats


BEARS = Low(Decimal(900), Decimal(900), Decimal(500))


@pytest.mark.parametrize(
    ("days", "tier_of_it", "beats", "low", "lane"),
    [
        (-1, REST, False, BEARS, Lane.MUST_PAY),
        (3, REST, False, BEARS, Lane.MUST_PAY),
        (4, REST, False, BEARS, Lane.SCHEDULED),
        (20, PAYROLL, False, BEARS, Lane.MUST_PAY),
        (20, REST, True, BEARS, Lane.MUST_PAY),
        (14, REST, False, BEARS, Lane.SCHEDULED),
        (15, REST, False, BEARS, Lane.CAN_DELAY),
        (15, REST, False, Low(Decimal(900), Decimal(600), Decimal(500)), Lane.CAN_DELAY),
        (15, REST, False, Low(Decimal(900), Decimal(400), Decimal(500)), Lane.SCHEDULED),
        (15, REST, False, Low(Decimal(300), Decimal(310), Decimal(500)), Lane.CAN_DELAY),
        (15, REST, False, Low(Decimal(900), Decimal(600), None), Lane.SCHEDULED),
        (15, REST, False, None, Lane.SCHEDULED),
        (None, PAYROLL, False, BEARS, Lane.SCHEDULED),
    ],
)
def test_a_bill_starts_in_the_lane_of_its_date_tier_discount_and_low_point(
    days: int | None, tier_of_it: Tier, beats: bool, low: Low | None, lane: Lane
) -> None:
    assert bill_lane(bill_due(days), tier_of_it, beats, low, TODAY).lane is lane


def test_an_invoice_is_chased_once_it_is_past_due() -> None:
    lanes = [invoice_lane(bill_due(days), TODAY).lane for days in (-1, 0, None)]
    assert lanes == [Lane.CHASE, Lane.WAITING, Lane.WAITING]
