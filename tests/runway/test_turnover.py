"""Days of sales that are open, and of purchases: DSO and DPO, with the sample that they rest on.

A line `open` says what is open today with everything counted; the other lines are what was posted since the first
invoice or bill.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dealings import Posted
from runway.calculators.turnover import Gap, Turnover, turnover, turnovers
from tests.runway.books import entries

TODAY = date(2026, 11, 23)
LONG_AGO = date(2020, 1, 1)
SIGNS = {"invoice": 1, "bill": 1, "credit memo": -1, "vendor credit": -1, "payment": -1, "journal entry": 1}
Figure = Callable[..., Turnover]


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """The figure of a day by the books of the test's own docstring."""
    told = entries(request.function.__doc__ or "")
    still_open = sum((entry.amount for entry in told if entry.kind == "open"), Decimal(0))
    posted = [
        Posted(entry.on, entry.document.entity, SIGNS[entry.kind] * entry.amount)
        for entry in told
        if entry.kind in SIGNS
    ]
    return lambda on=TODAY, first=LONG_AGO: turnover(still_open, posted, on, first)


def test_days_are_what_is_open_over_the_sales_of_91_days(figure: Figure) -> None:
    """
    2026-11-23  open     all            6,000.00
    2026-09-10  invoice  Amy's Birds   10,000.00
    2026-11-10  invoice  Beth's Bees    8,200.00
    2026-10-10  payment  Amy's Birds   10,000.00
    """
    found = figure()
    assert (found.open, found.turned, found.documents, found.days) == (6000, 18_200, 2, 30)
    assert (found.since, found.on) == (date(2026, 8, 25), TODAY)


def test_the_first_and_the_last_day_of_the_sample_count(figure: Figure) -> None:
    """
    2026-11-23  open     all          900.00
    2026-08-24  invoice  the day before  1,000.00
    2026-08-25  invoice  the first day     100.00
    2026-11-23  invoice  today             800.00
    """
    assert (figure().turned, figure().documents) == (900, 2)


def test_credits_lower_what_was_turned_and_payments_do_not(figure: Figure) -> None:
    """
    2026-11-23  open           all          1,000.00
    2026-10-01  bill           Acme Paper   2,500.00
    2026-10-05  vendor credit  Acme Paper     500.00
    2026-10-20  payment        Acme Paper   1,000.00
    """
    assert (figure().turned, figure().days) == (2000, Decimal("45.5"))


def test_a_journal_entry_is_owed_and_no_sale(figure: Figure) -> None:
    """
    2026-11-23  open           all           1,100.00
    2026-10-01  invoice        Amy's Birds   1,000.00
    2026-10-02  journal entry  Amy's Birds     100.00
    """
    assert (figure().turned, figure().open) == (1000, 1100)


def test_on_a_past_day_what_came_later_is_taken_off_and_what_was_paid_later_is_open(figure: Figure) -> None:
    """
    2026-11-23  open     all           500.00
    2026-09-01  invoice  Amy's Birds   910.00
    2026-11-02  payment  Amy's Birds   910.00
    2026-11-10  invoice  Beth's Bees   500.00
    """
    assert (figure(date(2026, 11, 1)).open, figure(date(2026, 11, 1)).days) == (910, 91)
    assert figure(date(2026, 11, 2)).open == 0


def test_a_document_dated_ahead_is_neither_open_nor_sold_yet(figure: Figure) -> None:
    """
    2026-11-23  open     all          1,300.00
    2026-10-01  invoice  Amy's Birds  1,000.00
    2026-11-24  invoice  Amy's Birds    300.00
    """
    assert (figure().open, figure().turned, figure().days) == (1000, 1000, 91)


def test_nothing_open_is_no_days_and_known(figure: Figure) -> None:
    """
    2026-10-01  invoice  Amy's Birds  1,000.00
    2026-10-05  payment  Amy's Birds  1,000.00
    """
    assert (figure().days, figure().why) == (0, None)


