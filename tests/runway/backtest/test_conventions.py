"""The three conventions, the days and the scores, computed by hand on small tables."""

from datetime import date, timedelta

import numpy as np
import pytest

from runway.calculators.backtest.conventions import DROPPED, Convention, at_issue, of_open
from runway.calculators.backtest.scores import backtest
from runway.calculators.backtest.splits import latest, snapshot_days
from runway.calculators.paydates.history import History, Obligation, history_of
from tests.runway.paydates.papers import habit, parse

DAY = timedelta(days=1)


@pytest.fixture
def history(request: pytest.FixtureRequest) -> History:
    return history_of(parse(request.function.__doc__ or ""))


def days(*dates: str) -> list[int]:
    return [date.fromisoformat(each).toordinal() for each in dates]


def test_the_median_lag_is_of_what_was_paid_by_the_day(history: History) -> None:
    """
    Amy    2026-01-01  due 2026-01-31  paid 2026-02-02  1.00
    Amy    2026-01-02  due 2026-02-01  paid 2026-02-10  1.00
    Amy    2026-01-03  due 2026-02-02  paid 2026-03-30  1.00
    Amy    2026-02-10  due 2026-03-12  paid 2026-03-12  1.00
    Cars   2026-02-10  due 2026-03-12  paid 2026-03-12  1.00

    On Feb 10 Amy's lags are 2 and 9, so 5.5 and half up 6; on Feb 9 it is 2. Cars has paid nothing: the book's median.
    """
    rows = np.array([3, 4])
    assert (
        at_issue(history, rows, *days("2026-02-10"), Convention.MEDIAN_LAG).tolist() == days("2026-03-18") * 2
    )
    assert (
        at_issue(history, rows, *days("2026-02-09"), Convention.MEDIAN_LAG).tolist() == days("2026-03-14") * 2
    )
    assert (
        at_issue(history, rows, *days("2026-02-09"), Convention.DUE_OVERDUE_NOW).tolist()
        == days("2026-03-12") * 2
    )


def test_what_is_overdue_is_dropped_or_comes_tomorrow(history: History) -> None:
    """
    Amy    2026-01-01  due 2026-02-09  open  1.00
    Amy    2026-01-02  due 2026-02-10  open  1.00
    Amy    2026-01-03  due 2026-02-11  open  1.00

    At the close of Feb 10 a document due that day is overdue.
    """
    rows, (day,) = np.arange(3), days("2026-02-10")
    dropped, now = (
        of_open(history, rows, day, each).tolist()
        for each in (Convention.DUE_OVERDUE_DROPPED, Convention.DUE_OVERDUE_NOW)
    )
    assert dropped == [DROPPED, DROPPED, day + 1]
    assert now == [day + 1] * 3
    assert of_open(history, rows, day, Convention.MEDIAN_LAG).tolist() == now


def test_the_last_fifth_by_issue_date_is_judged_where_it_is_paid(history: History) -> None:
    """
    Amy  2026-01-01  due 2026-02-01  paid 2026-02-01  1.00
    Amy  2026-01-02  due 2026-02-01  paid 2026-02-01  1.00
    Amy  2026-01-03  due 2026-02-01  paid 2026-02-01  1.00
    Amy  2026-01-04  due 2026-02-01  paid 2026-02-01  1.00
    Amy  2026-01-05  due 2026-02-01  open             1.00
    Amy  2026-01-06  due 2026-02-01  paid 2026-02-01  1.00
    """
    assert latest(history).tolist() == [5]


def test_twelve_snapshots_from_the_last_fifth_to_91_days_before_the_end() -> None:
    """A document a day for 500 days, each paid 30 days after issue."""
    first = date(2026, 1, 1)
    history = history_of(habit("Amy", first, 0, documents=501, every=1))
    assert (
        snapshot_days(history).tolist()
        == np.floor(np.linspace(first.toordinal() + 400, first.toordinal() + int(30 + 500 * 0.995 - 91), 12))
        .astype(int)
        .tolist()
    )


def test_a_table_too_short_for_13_weeks_has_no_snapshot_and_says_unknown() -> None:
    found = backtest(history_of(habit("Amy", date(2026, 1, 1), 3, documents=20, every=2)))
    assert found.snapshots == ()
    assert found.ours.weekly_receipts_percent is None
    assert found.conventions["due_date_overdue_now"].pay_date_days == 3


def test_a_table_of_open_documents_judges_nothing() -> None:
    """Unknown is unknown, never zero."""
    issued = [date(2026, 1, 1) + place * DAY for place in range(20)]
    book = [
        Obligation(str(on), "Amy", on, on + 30 * DAY, None, habit("Amy", on, 0, 1)[0].amount) for on in issued
    ]
    found = backtest(history_of(book))
    assert (found.documents, found.open_documents, found.judged_documents) == (20, 20, 0)
    assert (found.ours.pay_date_days, found.ours.band_coverage_percent) == (None, None)


@pytest.fixture(scope="module")
def punctual() -> History:
    """Amy pays to the day, Cars always ten days late."""
    first = date(2025, 1, 6)
    return history_of([*habit("Amy", first, 0, 70), *habit("Cars", first, 10, 70)])


def test_scores_by_hand(punctual: History) -> None:
    """The due date errs 0 days for Amy and 10 for Cars; both medians are right, and so are all weeks by them."""
    found = backtest(punctual)
    due, median = (found.conventions[name] for name in ("due_date_overdue_now", "counterparty_median_lag"))
    assert (due.pay_date_days, median.pay_date_days, median.weekly_receipts_percent) == (5, 0, 0)
    assert (found.ours.pay_date_days, found.ours.band_coverage_percent) == (0, 100)
    assert found.ours.weekly_receipts_percent is not None
    assert due.weekly_receipts_percent is not None
    assert found.ours.weekly_receipts_percent < 5 < due.weekly_receipts_percent
