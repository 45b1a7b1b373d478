"""How late what is open is (RUNWAY 9): parts that add up."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cash import Document, OpenItem, Side
from runway.calculators.ageing import Bucket, ageing, bucket_of
from tests.runway.books import Books

TODAY = date(2026, 11, 23)


def invoice(amount: Decimal, due_on: date | None, party: str = "Amy's Birds") -> OpenItem:
    return OpenItem(Side.RECEIVABLE, Document("Invoice", "1"), party, party, TODAY, due_on, amount, amount)


@pytest.mark.parametrize(
    ("days_late", "bucket"),
    [
        (-1, Bucket.NOT_DUE),
        (0, Bucket.NOT_DUE),
        (1, Bucket.TO_30),
        (30, Bucket.TO_30),
        (31, Bucket.TO_60),
        (60, Bucket.TO_60),
        (61, Bucket.TO_90),
        (90, Bucket.TO_90),
        (91, Bucket.OVER_90),
        (400, Bucket.OVER_90),
    ],
)
def test_days_past_due_decide_the_bucket_and_due_today_is_not_late(days_late: int, bucket: Bucket) -> None:
    assert bucket_of(invoice(Decimal(10), TODAY - timedelta(days=days_late)), TODAY) is bucket


def amounts(books: Books, side: Side = Side.RECEIVABLE) -> dict[Bucket, Decimal]:
    return {
        aged.bucket: aged.amount for aged in ageing(books.items, side, books.today).buckets if aged.documents
    }


def test_an_invoice_without_due_date_has_its_own_bucket(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds   300.00
    """
    assert amounts(books) == {Bucket.UNDATED: Decimal("300.00")}


def test_what_is_not_applied_reduces_the_bucket_of_its_own_date(books: Books) -> None:
    """
    2026-11-01  invoice              Amy's Birds   300.00   due 2026-11-01
    2026-11-02  credit memo          Amy's Birds   100.00
    2026-09-30  payment not applied  Amy's Birds    20.00
    """
    assert amounts(books) == {Bucket.TO_30: Decimal("200.00"), Bucket.TO_60: Decimal("-20.00")}


def test_a_credit_dated_today_or_ahead_reduces_what_is_not_due(books: Books) -> None:
    """
    2026-11-23  credit memo          Amy's Birds   100.00
    2026-12-24  payment not applied  Amy's Birds    20.00
    """
    assert amounts(books) == {Bucket.NOT_DUE: Decimal("-120.00")}


def test_a_credit_without_any_date_is_not_given_one() -> None:
    undated = OpenItem(
        Side.RECEIVABLE, Document("Payment", "1"), "", "", None, None, Decimal(-10), Decimal(-10)
    )
    assert bucket_of(undated, TODAY) is Bucket.UNDATED


def test_a_credit_with_a_due_date_reduces_the_bucket_of_that_date(books: Books) -> None:
    """
    2026-09-01  bill           Acme Paper   300.00   due 2026-09-10
    2026-09-01  vendor credit  Acme Paper   100.00   due 2026-09-15
    """
    assert amounts(books, Side.PAYABLE) == {Bucket.TO_90: Decimal("200.00")}


def test_bills_do_not_count_among_receivables(books: Books) -> None:
    """
    2026-11-01  invoice  Amy's Birds   300.00   due 2026-12-01
    2026-11-01  bill     Acme Paper    900.00   due 2026-12-01
    """
    assert ageing(books.items, Side.RECEIVABLE, books.today).total == Decimal("300.00")


def test_parties_come_largest_first_with_what_is_late_of_it(books: Books) -> None:
    """
    2026-11-01  invoice      Amy's Birds   300.00   due 2026-11-20
    2026-11-01  invoice      Amy's Birds   200.00   due 2026-12-20
    2026-10-30  credit memo  Amy's Birds    50.00
    2026-11-01  invoice      Beth's Bees   600.00   due 2026-12-01
    """
    parties = ageing(books.items, Side.RECEIVABLE, books.today).parties
    assert [(p.party, p.amount, p.overdue, p.late_since, p.documents) for p in parties] == [
        ("Beth's Bees", Decimal(600), Decimal(0), None, 1),
        ("Amy's Birds", Decimal(450), Decimal(300), date(2026, 11, 20), 3),
    ]


def test_what_is_past_due_is_known_before_and_after_credits(books: Books) -> None:
    """
    2026-11-01  invoice      Amy's Birds   300.00   due 2026-11-20
    2026-10-30  credit memo  Amy's Birds   350.00
    2026-11-23  credit memo  Beth's Bees    20.00
    """
    aged = ageing(books.items, Side.RECEIVABLE, books.today)
    assert (aged.overdue_before_credits, aged.late_credits, aged.overdue) == (300, -350, -50)
    assert [party.overdue for party in aged.parties] == [0, 300], "no party has less than nothing past due"


def test_nothing_open_is_a_known_zero() -> None:
    empty = ageing((), Side.PAYABLE, TODAY)
    assert (empty.total, empty.overdue, empty.parties) == (Decimal(0), Decimal(0), ())


ITEMS = st.lists(
    st.builds(
        invoice,
        st.decimals(min_value=-9_999, max_value=9_999, places=2),
        st.none() | st.dates(date(2026, 1, 1), date(2027, 6, 1)),
        st.sampled_from(["Amy's Birds", "Beth's Bees", "Café Ünï"]),
    ),
    max_size=15,
)


@given(ITEMS)
def test_buckets_and_parties_each_add_up_to_the_open_total(items: list[OpenItem]) -> None:
    aged = ageing(items, Side.RECEIVABLE, TODAY)
    total = sum((item.open for item in items), Decimal(0))
    assert aged.total == total
    assert sum((bucket.amount for bucket in aged.buckets), Decimal(0)) == total
    assert sum((party.amount for party in aged.parties), Decimal(0)) == total
    assert sum((party.overdue for party in aged.parties), Decimal(0)) == aged.overdue_before_credits
    assert sum(bucket.documents for bucket in aged.buckets) == len(items)