@pytest.mark.parametrize("first", [None, LONG_AGO])
def test_without_sales_there_is_no_number(first: date | None) -> None:
    found = turnover(Decimal(500), (), TODAY, first)
    assert (found.days, found.why, found.open, found.turned) == (None, Gap.NOTHING_TURNED, 500, 0)


def test_sales_that_were_all_credited_are_none(figure: Figure) -> None:
    """
    2026-11-23  open         all          200.00
    2026-10-01  invoice      Amy's Birds  100.00
    2026-10-02  credit memo  Amy's Birds  100.00
    """
    assert (figure().days, figure().why, figure().turned) == (None, Gap.NOTHING_TURNED, 0)


def test_where_credits_exceed_what_is_owed_there_is_no_number(figure: Figure) -> None:
    """
    2026-11-23  open     all          -50.00
    2026-10-01  invoice  Amy's Birds  100.00
    2026-10-05  payment  Amy's Birds  150.00
    """
    assert (figure().days, figure().why, figure().open) == (None, Gap.IN_CREDIT, -50)


def test_a_sample_that_begins_before_the_first_invoice_would_be_too_small(figure: Figure) -> None:
    """
    2026-11-23  open     all          100.00
    2026-08-25  invoice  Amy's Birds  100.00
    """
    assert figure(first=date(2026, 8, 25)).days == 91
    assert (figure(first=date(2026, 8, 26)).days, figure(first=date(2026, 8, 26)).why) == (
        None,
        Gap.SHORT_HISTORY,
    )


def test_an_amount_without_a_rate_makes_its_samples_unknown_and_no_others() -> None:
    posted = [Posted(date(2026, 11, 1), "Invoice", None), Posted(date(2026, 10, 1), "Invoice", Decimal(100))]
    now, before = turnovers(Decimal(100), posted, (TODAY, date(2026, 10, 31)), LONG_AGO)
    assert (now.days, now.why, now.turned, now.open) == (None, Gap.UNKNOWN_AMOUNT, None, 100)
    assert (before.days, before.why, before.turned, before.open) == (None, Gap.UNKNOWN_AMOUNT, 100, None)


@pytest.mark.parametrize(
    ("on", "since"),
    [
        (date(2026, 11, 30), date(2026, 9, 1)),
        (date(2028, 2, 29), date(2027, 12, 1)),
        (date(2028, 3, 1), date(2027, 12, 2)),
    ],
)
def test_a_sample_has_91_days_over_month_ends_and_leap_days(on: date, since: date) -> None:
    assert turnover(Decimal(0), (), on, LONG_AGO).since == since


POSTINGS = st.lists(
    st.builds(
        Posted,
        st.dates(TODAY - timedelta(days=190), TODAY + timedelta(days=30)),
        st.sampled_from(["Invoice", "CreditMemo", "Payment", "JournalEntry"]),
        st.decimals(-10_000, 10_000, places=2),
    ),
    max_size=12,
)


@given(POSTINGS, st.randoms())
def test_the_order_of_documents_is_irrelevant(posted: list[Posted], chance: object) -> None:
    shuffled = sorted(posted, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert turnover(Decimal(500), posted, TODAY, LONG_AGO) == turnover(
        Decimal(500), shuffled, TODAY, LONG_AGO
    )


@given(POSTINGS)
def test_from_day_to_day_what_is_open_changes_by_what_was_posted(posted: list[Posted]) -> None:
    days = [TODAY - timedelta(days=back) for back in (21, 14, 7, 0)]
    series = turnovers(Decimal(500), posted, days, LONG_AGO)
    for before, after in pairwise(series):
        between = [p.amount for p in posted if before.on < p.on <= after.on]
        assert before.open is not None
        assert after.open == before.open + sum(amount for amount in between if amount is not None)


@given(POSTINGS, st.decimals(0, 10_000, places=2), st.decimals(0, 10_000, places=2))
def test_more_that_is_open_is_never_fewer_days(
    posted: list[Posted], open_now: Decimal, more: Decimal
) -> None:
    one, other = (turnover(amount, posted, TODAY, LONG_AGO).days for amount in (open_now, open_now + more))
    assert one is None or (other is not None and other >= one)
