"""Takes the scores of RUNWAY 4: every prediction is made from what was known on its day, then held against the fact."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from runway.calculators.backtest.conventions import Convention, at_issue, of_open
from runway.calculators.backtest.splits import latest, snapshot_days
from runway.calculators.paydates.arrays import Flags, Floats, Ints
from runway.calculators.paydates.history import NOT_PAID, History
from runway.calculators.paydates.learn import PayDates, Tuning, learn, tune
from runway.calculators.paydates.spreading import WEEKS, by_week, receipts

TUNED_EVERY = 28  # days that a tuning is used for; it is never of a later day than the prediction


@dataclass(frozen=True, slots=True)
class Score:
    """Of one way to predict; None where the table has nothing to judge it by.

    `pay_date_days`: mean absolute error of the pay date predicted at issue, days. `weekly_receipts_percent`: sum of
    |forecast - actual| over sum of actual, 12 snapshots of 13 weeks. `band_coverage_percent`: pay dates inside the
    80 % band; conventions have no band.
    """

    pay_date_days: float | None
    weekly_receipts_percent: float | None
    band_coverage_percent: float | None = None


@dataclass(frozen=True, slots=True)
class Backtest:
    """All scores of a table, and what they were taken on."""

    documents: int
    open_documents: int
    counterparties: int
    judged_documents: int
    snapshots: tuple[date, ...]
    rules: tuple[str, ...]
    ours: Score
    conventions: dict[str, Score]


Weekly = Callable[[Ints, int], Floats]


class Models:
    """The model as of any day, each with the latest tuning that its day could have had."""

    def __init__(self, history: History) -> None:
        self.history = history
        self._tunings: dict[int, Tuning] = {}

    def at(self, day: int) -> PayDates:
        """The model as of the close of a day."""
        tuned_on = day - day % TUNED_EVERY
        if tuned_on not in self._tunings:
            self._tunings[tuned_on] = tune(self.history, date.fromordinal(tuned_on))
        return learn(self.history, date.fromordinal(day), self._tunings[tuned_on])


def backtest(history: History) -> Backtest:
    """The scores of our model and of the three conventions on one table."""
    models, rows, days = Models(history), latest(history), snapshot_days(history)
    early, predicted, late = _at_issue(models, rows)
    fact = history.paid[rows]
    ours = Score(
        pay_date_days=_mean(np.abs(fact - predicted)),
        weekly_receipts_percent=_weekly_error(
            history, days, lambda open_, day: _expected(models, open_, day)
        ),
        band_coverage_percent=_percent(_mean((early <= fact) & (fact <= late))),
    )
    return Backtest(
        documents=len(history),
        open_documents=int((history.paid == NOT_PAID).sum()),
        counterparties=len(history.names),
        judged_documents=len(rows),
        snapshots=tuple(date.fromordinal(day) for day in days.tolist()),
        rules=tuple(models.at(day).tuning.rule for day in days.tolist()),
        ours=ours,
        conventions={each.value: _convention(history, rows, days, each) for each in Convention},
    )


def _at_issue(models: Models, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """P10, P50 and P90 of each row, told at the close of the day before its issue."""
    found = np.zeros((3, len(rows)), dtype=np.int64)
    issued = models.history.issued[rows]
    for day in np.unique(issued).tolist():
        today = np.flatnonzero(issued == day)
        model = models.at(day - 1)
        days, read = model.of_all(models.history.asked(rows[today])), model.tuning.levels
        for place, level in enumerate((read.low, read.middle, read.high)):
            found[place, today] = days.quantile(np.full(len(today), level))
    return found[0], found[1], found[2]


def _expected(models: Models, rows: Ints, day: int) -> Floats:
    history = models.history
    return history.amount[rows] @ models.at(day).by_week(history.asked(rows))[:, :WEEKS]


def _convention(history: History, rows: Ints, days: Ints, convention: Convention) -> Score:
    def weekly(open_: Ints, day: int) -> Floats:
        return by_week(of_open(history, open_, day, convention), history.amount[open_], day)

    errors = [
        np.abs(history.paid[now] - at_issue(history, now, day - 1, convention))
        for day in np.unique(history.issued[rows]).tolist()
        for now in (rows[history.issued[rows] == day],)
    ]
    return Score(_mean(np.concatenate(errors or [np.zeros(0)])), _weekly_error(history, days, weekly))


def _weekly_error(history: History, days: Ints, forecast: Weekly) -> float | None:
    missed = came = 0.0
    for day in days.tolist():
        rows = history.open(day)
        actual = receipts(history, rows, day)
        missed += float(np.abs(forecast(rows, day) - actual).sum())
        came += float(actual.sum())
    return 100 * missed / came if came > 0 else None


def _mean(values: Floats | Ints | Flags) -> float | None:
    return float(values.mean()) if len(values) else None


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
